"""A yearly plan as a file: each line with the plan it asks for, or with what is wrong with it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from server.db import db
from server.planning.values import NewPlan
from server.refusals import IMPORT_HEADER_UNKNOWN, TOO_MANY_LINES, Reason, Refused
from server.registry.imports import cells
from server.registry.imports.cells import Reader
from server.registry.imports.columns import Column
from server.registry.imports.entries import Reading
from server.registry.imports.problems import Problem, Unfit
from server.registry.imports.sheets import read_lines, rows_under
from server.registry.tables import BadgeRow, InspectorRow
from server.vocabulary import Cause, Channel, TeamRole, Word

MOST_LINES = 500  # a rehearsal of more would hold SQLite's one writer longer than others wait for it
SEPARATORS = str.maketrans("；、，,", ";;;;")
NOT_A_CHOICE = Reason("not_a_choice", "应为{choices}之一：{value}。", "Must be one of {choices}: {value}.")
UNKNOWN_BADGE = Reason("unknown_badge", "本单位没有执法证号{value}。", "Your agency has no badge {value}.")
NOBODY = Reason("nobody", "没有写明。", "Nothing is named.")


def several(one: Reader) -> Reader:
    """Values in one cell, separated by semicolons."""

    def read(cell: str) -> tuple[Any, ...]:
        parts = [part.strip() for part in cell.translate(SEPARATORS).split(";") if part.strip()]
        if not parts:
            raise Unfit(NOBODY)
        return tuple(dict.fromkeys(one(part) for part in parts))

    return read


def a_word(words: type[Word]) -> Reader:
    """A word of the field, by its code, its Chinese or its English."""
    known = {name.casefold(): word for word in words for name in (word.value, word.zh, word.en)}

    def read(cell: str) -> Word:
        if cell.casefold() not in known:
            raise Unfit(NOT_A_CHOICE, choices="、".join(word.zh for word in words), value=cell[:40])
        return known[cell.casefold()]

    return read


COLUMNS = (
    Column("credit_code", "统一社会信用代码", "Credit code", cells.enterprise_code, required=True),
    Column("premises", "场所序号", "Premises number", cells.number(1, 9999), blank=1),
    Column("items", "检查事项", "Inspection items", several(cells.text(60)), required=True),
    Column("visit_on", "检查日期", "Day", cells.day, required=True),
    Column("earliest", "最早", "Earliest", cells.day, blank=None),
    Column("latest", "最晚", "Latest", cells.day, blank=None),
    Column("channel", "类别", "Channel", a_word(Channel), blank=Channel.ORDINARY),
    Column("cause", "原因", "Cause", a_word(Cause), blank=None),
    Column("reference", "依据", "Reference", cells.text(200)),
    Column("team", "执法证号", "Badge numbers", several(cells.badge_number), required=True),
    Column("go_on_because", "继续检查的理由", "Why go on", cells.text(500)),
)


@dataclass(frozen=True)
class BulkLine:
    """One line: the plan it asks for, or the problems that keep it out."""

    number: int
    new: NewPlan | None
    problems: tuple[Problem, ...] = ()
    credit_code: str = ""
    go_on_because: str = ""


def read(data: bytes, agency_id: str, most: int = MOST_LINES) -> list[BulkLine]:
    """The lines of a CSV or XLSX file as an agency's plans; refuses what is no such table."""
    headings, filled = read_lines(data)
    _require_columns(headings)
    rows, wrong = rows_under(COLUMNS, headings, filled)
    if len(rows) > most:
        raise Refused(TOO_MANY_LINES, most=most)
    reading = Reading(COLUMNS, rows)
    people = _people_of(agency_id)
    good = [_line(entry.line, entry.values, people) for entry in reading.entries]
    spoiled = _spoiled([*wrong, *reading.problems], dict(rows))
    return sorted([*good, *spoiled], key=lambda line: line.number)


def _require_columns(headings: Collection[str]) -> None:
    missing = [each for each in COLUMNS if each.required and not {each.name, each.zh} & set(headings)]
    if missing:
        names = "、".join(each.zh for each in missing)
        raise Refused(
            IMPORT_HEADER_UNKNOWN, name="检查计划", roster="plans", missing=", ".join(each.name for each in missing),
            columns=names,
        )  # fmt: skip


def _line(number: int, values: dict[str, Any], people: Mapping[str, str]) -> BulkLine:
    badges, because = values.pop("team"), values.pop("go_on_because", "")
    new = NewPlan(team=(), premises=values.pop("premises", 1), **values)
    unknown = [badge for badge in badges if badge not in people]
    if unknown:
        problems = tuple(Problem(number, "team", UNKNOWN_BADGE, {"value": badge}) for badge in unknown)
        return BulkLine(number, None, problems, new.credit_code)
    named = dict.fromkeys(people[badge] for badge in badges)
    team = tuple((inspector_id, TeamRole.INSPECTOR) for inspector_id in named)
    return BulkLine(number, replace(new, team=team), (), new.credit_code, because)


def _spoiled(problems: list[Problem], rows: Mapping[int, Mapping[str, str]]) -> list[BulkLine]:
    by_line: dict[int, list[Problem]] = {}
    for problem in problems:
        if not problem.warning:
            by_line.setdefault(problem.line, []).append(problem)
    return [
        BulkLine(number, None, tuple(wrong), rows.get(number, {}).get("credit_code", "")[:18])
        for number, wrong in by_line.items()
    ]


def _people_of(agency_id: str) -> dict[str, str]:
    named = select(BadgeRow.number, BadgeRow.inspector_id).join(InspectorRow).where(InspectorRow.agency_id == agency_id)
    return dict(db.session.execute(named).all())


def label(name: str, language: str) -> str:
    """What people call a column."""
    return next((each.label(language) for each in COLUMNS if each.name == name), name)
