"""What a server of this folder says to tokens whose keys and time are fixed: for the tests.

Usage: outcomes.py server.py < worlds.json. Reads a list of {"issuer", "proxy", "now", "tokens"} and
prints a list of lists of statuses, null where the server does not even start. The proxy answers in
place of the issuer.
"""

import json
import logging
import os
import runpy
import sys
import time
import urllib.request

from flask import Flask

Flask.run = lambda *_arguments, **_options: None
logging.disable(logging.CRITICAL)
script = os.path.join(os.path.dirname(os.path.abspath(__file__)), sys.argv[1])


def answers(world):
    os.environ["OAUTH_ISSUER"] = world["issuer"]
    os.environ["http_proxy"] = world["proxy"]
    os.environ["no_proxy"] = ""
    urllib.request.install_opener(urllib.request.build_opener())
    time.time = lambda: world["now"]
    try:
        client = runpy.run_path(script, run_name="__main__")["app"].test_client()
    except Exception:
        yield from (None for _ in world["tokens"])
        return
    for token in world["tokens"]:
        # Werkzeug takes text of one byte a letter, which is how it hands on what it reads.
        value = f"Bearer {token}".encode().decode("latin-1")
        headers = {"Authorization": value}
        yield client.get("/api/private-scoped", headers=headers).status_code


json.dump([list(answers(world)) for world in json.load(sys.stdin)], sys.stdout)
