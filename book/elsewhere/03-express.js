import { createRemoteJWKSet, jwtVerify } from "jose";

const issuer = "http://localhost:8080/realms/myorg";
const keys = createRemoteJWKSet(
  new URL(`${issuer}/protocol/openid-connect/certs`),
);

export async function verify(token) {
  const { payload } = await jwtVerify(token, keys, {
    algorithms: ["RS256"],
    issuer,
    audience: "test_api_resource",
    requiredClaims: ["exp"],
    clockTolerance: 60,
  });
  return payload;
}
