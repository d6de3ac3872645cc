"""The empty file of plans that an agency downloads: columns with drop-downs, how to fill them, its items and people."""

import csv
import io
from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from server.planning import admission, roster
from server.planning.bulk_columns import COLUMNS, TOLD, YES
from server.planning.workbooks import bytes_of, write_rows
from server.vocabulary import TeamRole

ROWS = 500
DAYS = ("visit_on", "earliest", "latest")
AS_TEXT, AS_DAY = "@", "yyyy-mm-dd"
SECOND_SHEETS = (16, 8, 60, 34, 44)


def as_csv() -> bytes:
    """The head alone, marked as UTF-8 for spreadsheets."""
    written = io.StringIO()
    csv.writer(written).writerow([each.zh for each in COLUMNS])
    return written.getvalue().encode("utf-8-sig")


def as_workbook(agency_id: str, today: date) -> bytes:
    """The head with drop-downs, and sheets that say what may be filled in."""
    book = Workbook()
    sheet = book.active
    write_rows(sheet, _("检查计划"), [[each.zh for each in COLUMNS]], [max(12, 3 * len(each.zh)) for each in COLUMNS])
    _prepare(sheet)
    write_rows(book.create_sheet(), _("填写说明"), _explained(), SECOND_SHEETS)
    write_rows(book.create_sheet(), _("本单位检查事项"), _items(agency_id, today), (36, 60))
    write_rows(book.create_sheet(), _("本单位人员"), _people(agency_id, today), (24, 20))
    return bytes_of(book)


def _prepare(sheet) -> None:  # type: ignore[no-untyped-def]
    for place, column in enumerate(COLUMNS, start=1):
        letter = get_column_letter(place)
        for cell in sheet[f"{letter}2:{letter}{ROWS + 1}"]:
            cell[0].number_format = AS_DAY if column.name in DAYS else AS_TEXT
        if choices := TOLD[column.name].choices:
            listed = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
            listed.add(f"{letter}2:{letter}{ROWS + 1}")
            sheet.add_data_validation(listed)


def _explained() -> Iterable[list[str]]:
    yield [_("列名"), _("必填"), _("怎样填写"), _("可填"), _("例")]
    for column in COLUMNS:
        told = TOLD[column.name]
        must = YES if column.required else ""
        yield [column.zh, must, str(told.words), "、".join(told.choices), told.example]


def _items(agency_id: str, today: date) -> Iterable[list[str]]:
    yield [_("事项编号"), _("事项名称")]
    for version in roster.item_versions_for(roster.agency(agency_id), today):
        yield [version.item_id, version.name]


def _people(agency_id: str, today: date) -> Iterable[list[str]]:
    yield [_("执法证号"), _("姓名")]
    for row in roster.inspectors_of(agency_id, today):
        if badge := admission.badge_on(roster.member(row, TeamRole.INSPECTOR), today):
            yield [badge.number, row.name]
