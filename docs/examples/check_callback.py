"""A partner's side of a callback: is it from the authority, for us, fresh, and new? Needs `pip install jwcrypto`."""

import json
import time

from jwcrypto import jwk, jws

SECONDS = 300  # how old a delivery may be; clocks differ


def check(body: bytes, headers: dict[str, str], keys: str, address: str, seen: set[str]) -> dict | None:
    """The message, or None when it was handled before. Raises ValueError for anything that is not to be trusted.

    `body`: the bytes as they came. `headers`: with names in lower case. `keys`: the text of /osia/jwks.json, kept and
    fetched again when a key is new. `address`: ours, as we subscribed it. `seen`: ids of messages handled, kept for ever.
    """
    signature = jws.JWS()
    signature.allowed_algs = ["ES256"]
    try:
        signature.deserialize(headers["x-jws-signature"])
        key = jwk.JWKSet.from_json(keys).get_key(signature.jose_header["kid"])
        signature.verify(key, detached_payload=body)
    except Exception:
        raise ValueError("not signed by the authority") from None
    head = signature.jose_header
    if head["aud"] != address or abs(time.time() - head["iat"]) > SECONDS:
        raise ValueError("meant for somebody else, or old")
    if any(head[name] != headers[name] for name in ("message-type", "message-id", "subscription-id", "topic-id")):
        raise ValueError("the headers are not those that were signed")
    if head["message-id"] in seen:
        return None
    seen.add(head["message-id"])
    return json.loads(body)
