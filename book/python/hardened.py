"""server.py with the checks that it leaves out. The tests send both the same tokens.

The routes are the same. What is different: which algorithm, which audience, which kind of token;
keys that are fetched when they are needed, with a time-out; refusals that a client can act on; and
an answer, not a traceback, to whatever comes.
"""

import os
import threading
import time

import requests
from authlib.integrations.flask_oauth2 import ResourceProtector
from authlib.jose import JsonWebKey, JsonWebToken, JWTClaims
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6750 import BearerTokenValidator, InvalidTokenError
from flask import Flask, jsonify

ISSUER = os.environ.get("OAUTH_ISSUER", "http://localhost:8080/realms/myorg")
AUDIENCE = os.environ.get("OAUTH_AUDIENCE", "test_api_resource")
HOST, PORT = os.environ.get("LISTEN", "127.0.0.1:50100").rsplit(":", 1)

LEEWAY = 60  # seconds by which the clocks of two machines may differ
TIMEOUT = 5  # seconds, for connecting and for each wait for more of an answer
COOLDOWN = 10  # seconds between two fetches of keys for the sake of an unknown kid
MAX_AGE = 300  # seconds after which keys are fetched again, so that a withdrawn one stops verifying


class Unavailable(OAuth2Error):
    """Neither yes nor no: the client may try the same token again later."""

    error = "temporarily_unavailable"
    description = "The access token cannot be checked now"
    status_code = 503


class InsufficientScope(InvalidTokenError):
    error = "insufficient_scope"
    description = "The access token does not allow this"
    status_code = 403


# ANCHOR: keys
class RealmKeys:
    """The issuer's keys by their kid."""

    def __init__(self, issuer):
        self.issuer = issuer
        self.keys = {}
        self.fetched = self.tried = float("-inf")
        self.lock = threading.Lock()

    def find(self, kid):
        with self.lock:
            now = time.monotonic()
            old = now - self.fetched > MAX_AGE
            if (old or kid not in self.keys) and now - self.tried > COOLDOWN:
                self.tried = now
                self.keys = self.fetch()
                self.fetched = now
            elif old:
                raise Unavailable()
            return self.keys.get(kid)

    def fetch(self):
        try:
            path = "/.well-known/openid-configuration"
            metadata = requests.get(f"{self.issuer}{path}", timeout=TIMEOUT).json()
            if metadata["issuer"] != self.issuer:
                raise ValueError("the metadata is another issuer's")
            answer = requests.get(metadata["jwks_uri"], timeout=TIMEOUT)
            answer.raise_for_status()
            keys = {}
            for jwk in filter(is_usable, answer.json()["keys"]):
                keys.setdefault(jwk["kid"], JsonWebKey.import_key(jwk))
            return keys
        except (requests.RequestException, ValueError, KeyError, TypeError) as error:
            app.logger.warning("no keys: %s", error)
            raise Unavailable() from error


def is_usable(jwk):
    """One odd key must not take the others down with it."""
    try:
        return (
            (jwk["kty"], jwk.get("use", "sig"), jwk.get("alg", "RS256")) == ("RSA", "sig", "RS256")
            and "verify" in jwk.get("key_ops", ["verify"])
            and isinstance(jwk["kid"], str)
            and JsonWebKey.import_key(jwk).get_public_key().key_size >= 2048
        )
    except Exception:
        return False
# ANCHOR_END: keys


# ANCHOR: validator
class AccessTokens(BearerTokenValidator):
    jwt = JsonWebToken(["RS256"])  # the issuer's algorithm, not that of whoever wrote the token

    def __init__(self, issuer, audience):
        super().__init__()
        self.keys = RealmKeys(issuer)
        self.options = {
            "exp": {"essential": True},
            "iss": {"essential": True, "value": issuer},
            "aud": {"essential": True, "value": audience},
            "typ": {"validate": lambda _, typ: typ in (None, "Bearer")},
            "scope": {"validate": lambda _, scope: isinstance(scope, (str, type(None)))},
        }

    def find_key(self, header, _payload):
        if str(header.get("typ", "JWT")).lower() not in ("jwt", "at+jwt", "application/at+jwt"):
            raise ValueError("not an access token by its header")
        key = self.keys.find(header["kid"])
        if key is None:
            raise ValueError("no key of that kid")
        return key

    def authenticate_token(self, token):
        try:
            claims = self.jwt.decode(token, self.find_key, JWTClaims, self.options)
            claims.validate(leeway=LEEWAY)
            return claims
        except OAuth2Error:
            raise
        except Exception as error:  # what a stranger sends must never be more than a refusal
            app.logger.info("token refused: %r", error)
            return None

    def validate_token(self, claims, scopes, request):
        if claims is None:
            raise InvalidTokenError("The access token is expired, malformed or not for this API")
        if self.scope_insufficient(claims.get("scope"), scopes):
            raise InsufficientScope(scope=" ".join(scopes))
# ANCHOR_END: validator


app = Flask(__name__)
protected = ResourceProtector()
protected.register_token_validator(AccessTokens(ISSUER, AUDIENCE))


@app.route("/api/public")
def public():
    return jsonify(message="No need of Authorization to see this")


@app.route("/api/private")
@protected(None)
def private():
    return jsonify(message="Authorization is required to see this")


@app.route("/api/private-scoped")
@protected("test_api_access")
def private_scoped():
    return jsonify(
        message="Authorization with a scope named test_api_access is required to see this"
    )


# A server of the WSGI kind imports `app` and does not come here; this one is for lessons.
if __name__ == "__main__":
    app.run(host=HOST, port=int(PORT), debug=False)
