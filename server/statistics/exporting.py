"""The tables of the statistics as CSV or XLSX: numbers as numbers, and no name is ever run as a formula."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from server.exchange.sheets import FORMULA, KINDS
from server.statistics.dashboard import Dashboard
from server.statistics.figures import Figure

Row = Sequence[str | int | float | None]
OFFERED = ("csv", "xlsx")


def figures_of(shown: Dashboard, figures: Sequence[Figure]) -> list[Row]:
    """Each month, and the period in whole, with every figure."""
    head: list[Row] = [["", *(str(each.name) for each in figures)]]
    months: list[Row] = [[month, *(each.value(counts) for each in figures)] for month, counts in shown.monthly.items()]
    return [*head, *months, ["合计 Total", *(each.value(shown.own) for each in figures)]]


def apart_of(shown: Dashboard, figures: Sequence[Figure]) -> list[Row]:
    """Each agency, item, industry or sub-district with every figure."""
    head: list[Row] = [["", "", *(str(each.name) for each in figures)]]
    return [*head, *([key, name, *(each.value(counts) for each in figures)] for key, name, counts in shown.apart)]


def as_file(kind: str, rows: Sequence[Row]) -> tuple[bytes, str]:
    """The rows as a file, with its type."""
    return (_csv(rows) if kind == "csv" else _xlsx(rows)), KINDS[kind]


def _csv(rows: Sequence[Row]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([[_harmless(each) for each in row] for row in rows])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _xlsx(rows: Sequence[Row]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("统计")
    sheet.freeze_panes = "B2"
    for row in rows:
        sheet.append([_cell(sheet, each) for each in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    return cell


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
