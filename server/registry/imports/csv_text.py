"""CSV as spreadsheets write it, in UTF-8, UTF-16 or GB18030; one broken line spoils no other."""

import csv
import io
import re
from collections.abc import Iterator

from server.refusals import IMPORT_NOT_A_TABLE, TOO_MANY_LINES, Refused

MOST_LINES_OF_A_ROW = 50
MOST_LINES = 400_000  # of text, however few rows they make
MOST_LETTERS_A_LINE = 100_000
# Controls, invisible marks and lone surrogates: none belongs in a roster, and PostgreSQL takes no zero byte.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_BLANK = " \t\r\n\u00a0\u3000"


def read_csv(data: bytes, most: int) -> list[tuple[int, list[str] | None]]:
    """Each row, of about so many at most, with the line it begins on; None where quotation marks do not match."""
    text = _decoded(data)
    if "\x00" in text[:1000]:
        raise Refused(IMPORT_NOT_A_TABLE)
    if text.count("\n") + text.count("\r") > min(MOST_LINES, most * MOST_LINES_OF_A_ROW):
        raise Refused(TOO_MANY_LINES, most=most)
    lines = list(io.StringIO(text, newline=""))
    if any(len(line) > MOST_LETTERS_A_LINE for line in lines):
        raise Refused(IMPORT_NOT_A_TABLE)
    return list(_rows(lines, _delimiter(lines[0] if lines else "")))


def clean(cell: str) -> str:
    """A cell without hidden characters and outer blanks."""
    return _HIDDEN.sub("", cell).strip(_BLANK)


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(IMPORT_NOT_A_TABLE)


def _delimiter(header: str) -> str:
    return max(",\t;", key=header.count)


def _rows(lines: list[str], delimiter: str) -> Iterator[tuple[int, list[str] | None]]:
    at = 0
    while at < len(lines):
        reader = csv.reader(lines[at : at + MOST_LINES_OF_A_ROW], delimiter=delimiter, strict=True)
        try:
            cells = next(reader)
        except csv.Error:
            yield at + 1, None
            at += 1
            continue
        yield at + 1, [clean(cell) for cell in cells]
        at += reader.line_num
