"""Files by digest: resumable upload, and download as an attachment only."""

import errno

from flask import Response, request, send_file

from server import http
from server.db import db
from server.evidence import photos, store
from server.refusals import DISK_FULL, MALFORMED, NOT_FOUND, WRONG_OFFSET, Refused
from server.sync import blobs, headers, wire
from server.sync.api import bearer, blueprint
from server.sync.blobs import Standing

MOST_CHUNK = 1024 * 1024
# The original may be anything a phone sent; it is never shown, only handed over.
SEALED = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, max-age=31536000, immutable",
}


@blueprint.get("/blob/<string(length=64):sha256>")
def blob(sha256: str) -> Response:
    """GET: the original as an attachment. HEAD: how much of it is here."""
    device = bearer()
    if request.method == "HEAD":
        standing = blobs.standing(device, sha256)
        return _told(standing, 200 if standing.complete else 204)
    blobs.require_readable(device, sha256)
    answer = send_file(store.path(sha256).absolute(), "application/octet-stream", True, sha256, etag=sha256)
    answer.headers.update(SEALED)
    return answer


@blueprint.patch("/blob/<string(length=64):sha256>")
def upload(sha256: str) -> Response:
    """Adds the chunk that begins at Upload-Offset to the file of Upload-Length bytes."""
    device = bearer()
    offset, length = headers.whole(request.headers, "Upload-Offset"), headers.whole(request.headers, "Upload-Length")
    chunk = wire.body(MOST_CHUNK)
    if length == 0 or offset + len(chunk) > length:
        raise Refused(MALFORMED, why="Upload-Length")
    headers.require_digest(request.headers, chunk)
    standing = blobs.take(device, sha256, offset, length, chunk)
    return _told(standing, 201 if standing.complete else 204)


@blueprint.get("/blob/<string(length=64):sha256>/thumbnail")
def thumbnail(sha256: str) -> Response:
    """A small picture for viewing."""
    blobs.require_readable(bearer(), sha256)
    small = photos.thumbnail(sha256)
    if small is None:
        raise Refused(NOT_FOUND)
    return Response(small, mimetype="image/jpeg", headers={"Cache-Control": SEALED["Cache-Control"]})


@blueprint.errorhandler(Refused)
def refused(refusal: Refused) -> Response:
    """A refused chunk is told where the upload stands."""
    answer = http.refuse(refusal.reason, refusal.facts)
    if refusal.reason is WRONG_OFFSET:
        answer.headers.update(headers.upload(refusal.facts["offset"], False))
    return answer


@blueprint.errorhandler(OSError)
def disk(error: OSError) -> Response:
    """A full disk is said plainly and asked about again in ten minutes; every other fault is a fault."""
    db.session.rollback()
    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        raise error
    answer = http.refuse(DISK_FULL)
    answer.headers["Retry-After"] = "600"
    return answer


def _told(standing: Standing, status: int) -> Response:
    return Response(status=status, headers=headers.upload(standing.offset, standing.complete))
