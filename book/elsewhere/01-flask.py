import os

from authlib.integrations.requests_client import OAuth2Session

session = OAuth2Session(
    "test_api_client",
    os.environ["OAUTH_CLIENT_SECRET"],
    scope="test_api_access",
    token_endpoint_auth_method="client_secret_post",
)
token = session.fetch_token(
    "http://localhost:8080/realms/myorg/protocol/openid-connect/token",
    grant_type="client_credentials",
    timeout=5,
)
print(token["access_token"], token["expires_in"])
