"""Fetches tokens without a secret: step 06 in Python, with Authlib."""

import os

from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT

ISSUER = os.environ.get("OAUTH_ISSUER", "http://localhost:8080/realms/myorg")
TOKEN_ENDPOINT = f"{ISSUER}/protocol/openid-connect/token"


def session(authentication):
    """A client whose "secret" is its private key."""
    with open(os.environ["OAUTH_CLIENT_KEY"], encoding="ascii") as file:
        key = file.read()
    client = OAuth2Session(
        os.environ.get("OAUTH_CLIENT_ID", "test_jwt_client"),
        key,
        token_endpoint_auth_method="private_key_jwt",
        scope=os.environ.get("OAUTH_SCOPE", "test_api_access"),
    )
    client.register_client_auth_method(authentication)
    return client


def fetch(client):
    try:
        return client.fetch_token(TOKEN_ENDPOINT, grant_type="client_credentials", timeout=5)
    except OAuthError as error:
        return {"token_type": f"no token: {error.error}: {error.description}"}


# ANCHOR: session
# What the parameter calls the token endpoint becomes `aud`, and the issuer identifier is safer there.
client = session(PrivateKeyJWT(ISSUER, alg="ES256"))
# ANCHOR_END: session
for attempt in ["first", "second"]:
    print(f"{attempt}:", fetch(client)["token_type"])

# ANCHOR: reused
# A trap: with claims of your own, Authlib 1.6 puts the `jti` into them, and uses it again.
client = session(PrivateKeyJWT(alg="ES256", claims={"aud": ISSUER}))
# ANCHOR_END: reused
for attempt in ["first, with claims", "second, with claims"]:
    print(f"{attempt}:", fetch(client)["token_type"])
