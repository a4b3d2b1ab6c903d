"""Fetches a token and calls the API with it: steps 01 and 04 in Python.

The shape and the calls are those of the tutorial that this course follows.
"""

import os
import sys

import requests

ISSUER = os.environ.get("OAUTH_ISSUER", "http://localhost:8080/realms/myorg")
API = os.environ.get("API_URL", "http://localhost:50100")

# ANCHOR: grant
grant = {
    "grant_type": "client_credentials",
    "client_id": os.environ.get("OAUTH_CLIENT_ID", "test_api_client"),
    "client_secret": os.environ.get("OAUTH_CLIENT_SECRET", "test-api-client-secret"),
    "scope": " ".join([os.environ.get("OAUTH_SCOPE", "test_api_access")]),
}
form = {"content-type": "application/x-www-form-urlencoded"}
answer = requests.post(f"{ISSUER}/protocol/openid-connect/token", data=grant, headers=form)
# ANCHOR_END: grant

# ANCHOR: token
if not answer.ok:
    sys.exit("no token: the issuer's answer is not ok")
members = answer.json()
if "access_token" not in members:
    sys.exit("no token: the issuer's answer has no access_token")
token = members["access_token"]
# ANCHOR_END: token

# ANCHOR: call
headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
answer = requests.get(f"{API}/api/private-scoped", headers=headers)
if not answer.ok:
    sys.exit("the API's answer is not ok")
print(answer.json())
# ANCHOR_END: call
