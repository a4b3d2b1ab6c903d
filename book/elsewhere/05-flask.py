# Flask 3.1, Authlib 1.9, joserfc 1.8
import requests
from authlib.integrations.flask_oauth2 import ResourceProtector
from authlib.oauth2.rfc6750 import InvalidTokenError
from authlib.oauth2.rfc7662 import IntrospectTokenValidator

ISSUER = "http://localhost:8080/realms/myorg"
metadata = requests.get(f"{ISSUER}/.well-known/openid-configuration", timeout=10).json()
CREDENTIALS = {"client_id": "test_api_resource", "client_secret": "test-api-resource-secret"}


class AskTheIssuer(IntrospectTokenValidator):
    def introspect_token(self, token_string):
        endpoint = metadata["introspection_endpoint"]
        form = {"token": token_string, **CREDENTIALS}
        answer = requests.post(endpoint, data=form, timeout=10)
        answer.raise_for_status()  # our own credentials, or the issuer: not the caller's fault
        return answer.json()

    def validate_token(self, token, scopes, request):
        audience = token.get("aud", [])
        audiences = [audience] if isinstance(audience, str) else audience
        if token.get("active") is not True or "test_api_resource" not in audiences:
            raise InvalidTokenError()
        super().validate_token(token, scopes, request)


require_auth = ResourceProtector()
require_auth.register_token_validator(AskTheIssuer())
