// A client that others wrote, with the key of step 06 and the proofs of step 07.
import { readFileSync } from 'node:fs';
import * as oauth from 'oauth4webapi';

const { OAUTH_ISSUER, OAUTH_CLIENT_ID, OAUTH_CLIENT_KEY, OAUTH_SCOPE, API_URL } = process.env;
// The course's servers are on this machine, without TLS.
const onHttp = { [oauth.allowInsecureRequests]: true };

const pem = readFileSync(OAUTH_CLIENT_KEY, 'utf8').replace(/-----.*-----|\s/g, '');
const p256 = { name: 'ECDSA', namedCurve: 'P-256' };
const key = await crypto.subtle.importKey('pkcs8', Buffer.from(pem, 'base64'), p256, false, ['sign']);
const authentication = oauth.PrivateKeyJwt(key);
const client = { client_id: OAUTH_CLIENT_ID };

const issuer = new URL(OAUTH_ISSUER);
const metadata = await oauth.discoveryRequest(issuer, onHttp);
const server = await oauth.processDiscoveryResponse(issuer, metadata);

const fetchToken = async (options) => {
  const parameters = { scope: OAUTH_SCOPE };
  const response = await oauth.clientCredentialsGrantRequest(server, client, authentication, parameters, {
    ...options,
    ...onHttp,
  });
  const token = await oauth.processClientCredentialsResponse(server, client, response);
  console.log(`a token of the type ${token.token_type}`);
  return token.access_token;
};
const call = async (token, options) => {
  const url = new URL(`${API_URL}/api/private-scoped`);
  const request = oauth.protectedResourceRequest(token, 'GET', url, undefined, undefined, { ...options, ...onHttp });
  // The library throws what a challenge says.
  const response = await request.catch((error) => error.response ?? Promise.reject(error));
  console.log(`the API's response: ${response.status}`);
};

const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'));
const bound = await fetchToken({ DPoP });
await call(bound, { DPoP });
await call(bound, { DPoP });
console.log('the same token as Bearer:');
await call(bound);
console.log('the same token with a proof of another key:');
await call(bound, { DPoP: oauth.DPoP(client, await oauth.generateKeyPair('ES256')) });
console.log('without DPoP:');
await call(await fetchToken());

const revoked = await oauth.revocationRequest(server, client, authentication, bound, onHttp);
console.log(`revocation: ${revoked.status}`);
