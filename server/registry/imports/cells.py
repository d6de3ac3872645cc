"""What a cell of a roster says: each reader takes its text and answers a value, or says why it is unfit (pure)."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from server.registry import credit_code, item_text
from server.registry.imports import problems
from server.registry.imports.problems import Unfit

Reader = Callable[[str], Any]

SPREADSHEET_DAY_NOUGHT = date(1899, 12, 30)  # spreadsheets count days from here where a cell is no date

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00)?)?")
_LONG_NUMBER = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_CODE = re.compile("[A-Za-z0-9][A-Za-z0-9.-]*")
_INDUSTRY = re.compile("[A-T]?[0-9]{0,4}")


def text(most: int) -> Reader:
    """Text of at most so many characters."""

    def read(cell: str) -> str:
        if len(cell) > most:
            raise Unfit(problems.TOO_LONG, most=most)
        return cell

    return read


def code(most: int) -> Reader:
    """A readable code that may stand in an address."""

    def read(cell: str) -> str:
        if not _CODE.fullmatch(cell):
            raise Unfit(problems.NOT_A_CODE, value=cell[:40])
        return text(most)(cell)

    return read


def number(least: int, most: int) -> Reader:
    """A whole number between two bounds."""

    def read(cell: str) -> int:
        plain = _half_width(cell).removesuffix(".0")
        if not re.fullmatch("[0-9]{1,9}", plain) or not least <= int(plain) <= most:
            raise Unfit(problems.NOT_A_NUMBER, least=least, most=most, value=cell[:40])
        return int(plain)

    return read


def day(cell: str) -> date:
    """A calendar day as 2026-11-23, 2026/11/23, 2026.11.23, 2026年11月23日 or 20261123, or a spreadsheet's number."""
    plain = _half_width(cell)
    if re.fullmatch(r"[3-7]\d{4}", plain):
        return SPREADSHEET_DAY_NOUGHT + timedelta(days=int(plain))
    found = _DAY.fullmatch(plain) or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", plain)
    try:
        if found:
            return date(*(int(part) for part in found.groups()))
    except ValueError:
        pass
    raise Unfit(problems.NOT_A_DAY, value=cell[:40])


def enterprise_code(cell: str) -> str:
    """A unified social credit code in its normal form; the check digit is looked at elsewhere."""
    if _LONG_NUMBER.fullmatch(cell):
        raise Unfit(problems.LONG_NUMBER, value=cell)
    plain = credit_code.normalise(cell)
    if not credit_code.is_well_formed(plain):
        raise Unfit(problems.NOT_A_CREDIT_CODE, value=cell[:40])
    return plain


def badge_number(cell: str) -> str:
    """The number on a badge: 4 to 32 characters, as provinces and ministries number differently."""
    if _LONG_NUMBER.fullmatch(cell):
        raise Unfit(problems.LONG_NUMBER, value=cell)
    plain = _half_width(cell)
    if not re.fullmatch(r"\S{4,32}", plain):
        raise Unfit(problems.NOT_A_BADGE, value=cell[:40])
    return plain


def registration_number(cell: str) -> str:
    """The old number on a licence, at most fifteen characters."""
    if _LONG_NUMBER.fullmatch(cell):
        raise Unfit(problems.LONG_NUMBER, value=cell)
    return text(15)(credit_code.normalise(cell))


def area(cell: str) -> str:
    """A GB/T 2260 code, or one of the longer codes of sub-districts."""
    if not re.fullmatch("[0-9]{6,12}", _half_width(cell)):
        raise Unfit(problems.NOT_AN_AREA, value=cell[:40])
    return _half_width(cell)


def industry(cell: str) -> str:
    """A GB/T 4754 code, with or without its letter."""
    if not _INDUSTRY.fullmatch(_half_width(cell).upper()):
        raise Unfit(problems.NOT_AN_INDUSTRY, value=cell[:40])
    return _half_width(cell).upper()


def legal_basis(cell: str) -> list[dict[str, str]]:
    """Laws with their articles and words."""
    bases, unread = item_text.read_legal_basis(cell)
    if unread or not bases:
        raise Unfit(problems.BASIS_UNREADABLE, value=(unread or cell)[:60])
    return bases


def yes_or_no(cell: str) -> bool:
    """是 or 否."""
    said = {"是": True, "yes": True, "1": True, "否": False, "no": False, "0": False}.get(cell.casefold())
    if said is None:
        raise Unfit(problems.NOT_YES_OR_NO, value=cell[:40])
    return said


def _half_width(cell: str) -> str:
    return cell.translate(credit_code.FULL_WIDTH).strip()
