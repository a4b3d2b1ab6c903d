import jwt  # PyJWT

ISSUER = "http://localhost:8080/realms/myorg"
keys = jwt.PyJWKClient(f"{ISSUER}/protocol/openid-connect/certs")


def verify(token: str) -> dict:
    return jwt.decode(
        token,
        keys.get_signing_key_from_jwt(token),
        algorithms=["RS256"],
        issuer=ISSUER,
        audience="test_api_resource",
        leeway=60,
        options={"require": ["exp", "iss", "aud"]},
    )
