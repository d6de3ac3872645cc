"""Codes out of an uploaded photo, read by the process that opens strangers' pictures."""

import json
from pathlib import Path
from typing import TypedDict

from server.evidence import opening
from server.evidence.mime import mime_of
from server.refusals import NOT_AN_IMAGE, TOO_LARGE, Refused

LARGEST_PHOTO = 20 * 1024 * 1024


class Code(TypedDict):
    """A text read from a photo, with the engine and the step that read it."""

    text: str
    engine: str
    step: str


def read(photo: bytes) -> list[Code]:
    """All codes in a JPEG, PNG or WebP of at most 20 MB; refuses what is no such picture."""
    if len(photo) > LARGEST_PHOTO:
        raise Refused(TOO_LARGE, most="20 MB")
    if not mime_of(photo):
        raise Refused(NOT_AN_IMAGE)
    answer = json.loads(opening.codes(photo) or '{"codes": []}')
    if "error" in answer:
        raise Refused(NOT_AN_IMAGE)
    codes: list[Code] = answer["codes"]
    return codes


def read_file(path: Path) -> list[Code]:
    """All codes in a picture file."""
    return read(path.read_bytes())
