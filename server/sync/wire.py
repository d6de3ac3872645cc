"""Sync messages as they travel: gzip both ways, guarded against what unpacks to too much or nests too deep."""

import zlib
from contextlib import suppress
from typing import Any

import orjson
from flask import Response, g, request
from werkzeug.exceptions import ClientDisconnected

from server.refusals import MALFORMED, TOO_LARGE, Refused
from server.sound import DEEPEST, is_deeper_than
from server.sync.packing import GZIP, as_gzip

MOST_COMPRESSED = 1024 * 1024
MOST_INFLATED = 8 * 1024 * 1024
MOST_HEARD_OUT = 64 * 1024 * 1024
WORTH_PACKING = 1024
PIECE = 64 * 1024


def message() -> Any:
    """The request's JSON, unpacked and no deeper than twenty levels."""
    try:
        sent = orjson.loads(_unpacked())
    except orjson.JSONDecodeError as error:
        raise Refused(MALFORMED, why="not JSON") from error
    if is_deeper_than(sent, DEEPEST):
        raise Refused(MALFORMED, why="nested too deep")
    return sent


def answer(body: dict[str, Any]) -> Response:
    """A JSON answer, packed where the asker can unpack it."""
    data = orjson.dumps(body)
    packed = len(data) >= WORTH_PACKING and request.accept_encodings.quality("gzip") > 0
    response = Response(as_gzip(data) if packed else data, mimetype="application/json")
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    return response


def body(most: int) -> bytes:
    """The request's bytes, not one more than allowed."""
    data = g.body = request.stream.read(most + 1)
    if len(data) > most:
        raise Refused(TOO_LARGE, most=f"{most} bytes")
    return data


def hear_out() -> None:
    """Reads and drops what is still being sent: an answer given in mid-request would be lost with the connection."""
    left = MOST_HEARD_OUT
    with suppress(ClientDisconnected):
        while left > 0 and (piece := request.stream.read(PIECE)):
            left -= len(piece)


def as_it_came() -> bytes:
    """The bytes of the running request's body, as far as they were read."""
    return g.get("body", b"")


def _unpacked() -> bytes:
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding == "identity":
        return body(MOST_INFLATED)
    if encoding != "gzip":
        raise Refused(MALFORMED, why="Content-Encoding")
    return _inflated(body(MOST_COMPRESSED))


def _inflated(data: bytes) -> bytes:
    inflater = zlib.decompressobj(GZIP)
    try:
        inflated = inflater.decompress(data, MOST_INFLATED + 1)
    except zlib.error as error:
        raise Refused(MALFORMED, why="not gzip") from error
    if len(inflated) > MOST_INFLATED:
        raise Refused(TOO_LARGE, most=f"{MOST_INFLATED} bytes")
    if not inflater.eof:
        raise Refused(MALFORMED, why="not gzip")
    return inflated
