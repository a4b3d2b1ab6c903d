# Flask 3.1, Authlib 1.9, joserfc 1.8
import requests
from authlib.integrations.flask_oauth2 import ResourceProtector, current_token
from authlib.oauth2.rfc6750 import BearerTokenValidator, InvalidTokenError, InsufficientScopeError
from flask import Flask, jsonify
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

ISSUER = "http://localhost:8080/realms/myorg"
metadata = requests.get(f"{ISSUER}/.well-known/openid-configuration", timeout=10).json()
# Once, when the program starts: a new key of the issuer needs a restart.
keys = KeySet.import_key_set(requests.get(metadata["jwks_uri"], timeout=10).json())
claims = jwt.JWTClaimsRegistry(
    leeway=60,
    iss={"essential": True, "value": ISSUER},
    aud={"essential": True, "value": "test_api_resource"},
    exp={"essential": True},
)


class KeycloakToken(BearerTokenValidator):
    def authenticate_token(self, token_string):
        try:
            token = jwt.decode(token_string, keys, algorithms=["RS256"])
            claims.validate(token.claims)
            return token.claims
        except (JoseError, ValueError) as error:
            raise InvalidTokenError() from error

    def validate_token(self, token, scopes, request):
        if self.scope_insufficient(token.get("scope"), scopes):
            raise InsufficientScopeError()


require_auth = ResourceProtector()
require_auth.register_token_validator(KeycloakToken())
app = Flask(__name__)


@app.get("/api/private-scoped")
@require_auth("test_api_access")
def private_scoped():
    return jsonify(message=f"hello {current_token['client_id']}")
