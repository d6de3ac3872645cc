"""The headers of an upload, as the draft on resumable uploads names them, and the digest of a chunk."""

import base64
import binascii
import hashlib
import re

from werkzeug.datastructures import Headers

from server.refusals import CHUNK_MISMATCH, MALFORMED, Refused

_WHOLE = re.compile(r"[0-9]{1,12}")
_SHA256 = re.compile(r"sha-256=:([A-Za-z0-9+/=]{44}):")


def whole(headers: Headers, name: str) -> int:
    """A header that is a whole number."""
    value = headers.get(name, "")
    if _WHOLE.fullmatch(value) is None:
        raise Refused(MALFORMED, why=name)
    return int(value)


def require_digest(headers: Headers, chunk: bytes) -> str | None:
    """`Content-Digest: sha-256=:…:` is optional; where it is given, the chunk must agree. Returns what was proved."""
    given = headers.get("Content-Digest")
    if given is None:
        return None
    found = _SHA256.search(given)
    if found is None:
        raise Refused(MALFORMED, why="Content-Digest")
    proved = hashlib.sha256(chunk)
    if _decoded(found[1]) != proved.digest():
        raise Refused(CHUNK_MISMATCH)
    return proved.hexdigest()


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""


def upload(offset: int, complete: bool) -> dict[str, str]:
    """What an answer says of an upload."""
    return {"Upload-Offset": str(offset), "Upload-Complete": "?1" if complete else "?0"}
