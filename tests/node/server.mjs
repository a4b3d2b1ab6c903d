// The API of step 07, made of libraries that others wrote: it takes bound tokens only.
import { auth, requiredScopes } from 'express-oauth2-jwt-bearer';
import express from 'express';

const issuer = process.env.OAUTH_ISSUER;
const dpop = auth({
  issuer,
  jwksUri: `${issuer}/protocol/openid-connect/certs`,
  audience: 'test_api_resource',
  dpop: { enabled: true, required: true },
});
const app = express();
app.get('/api/private-scoped', dpop, requiredScopes('test_api_access'), (request, response) =>
  response.json({ message: `hello, ${request.auth.payload.client_id}` }),
);
// Express knows an error's handler by its four parameters.
app.use((error, _request, response, _next) =>
  response
    .status(error.status ?? 500)
    .set(error.headers ?? {})
    .json({ message: error.message }),
);
const server = app.listen(0, '127.0.0.1', () => console.error(`listening on http://localhost:${server.address().port}`));
