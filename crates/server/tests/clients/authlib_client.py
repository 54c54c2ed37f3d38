"""One sign-in by Authlib, told line by line as openid_client.mjs does."""

import json
import os
import sys
from urllib.parse import urlencode

import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import JsonWebKey, jwt
from authlib.oidc.core import CodeIDToken

issuer, redirect = os.environ["ISSUER"], os.environ["REDIRECT_URI"]
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"


def say(message):
    print(json.dumps(message), flush=True)


def browse(url):
    say({"open": url})
    return sys.stdin.readline().strip()


metadata = requests.get(f"{issuer}/.well-known/openid-configuration").json()
client = OAuth2Session(
    os.environ["CLIENT_ID"],
    os.environ["CLIENT_SECRET"],
    scope="openid profile email offline_access",
    redirect_uri=redirect,
    code_challenge_method="S256",
)
verifier, nonce = generate_token(48), generate_token(20)
url, state = client.create_authorization_url(
    metadata["authorization_endpoint"], code_verifier=verifier, nonce=nonce
)
token_endpoint = metadata["token_endpoint"]
tokens = client.fetch_token(
    token_endpoint, authorization_response=browse(url), code_verifier=verifier, state=state
)
keys = JsonWebKey.import_key_set(requests.get(metadata["jwks_uri"]).json())
claims = jwt.decode(
    tokens["id_token"],
    keys,
    claims_cls=CodeIDToken,
    claims_options={"iss": {"value": issuer}, "aud": {"value": client.client_id}},
    claims_params={"nonce": nonce, "access_token": tokens["access_token"]},
)
claims.validate(leeway=5)
person = client.get(metadata["userinfo_endpoint"]).json()
refreshed = client.refresh_token(token_endpoint, refresh_token=tokens["refresh_token"])


def is_active():
    told = client.introspect_token(metadata["introspection_endpoint"], token=refreshed["access_token"])
    return told.json()["active"]


live = is_active()
client.revoke_token(metadata["revocation_endpoint"], token=refreshed["refresh_token"])
ended = is_active()
out = urlencode(
    {
        "post_logout_redirect_uri": f"{redirect}/out",
        "id_token_hint": tokens["id_token"],
        "state": "bye",
    }
)
after = browse(f"{metadata['end_session_endpoint']}?{out}")
say(
    {
        "done": {
            "claims": dict(claims),
            "person": person,
            "tokenType": tokens["token_type"],
            "rotated": refreshed["refresh_token"] != tokens["refresh_token"],
            "live": live,
            "ended": ended,
            "after": after,
        }
    }
)
