"""Files sent with a form: taken as they are if they are pictures that can be shown, or a PDF, each up to 20 MB."""

from server.evidence import photos
from server.evidence.mime import mime_of
from server.refusals import NO_DOCUMENT, NOT_AN_IMAGE, TOO_LARGE, Refused

MOST_BYTES = 20 * 1024 * 1024
PDF = "application/pdf"


def require_photo(data: bytes) -> str:
    """What kind of picture was sent; refused if it is none that can be shown."""
    if len(data) > MOST_BYTES:
        raise Refused(TOO_LARGE, most=f"{MOST_BYTES >> 20} MB")
    mime = mime_of(data)
    if mime is None or not photos.is_readable(data):
        raise Refused(NOT_AN_IMAGE)
    return mime


def require_document(data: bytes) -> str:
    """What was sent as proof: a picture, or a PDF, which is never opened here and only ever handed over."""
    if len(data) <= MOST_BYTES and data.startswith(b"%PDF-"):
        return PDF
    try:
        return require_photo(data)
    except Refused as refused:
        raise Refused(NO_DOCUMENT) if refused.reason is NOT_AN_IMAGE else refused from None
