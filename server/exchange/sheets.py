"""Rows of text as CSV, JSON or XLSX, a piece at a time; what somebody typed is never run as a formula."""

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import orjson
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

Row = Mapping[str, Any]
Maker = Callable[[Mapping[str, str], Iterable[Row]], Iterator[bytes]]
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
PIECE = 256 * 1024
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def pieces(kind: str, columns: Mapping[str, str], rows: Iterable[Row], title: str = "行政检查行为") -> Iterator[bytes]:
    """The rows in one of KINDS; `columns` gives each its name for people, `title` a workbook's sheet its own."""
    made: Mapping[str, Maker] = {"csv": _csv, "json": _json, "xlsx": partial(_xlsx, title=title)}
    yield from made[kind](columns, rows)


def _csv(columns: Mapping[str, str], rows: Iterable[Row]) -> Iterator[bytes]:
    """Excel takes a file for UTF-8 only with a mark at its beginning."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    yield b"\xef\xbb\xbf" + _taken(text)
    for row in rows:
        writer.writerow([_harmless(_flat(row[each])) for each in columns])
        yield _taken(text)


def _json(columns: Mapping[str, str], rows: Iterable[Row]) -> Iterator[bytes]:
    before = b"["
    for row in rows:
        yield before + b"\n" + orjson.dumps({each: row[each] for each in columns})
        before = b","
    yield (b"[" if before == b"[" else b"\n") + b"]\n"


def _xlsx(columns: Mapping[str, str], rows: Iterable[Row], title: str) -> Iterator[bytes]:
    """A workbook ends with its contents' list: it is written to a file first, never into memory."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A3"
    sheet.append(list(columns.values()))
    sheet.append(list(columns))
    for row in rows:
        sheet.append([_cell(sheet, _flat(row[each])) for each in columns])
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _cell(sheet: Any, value: str) -> Any:
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    return cell


def _flat(value: Any) -> str:
    return ";".join(value) if isinstance(value, Sequence) and not isinstance(value, str) else str(value)


def _harmless(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA) else value


def _taken(text: io.StringIO) -> bytes:
    taken = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return taken
