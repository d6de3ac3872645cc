"""How often one address or one name may try; the counts live in memory, per worker."""

from hashlib import sha256

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(key_func=get_remote_address, storage_uri="memory://", headers_enabled=False)


def init_app(app: Flask) -> None:
    """Switches the limits on where the settings ask for them."""
    limiter.init_app(app)


def by_sign_in_name() -> str:
    """The name somebody tries to sign in with, so that one account cannot be guessed from many addresses."""
    body = request.get_json(silent=True) or request.form
    return f"name:{str(body.get('name', ''))[:60].lower()}" if hasattr(body, "get") else "name:"


# The page and the API are one door: a guess at either counts for both.
sign_in_by_address = limiter.shared_limit("20 per minute", scope="sign-in address")
sign_in_by_name = limiter.shared_limit("10 per minute", scope="sign-in name", key_func=by_sign_in_name)


def _by_token() -> str:
    token = request.headers.get("Authorization", "")
    return f"device:{sha256(token.encode(errors='replace')).hexdigest()}" if token else get_remote_address()


# A phone that brings home a week's photos asks a thousand times in a minute; one gone wild asks without end.
BY_DEVICE = "6000 per minute"
by_device = limiter.shared_limit(lambda: BY_DEVICE, scope="device", key_func=_by_token)
