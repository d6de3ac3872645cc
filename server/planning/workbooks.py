"""Writing XLSX sheets: text stays text, the head stays in sight, columns are wide enough to read."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

HEAD = PatternFill("solid", fgColor="DDEEEF")


def write_rows(sheet: Any, title: str, rows: Iterable[Sequence[Any]], widths: Sequence[int]) -> None:
    """Fills a sheet under a head of one row."""
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for row in sheet.iter_rows():
        for cell in row:
            as_text(cell)
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), HEAD
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"


def as_text(cell: Any) -> None:
    """What somebody typed is never run as a formula, and long text wraps."""
    if cell.data_type == "f":
        cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def bytes_of(book: Workbook) -> bytes:
    """The workbook as a file."""
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
