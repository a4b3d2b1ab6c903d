import * as client from "openid-client"; // version 6

const config = await client.discovery(
  new URL("http://localhost:8080/realms/myorg"),
  "test_api_client",
  process.env.OAUTH_CLIENT_SECRET,
  client.ClientSecretPost(),
  { execute: [client.allowInsecureRequests] }, // localhost has no TLS
);

const tokens = await client.clientCredentialsGrant(config, {
  scope: "test_api_access",
});
console.log(tokens.access_token, tokens.expiresIn());
