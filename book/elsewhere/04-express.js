// Express 5.3, express-oauth2-jwt-bearer 1.10
const express = require("express");
const { auth, requiredScopes } = require("express-oauth2-jwt-bearer");

const app = express();
const validToken = auth({
  issuerBaseURL: "http://localhost:8080/realms/myorg",
  audience: "test_api_resource",
  tokenSigningAlg: "RS256",
});

app.get("/api/public", (req, res) => res.json({ message: "no token needed" }));

app.get("/api/private", validToken, (req, res) => {
  res.json({ message: `hello ${req.auth.payload.client_id}` });
});

app.get("/api/private-scoped", validToken, requiredScopes("test_api_access"), (req, res) => {
  res.json({ message: "with a scope" });
});

app.listen(50100, "127.0.0.1");
