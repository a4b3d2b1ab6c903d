// What the members of a token mean: in a sentence, who sets them, and who checks them.
'use strict';
(() => {
  const ISSUER = 'Set by the issuer';

  globalThis.Meanings = {
    unknown: ['No member that the course knows.', 'The API does not look at it.', ''],
    header: {
      alg: ['How the token is signed.', 'The API compares it with its own list, and chooses nothing by it.', 'RFC 7515 §4.1.1'],
      typ: ['What kind of token this is.', 'The API takes JWT and at+jwt; the issuer uses others for other purposes.', 'RFC 9068 §2.1'],
      kid: ['The name of the key that signed.', "The API looks it up in the issuer's key set, and nowhere else.", 'RFC 7515 §4.1.4'],
      crit: ['Extensions that a reader must understand.', 'The API understands none, so it refuses the token.', 'RFC 7515 §4.1.11'],
      jwk: ['A key that the sender proposes.', 'Not looked at: whoever forged the token could have put it there.', 'RFC 7515 §4.1.3'],
      jku: ['A place of keys that the sender proposes.', 'Not looked at: it would make the API fetch from anywhere.', 'RFC 7515 §4.1.2'],
      x5u: ['A place of a certificate that the sender proposes.', 'Not looked at: it would make the API fetch from anywhere.', 'RFC 7515 §4.1.5'],
      x5c: ['A certificate that the sender proposes.', 'Not looked at: whoever forged the token could have put it there.', 'RFC 7515 §4.1.6'],
      cty: ['What kind of content the payload is.', 'Not looked at: the payload must be a JSON object.', 'RFC 7515 §4.1.10'],
    },
    payload: {
      iss: ['Who issued the token.', `${ISSUER}; the API compares it to the letter with the one issuer that it trusts.`, 'RFC 7519 §4.1.1'],
      sub: ['Whom the token is about: with client credentials, the client itself.', `${ISSUER}; the API may use it to decide what this caller may see.`, 'RFC 7519 §4.1.2'],
      aud: ['Whom the token is for.', `${ISSUER}; the API refuses a token that does not name it.`, 'RFC 7519 §4.1.3'],
      exp: ['When the token ends.', `${ISSUER}; the API refuses it from then on, with 60 seconds for clocks that differ.`, 'RFC 7519 §4.1.4'],
      nbf: ['When the token begins.', `${ISSUER}; the API refuses it before.`, 'RFC 7519 §4.1.5'],
      iat: ['When the token was issued.', `${ISSUER}; the API refuses one from the future.`, 'RFC 7519 §4.1.6'],
      jti: ['A name for this one token.', `${ISSUER}; step 05 uses it to remember which tokens were revoked.`, 'RFC 7519 §4.1.7'],
      scope: ['What the token allows, as names with blanks in between.', `Asked for by the client, granted by the issuer; the route looks for the names that it demands.`, 'RFC 9068 §2.2.3'],
      client_id: ['The client that the token was issued to.', `${ISSUER}; good for logs and limits.`, 'RFC 8693 §4.3'],
      azp: ['The client that the token was issued to, in the words of OpenID Connect.', `${ISSUER}; the course's API does not look at it.`, ''],
      typ: ["Keycloak's kind of token: Bearer, ID, Refresh and more.", `${ISSUER}; the API takes Bearer only, where it is there.`, 'RFC 8725 §3.12'],
      acr: ['How well a user was authenticated.', 'With client credentials there is no user.', ''],
      realm_access: ["Keycloak's roles of the realm.", `${ISSUER}; the course's API looks at scope instead.`, ''],
      resource_access: ["Keycloak's roles for each client.", `${ISSUER}; the course's API looks at scope instead.`, ''],
      cnf: ['A key that the sender must prove to have.', "The course's API does not look at it: its tokens are for whoever bears them.", 'RFC 7800 §3.1'],
    },
  };
})();
