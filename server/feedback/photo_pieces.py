"""One piece of a photo that a browser sends in pieces; a photo that is whole is judged like one sent with a form."""

from collections.abc import Callable
from typing import Any

from flask import request

from server.evidence import pieces
from server.ids import is_digest
from server.refusals import MALFORMED, NOT_FOUND, Refused

MOST_BYTES = 1024 * 1024


def make_room(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """A piece is small; the check comes before anything is read."""
    request.max_content_length = MOST_BYTES


def take(about: str, sha256: str, add: Callable[[bytes], str], *, most: int) -> tuple[dict[str, int], int]:
    """Takes the piece of the running request and says how far its photo has come; 201 once it was added."""
    if not is_digest(sha256):
        raise Refused(NOT_FOUND)
    at, of = _whole("at"), _whole("of")
    reached = pieces.take(about, sha256, at, of, request.get_data(), most=most)
    if reached < of:
        return {"at": reached}, 202
    try:
        add(pieces.whole(about, sha256))
    except Refused:
        pieces.forget(about, sha256)
        raise
    pieces.forget(about, sha256)
    return {"at": reached}, 201


def told() -> int:
    """How many photos the form said will follow it."""
    letters = request.form.get("photos_told", "")
    return int(letters) if letters.isdecimal() and len(letters) < 3 else 0


def _whole(name: str) -> int:
    letters = request.args.get(name, "")
    if not letters.isdecimal() or len(letters) > 9:
        raise Refused(MALFORMED, why=name)
    return int(letters)
