"""Roster files written for a test."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

from server.registry.imports import Import, apply, plan_sheet, read_sheet

CODES = ("91370211MAX0000154", "91370211MAX000023Y")
FIRE = {"code": "fire-rescue", "name": "消防救援大队", "competence": "消防"}
WANG = {
    "badge_number": "15020001", "name": "王建国", "agency": "fire-rescue", "issuer": "青岛市",
    "valid_from": "2024-01-01", "valid_until": "2029-12-31",
}  # fmt: skip
EXIT = {
    "code": "fire-exit", "agency": "fire-rescue", "competence": "消防", "name": "安全出口检查",
    "legal_basis": "《消防法》第二十八条：不得占用疏散通道 | 《消防法》第十六条：保障畅通", "yearly_cap": "2",
    "valid_from": "2025-07-01", "valid_until": "",
}  # fmt: skip
EXIT_LINE = {"item": "fire-exit", "line": "1", "content": "安全出口未上锁", "standard": "逐个试开"}
SEA = {
    "credit_code": CODES[0], "name": "海之味餐饮有限公司", "industry": "6210", "premises": "1",
    "address": "长江中路1号", "ended_on": "",
}  # fmt: skip


def a_csv(*rows: Mapping[str, str], encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def a_workbook(header: Sequence[str], *rows: Sequence[Any]) -> bytes:
    book = Workbook()
    for row in (header, *rows):
        book.active.append(list(row))
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def planned(data: bytes) -> Import:
    return plan_sheet(read_sheet(data))


def imported(*rows: Mapping[str, str]) -> Import:
    return apply(planned(a_csv(*rows)), by=None)


def reasons(found: Import) -> list[tuple[int, str, str]]:
    return [(each.line, each.column, each.code) for each in found.problems]
