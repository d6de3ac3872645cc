"""Cookies beside the session: over an encrypted line they belong to this host alone and never travel in the clear."""

from flask import current_app, request
from werkzeug.wrappers import Response


def given(name: str) -> str | None:
    """What a browser brings back under this name."""
    return request.cookies.get(_named(name))


def put(answer: Response, name: str, value: str, seconds: int) -> None:
    """Has a browser keep a value that no script reads and no other site brings along."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    answer.set_cookie(_named(name), value, max_age=seconds, secure=secure, httponly=True, samesite="Lax")


def _named(name: str) -> str:
    """A browser takes the prefix only from this host, over an encrypted line and for all of it."""
    return f"__Host-{name}" if current_app.config["SESSION_COOKIE_SECURE"] else name
