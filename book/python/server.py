"""The API of step 04 in Flask, with authlib to judge the tokens.

The shape and the calls are those of the tutorial that this course follows: what it does not check,
this does not check either. hardened.py does.
"""

import json
import os
from urllib.request import urlopen

from authlib.integrations.flask_oauth2 import ResourceProtector
from authlib.jose.rfc7517.jwk import JsonWebKey
from authlib.oauth2.rfc7523 import JWTBearerTokenValidator
from flask import Flask, jsonify

ISSUER = os.environ.get("OAUTH_ISSUER", "http://localhost:8080/realms/myorg")
HOST, PORT = os.environ.get("LISTEN", "127.0.0.1:50100").rsplit(":", 1)


# ANCHOR: validator
class RealmTokens(JWTBearerTokenValidator):
    def __init__(self, issuer):
        certs = urlopen(f"{issuer}/protocol/openid-connect/certs")
        keys = JsonWebKey.import_key_set(json.loads(certs.read()))
        super().__init__(keys)
        self.claims_options = {
            "exp": {"essential": True},
            "iss": {"essential": True, "value": issuer},
        }


protected = ResourceProtector()
protected.register_token_validator(RealmTokens(ISSUER))
# ANCHOR_END: validator

# ANCHOR: routes
app = Flask(__name__)


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
# ANCHOR_END: routes


# ANCHOR: run
# The tutorial listens on 0.0.0.0 with debug=True: on each network of the machine, with a debugger.
app.run(host=HOST, port=int(PORT), debug=False)
# ANCHOR_END: run
