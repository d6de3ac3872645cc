"""The photo on an inspector's badge, shown to the enterprise he visits."""

from server import trail
from server.db import db, transaction
from server.evidence import photos, store
from server.evidence.mime import mime_of
from server.refusals import NOT_AN_IMAGE, NOT_FOUND, Refused
from server.registry.tables import InspectorRow

MOST_BYTES = 5 * 1024 * 1024


def keep_portrait(inspector_id: str, data: bytes, by: str | None) -> None:
    """Keeps the picture as it came; what people see is a small one made from it. NOT_AN_IMAGE if none can be made."""
    with transaction():
        row = db.session.get(InspectorRow, inspector_id)
        if row is None:
            raise Refused(NOT_FOUND)
        mime = mime_of(data)
        row.photo = store.keep(data, mime) if mime else None
        if row.photo is None or photos.thumbnail(row.photo) is None:
            raise Refused(NOT_AN_IMAGE)
        trail.append("inspector.portrayed", "inspector", inspector_id, {"sha256": row.photo}, account_id=by)


def portrait(inspector_id: str) -> bytes:
    """The small picture, a JPEG."""
    row = db.session.get(InspectorRow, inspector_id)
    small = photos.thumbnail(row.photo) if row and row.photo else None
    if small is None:
        raise Refused(NOT_FOUND)
    return small
