// The meaning of a token's members: in one sentence, who sets them, and who checks them.
'use strict';
(() => {
  const [ISSUER, CLIENT] = ['Set by the issuer', 'Set by the client'];

  globalThis.Meanings = {
    unknown: ['Not a member that the course uses.', 'It is ignored.', ''],
    token: {
      header: {
        alg: ['How the token is signed.', 'The API compares it with its own list, and does not let it choose.', 'RFC 7515 §4.1.1'],
        typ: ['What kind of token this is.', 'The API accepts JWT and at+jwt; other values are for other purposes.', 'RFC 9068 §2.1'],
        kid: ['The name of the key that signed it.', "The API looks it up in the issuer's key set, and nowhere else.", 'RFC 7515 §4.1.4'],
        crit: ['Extensions that a verifier must understand.', 'The API understands none, so it refuses the token.', 'RFC 7515 §4.1.11'],
        jwk: ['A key that the sender proposes.', 'Ignored: a forger could have put it there.', 'RFC 7515 §4.1.3'],
        jku: ['A URL of keys that the sender proposes.', 'Ignored: it would make the API fetch from anywhere.', 'RFC 7515 §4.1.2'],
        x5u: ['A URL of a certificate that the sender proposes.', 'Ignored: it would make the API fetch from anywhere.', 'RFC 7515 §4.1.5'],
        x5c: ['A certificate that the sender proposes.', 'Ignored: a forger could have put it there.', 'RFC 7515 §4.1.6'],
        cty: ['What kind of content the payload is.', 'Ignored: the payload must be a JSON object.', 'RFC 7515 §4.1.10'],
      },
      payload: {
        iss: ['Who issued the token.', `${ISSUER}; the API compares it exactly with the one issuer that it trusts.`, 'RFC 7519 §4.1.1'],
        sub: ['Whom the token is about: with client credentials, the client itself.', `${ISSUER}; the API may use it to decide what this caller may see.`, 'RFC 7519 §4.1.2'],
        aud: ['Whom the token is for.', `${ISSUER}; the API refuses a token that does not name it.`, 'RFC 7519 §4.1.3'],
        exp: ['When the token expires.', `${ISSUER}; the API refuses it from then on, with 60 seconds for clocks that differ.`, 'RFC 7519 §4.1.4'],
        nbf: ['From when the token is valid.', `${ISSUER}; the API refuses it earlier.`, 'RFC 7519 §4.1.5'],
        iat: ['When the token was issued.', `${ISSUER}; the API refuses one from the future.`, 'RFC 7519 §4.1.6'],
        jti: ['A unique identifier of this token.', `${ISSUER}; step 05's denylist uses it.`, 'RFC 7519 §4.1.7'],
        scope: ['What the token allows, as names separated by spaces.', `Requested by the client, granted by the issuer; the route checks for the names that it requires.`, 'RFC 9068 §2.2.3'],
        client_id: ['The client that the token was issued to.', `${ISSUER}; good for logs and limits.`, 'RFC 8693 §4.3'],
        azp: ['The client that the token was issued to, as OpenID Connect calls it.', `${ISSUER}; the course's API ignores it.`, ''],
        typ: ["Keycloak's kind of token: Bearer, ID, Refresh and more.", `${ISSUER}; if it is present, the API accepts only Bearer.`, 'RFC 8725 §3.12'],
        acr: ['How well a user was authenticated.', 'With client credentials there is no user.', ''],
        realm_access: ["Keycloak's roles of the realm.", `${ISSUER}; the course's API uses scope instead.`, ''],
        resource_access: ["Keycloak's roles for each client.", `${ISSUER}; the course's API uses scope instead.`, ''],
        cnf: ['A key that the sender must prove to have.', "Step 04's API refuses such a token, because it cannot check the proof; step 07's does check it.", 'RFC 7800 §3.1'],
      },
    },
    // What differs in an assertion, and in a proof.
    assertion: {
      header: {
        alg: ['How the assertion is signed.', 'The server compares it with the one that is registered for the client.', 'RFC 7515 §4.1.1'],
        typ: ['What kind of JWT this is.', 'With client-authentication+jwt it cannot be taken for another; many servers do not check it.', 'RFC 8725 §3.11'],
        kid: ['The name of the key that signed it.', 'The server looks it up among the keys that the client has registered.', 'RFC 7515 §4.1.4'],
      },
      payload: {
        iss: ['Who made the assertion: the client.', `${CLIENT}; the server compares it with sub.`, 'RFC 7523 §3'],
        sub: ['Whom it is about: the client itself.', `${CLIENT}; the server takes the keys that are registered under this name.`, 'RFC 7523 §3'],
        aud: ['Which server it is for.', `${CLIENT}; the server refuses what is for another server, or for two.`, 'RFC 7523 §3'],
        exp: ['When it expires.', `${CLIENT}; the server refuses it from then on.`, 'RFC 7523 §3'],
        iat: ['When it was made.', `${CLIENT}; the server refuses it after a minute.`, 'RFC 7523 §3'],
        nbf: ['From when it is valid.', `${CLIENT}; the server refuses it earlier.`, 'RFC 7523 §3'],
        jti: ['A unique identifier of this assertion.', `${CLIENT}; the server accepts each only once.`, 'RFC 7523 §3'],
      },
    },
    proof: {
      header: {
        alg: ['How the proof is signed.', 'The API compares it with its own list of asymmetric algorithms.', 'RFC 9449 §4.2'],
        typ: ['What kind of JWT this is.', 'The API accepts dpop+jwt alone, so no other JWT of this key is a proof.', 'RFC 9449 §4.2'],
        jwk: ["The client's public key.", "It proves nothing by itself: the API compares its hash with the token's cnf.jkt.", 'RFC 9449 §4.2'],
      },
      payload: {
        jti: ['A unique identifier of this proof.', `${CLIENT}; the API accepts each only once.`, 'RFC 9449 §11.1'],
        htm: ['The method of the request.', `${CLIENT}; the API compares it with the request.`, 'RFC 9449 §4.2'],
        htu: ['The URL of the request, without its query.', `${CLIENT}; the API compares it with its own URL, as its operator has set it.`, 'RFC 9449 §4.2'],
        iat: ['When the proof was made.', `${CLIENT}; the API refuses it after 30 seconds.`, 'RFC 9449 §11.1'],
        ath: ['The hash of the token.', `${CLIENT}; the API compares it with the token beside it.`, 'RFC 9449 §4.2'],
        nonce: ['A value that the API made lately.', 'The API checks it if it requires one.', 'RFC 9449 §8'],
      },
    },
  };
})();
