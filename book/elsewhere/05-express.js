// Express 5.3: express-oauth2-jwt-bearer verifies signatures. To ask the issuer is this much.
const ISSUER = "http://localhost:8080/realms/myorg";
const ENDPOINT = `${ISSUER}/protocol/openid-connect/token/introspect`;

async function introspected(req, res, next) {
  const [, token] = /^Bearer +([\w.~+/-]+=*)$/i.exec(req.headers.authorization ?? "") ?? [];
  if (!token) return res.status(401).set("WWW-Authenticate", "Bearer").end();
  const body = new URLSearchParams({
    token,
    client_id: "test_api_resource",
    client_secret: process.env.OAUTH_RESOURCE_SECRET,
  });
  try {
    const answer = await fetch(ENDPOINT, { method: "POST", body, signal: AbortSignal.timeout(5000) });
    if (!answer.ok) throw new Error(`the issuer answered ${answer.status}`);
    const claims = await answer.json();
    // === true: the text "false" is true in JavaScript.
    if (claims.active !== true || ![claims.aud].flat().includes("test_api_resource")) {
      return res.status(401).set("WWW-Authenticate", 'Bearer error="invalid_token"').end();
    }
    req.claims = claims;
    next();
  } catch (error) {
    res.status(503).set("Retry-After", "2").end(); // no answer is no yes
  }
}

module.exports = { introspected };
