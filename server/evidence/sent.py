"""Photos sent with a form: taken as they are if they are pictures that can be shown, each no larger than 20 MB."""

from server.evidence import photos
from server.evidence.mime import mime_of
from server.refusals import NOT_AN_IMAGE, TOO_LARGE, Refused

MOST_BYTES = 20 * 1024 * 1024


def require_photo(data: bytes) -> str:
    """What kind of picture was sent; refused if it is none that can be shown."""
    if len(data) > MOST_BYTES:
        raise Refused(TOO_LARGE, most=f"{MOST_BYTES >> 20} MB")
    mime = mime_of(data)
    if mime is None or not photos.is_readable(data):
        raise Refused(NOT_AN_IMAGE)
    return mime
