"""The desk's forms, made from the columns of the rosters: what a file may say, a form may say, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, request
from flask_babel import gettext as _

from server.http import current_actor, current_language
from server.policy import may
from server.refusals import INVALID, Refused
from server.registry import item_text, queries
from server.registry.imports import Import
from server.registry.imports.columns import COLUMNS, Column
from server.vocabulary import Roster

LINES = "lines"
KINDS = {
    "agency": "select", "parent": "select", "legal_basis": "long",
    "valid_from": "date", "valid_until": "date", "ended_on": "date",
    "first_offence": "select", "minor": "select", "corrected": "select",
}  # fmt: skip

Options = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Box:
    """One box of a form."""

    name: str
    label: str
    value: str
    kind: str
    required: bool
    hint: str = ""
    error: str = ""
    options: Options = ()


def boxes(roster: Roster, names: Sequence[str], values: Mapping[str, Any], done: Import | None = None) -> list[Box]:
    """The boxes of these columns, filled in, each with what was wrong with it."""
    columns = {each.name: each for each in COLUMNS[roster]}
    errors = {each.column: each.sentence(current_language()) for each in (done.errors if done else ())}
    return [_box(columns[name], values.get(name), errors.get(name, "")) for name in names]


def lines_box(value: str, done: Import | None = None) -> Box:
    """The checklist in one box."""
    wrong = [each for each in (done.errors if done else ()) if each.column == LINES]
    hint = _("一行一条，检查内容和检查标准用 | 隔开。")
    error = " ".join(each.sentence(current_language()) for each in wrong)
    return Box(LINES, _("检查内容与标准"), value, "long", True, hint, error)


def cells(names: Sequence[str]) -> dict[str, str]:
    """What was written into these boxes."""
    return {name: request.form.get(name, "").strip() for name in names}


def say(sentence: str, done: Import | None = None) -> None:
    """Says on the next page what was done, and what the person should know although it was entered."""
    flash(sentence, "valid")
    for each in done.warnings if done else ():
        flash(each.sentence(current_language()), "attention")


def day(name: str) -> date | None:
    """A day from a date box; None when it was left empty, and a refusal when it holds no day."""
    value = request.form.get(name, "").strip()
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise Refused(INVALID, fields=_("日期")) from error


def agency_options(blank: str = "") -> list[tuple[str, str]]:
    """The standing agencies to choose from."""
    return [("", blank), *((each.id, each.name) for each in queries.standing_agencies())]


def own_agency_options() -> list[tuple[str, str]]:
    """Those agencies whose inspectors this person may enter."""
    return [each for each in agency_options() if not each[0] or may("inspector.edit", current_actor(), agency=each[0])]


def _box(column: Column, value: Any, error: str) -> Box:
    kind = KINDS.get(column.name, "text")
    options = _options(column.name) if kind == "select" else ()
    label = column.label(current_language())
    return Box(column.name, label, _written(value), kind, column.required, _hint(column.name), error, options)


def _options(name: str) -> list[tuple[str, str]]:
    if name in ("first_offence", "minor", "corrected"):
        return [("是", _("是，须具备")), ("否", _("否，不要求"))]
    return agency_options(_("无上级单位")) if name == "parent" else own_agency_options()


def _written(value: Any) -> str:
    if isinstance(value, list):
        return item_text.write_legal_basis(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


def _hint(name: str) -> str:
    return {
        "code": _("字母、数字和短横，登记后不再更改。"),
        "legal_basis": _("每行一条，如：《中华人民共和国消防法》第五十三条：条文内容"),
        "yearly_cap": _("同一企业每年最多几次，不设上限可留空。"),
        "valid_months": _("同一企业的检查结果几个月内有效，留空为6个月。"),
        "competence": _("如：消防、食品安全、生态环境。"),
        "industry": _("GB/T 4754代码，如6210。"),
        "line": _("只适用于该事项的一条检查内容时填写，留空适用于整个事项。"),
        "conditions": _("写全条件，如：初次发现、数量在几件以下、当场改正。"),
        "area": _("六位行政区划代码，如370211。"),
    }.get(name, "")
