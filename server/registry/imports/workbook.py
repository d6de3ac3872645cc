"""XLSX workbooks: the first sheet, with dates and numbers as a person would have typed them."""

import io
import zipfile
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook

from server.refusals import IMPORT_NOT_A_TABLE, TOO_LARGE, Refused
from server.registry.imports.csv_text import clean

MOST_UNPACKED = 200 * 1024 * 1024
UNPACKED_A_LINE = 4096  # what a line of a small table may take; a person waits while it is read
LEAST_UNPACKED = 8 * 1024 * 1024
MOST_COLUMNS = 40
MOST_PARTS = 1000  # files in the archive; a workbook of our template has ten
PART = b"PK\x01\x02"  # how each begins in the archive's list
# What openpyxl raises on archives that are no workbook, or a damaged one.
BROKEN = (OSError, KeyError, ValueError, IndexError, AttributeError, TypeError, zipfile.BadZipFile, SyntaxError)
EXACT_DIGITS = 10**15  # beyond, spreadsheets keep rounded numbers


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are a zip archive, as every XLSX is."""
    return data.startswith(b"PK\x03\x04")


def read_workbook(data: bytes, most: int | None = None) -> list[tuple[int, list[str] | None]]:
    """Each row of the first sheet with its number; refuses what unpacks to more than so many lines could hold."""
    _require_sane(data, min(MOST_UNPACKED, LEAST_UNPACKED + most * UNPACKED_A_LINE) if most else MOST_UNPACKED)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
        return [(number, _trimmed([_text(value) for value in row])) for number, row in enumerate(rows, start=1)]
    except BROKEN as error:
        raise Refused(IMPORT_NOT_A_TABLE) from error


def _require_sane(data: bytes, most: int) -> None:
    if data.count(PART) > MOST_PARTS:
        raise Refused(IMPORT_NOT_A_TABLE)
    try:
        unpacked = sum(each.file_size for each in zipfile.ZipFile(io.BytesIO(data)).infolist())
    except zipfile.BadZipFile as error:
        raise Refused(IMPORT_NOT_A_TABLE) from error
    if unpacked > most:
        raise Refused(TOO_LARGE, most=f"{most >> 20} MB")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value)
    return clean(str(value))


def _number(value: float) -> str:
    if abs(value) >= EXACT_DIGITS:
        return f"{value:.10e}"
    return str(int(value)) if value == int(value) else repr(value)


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells
