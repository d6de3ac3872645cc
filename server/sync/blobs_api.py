"""Files by digest: resumable upload, and download as an attachment only."""

import errno

from flask import Response, request, send_file

from server import http
from server.accounts import devices
from server.accounts.devices import Sender
from server.accounts.tables import DeviceRow
from server.db import db
from server.evidence import photos, store
from server.refusals import DISK_FULL, MALFORMED, NOT_FOUND, WRONG_OFFSET, Refused
from server.sync import blobs, headers, scope, wire
from server.sync.api import bearer, blueprint, require_token
from server.sync.blobs import Standing

MOST_CHUNK = 1024 * 1024
LATER = "600"
# The original may be anything a phone sent; it is never shown, only handed over. What the phone keeps of it, it seals
# itself: a browser's cache would lie open to whoever gets the phone.
SEALED = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


@blueprint.get("/blob/<string(length=64):sha256>")
def blob(sha256: str) -> Response:
    """GET: the original as an attachment. HEAD: how much of it is here."""
    if request.method == "HEAD":
        standing = blobs.standing(sender(), sha256)
        return _told(standing, 200 if standing.complete else 204)
    blobs.require_readable(reader(), sha256)
    answer = send_file(store.path(sha256).absolute(), "application/octet-stream", True, sha256, etag=sha256)
    answer.headers.update(SEALED)
    return answer


@blueprint.patch("/blob/<string(length=64):sha256>")
def upload(sha256: str) -> Response:
    """Adds the chunk that begins at Upload-Offset to the file of Upload-Length bytes."""
    device = sender()
    offset, length = headers.whole(request.headers, "Upload-Offset"), headers.whole(request.headers, "Upload-Length")
    chunk = wire.body(MOST_CHUNK)
    if length == 0 or offset + len(chunk) > length:
        raise Refused(MALFORMED, why="Upload-Length")
    proved = headers.require_digest(request.headers, chunk)
    standing = blobs.take(device, sha256, offset, length, chunk, proved)
    return _told(standing, 201 if standing.complete else 204)


@blueprint.get("/blob/<string(length=64):sha256>/thumbnail")
def thumbnail(sha256: str) -> Response:
    """A small picture for viewing; the one that came ahead while the original is under way."""
    blobs.require_viewable(reader(), sha256)
    small = photos.thumbnail(sha256)
    if small is None:
        raise Refused(NOT_FOUND)
    return Response(small, mimetype="image/jpeg")


@blueprint.put("/blob/<string(length=64):sha256>/thumbnail")
def preview(sha256: str) -> Response:
    """Takes the small picture that travels ahead of its original."""
    device = sender()
    blobs.take_preview(device, sha256, wire.body(photos.MOST_BYTES))
    return Response(status=204)


def sender() -> Sender:
    """Whoever brings files: also a revoked device hands over those its stored operations name."""
    return devices.sender(require_token())


def reader() -> DeviceRow:
    """Whoever reads files: a device that stands, of somebody who has not left."""
    device = bearer()
    scope.of_device(device)
    return device


@blueprint.errorhandler(Refused)
def refused(refusal: Refused) -> Response:
    """A refused chunk is told where the upload stands."""
    answer = http.refuse(refusal.reason, refusal.facts)
    if refusal.reason is WRONG_OFFSET:
        answer.headers.update(headers.upload(refusal.facts["offset"], False))
    if refusal.reason is DISK_FULL:
        answer.headers["Retry-After"] = LATER
    return answer


@blueprint.errorhandler(OSError)
def disk(error: OSError) -> Response:
    """A full disk is said plainly and asked about again in ten minutes; every other fault is a fault."""
    db.session.rollback()
    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        raise error
    answer = http.refuse(DISK_FULL)
    answer.headers["Retry-After"] = LATER
    return answer


def _told(standing: Standing, status: int) -> Response:
    return Response(status=status, headers=headers.upload(standing.offset, standing.complete))
