"""CSV as spreadsheets write it, in UTF-8, UTF-16 or GB18030; one broken line spoils no other."""

import csv
import re
from collections import deque
from collections.abc import Iterator
from itertools import islice

from server.refusals import IMPORT_NOT_A_TABLE, TOO_MANY_LINES, Refused

MOST_LINES_OF_A_ROW = 50
MOST_LINES = 400_000  # of text, however few rows they make
MOST_LETTERS_A_LINE = 100_000
# Controls, invisible marks and lone surrogates: none belongs in a roster, and PostgreSQL takes no zero byte.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_BLANK = " \t\r\n\u00a0\u3000"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def read_csv(data: bytes, most: int) -> Iterator[tuple[int, list[str] | None]]:
    """One by one each row, of about so many, with the line it begins on; None where quotation marks do not match."""
    text = _decoded(data)
    if "\x00" in text[:1000]:
        raise Refused(IMPORT_NOT_A_TABLE)
    if text.count("\n") + text.count("\r") > min(MOST_LINES, most * MOST_LINES_OF_A_ROW):
        raise Refused(TOO_MANY_LINES, most=most)
    first = _LINE.match(text)
    return _rows(_lines(text), _delimiter(first[0] if first else ""))


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


def _lines(text: str) -> Iterator[str]:
    for found in _LINE.finditer(text):
        if found.end() - found.start() > MOST_LETTERS_A_LINE:
            raise Refused(IMPORT_NOT_A_TABLE)
        yield found[0]


def _rows(lines: Iterator[str], delimiter: str) -> Iterator[tuple[int, list[str] | None]]:
    """Only the lines that one row may take are held at a time."""
    ahead, number = deque(islice(lines, MOST_LINES_OF_A_ROW)), 1
    while ahead:
        reader = csv.reader(ahead, delimiter=delimiter, strict=True)
        try:
            cells = next(reader)
        except csv.Error:
            yield number, None
            taken = 1
        else:
            yield number, [clean(cell) for cell in cells]
            taken = reader.line_num
        number += taken
        for _line in range(taken):
            ahead.popleft()
        ahead.extend(islice(lines, taken))
