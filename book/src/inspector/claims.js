// The meaning of a token's members: in one sentence, who sets them, and who checks them.
'use strict';
(() => {
  const ISSUER = 'Set by the issuer';

  globalThis.Meanings = {
    unknown: ['Not a member that the course uses.', 'The API ignores it.', ''],
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
      cnf: ['A key that the sender must prove to have.', "The API refuses such a token, because it cannot check the proof.", 'RFC 7800 §3.1'],
    },
  };
})();
