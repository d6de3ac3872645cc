"""A yearly plan as a file: each line with the plan it asks for, or with what is wrong with it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from server.db import db
from server.planning import roster
from server.planning.bulk_columns import COLUMNS, SEPARATORS, missing
from server.planning.values import NamedTrigger, NewPlan
from server.refusals import IMPORT_HEADER_UNKNOWN, Reason, Refused
from server.registry.imports.entries import Reading
from server.registry.imports.problems import Problem
from server.registry.imports.sheets import read_lines, rows_under
from server.registry.tables import BadgeRow, InspectionItemRow, InspectorRow, ItemVersionRow
from server.vocabulary import TeamRole, Trigger

MOST_LINES = 500  # a preview of more takes longer than a person waits for a page
UNKNOWN_BADGE = Reason("unknown_badge", "本单位没有执法证号{value}。", "Your agency has no badge {value}.")


@dataclass(frozen=True)
class BulkLine:
    """One line: the plan it asks for, or the problems that keep it out."""

    number: int
    new: NewPlan | None
    problems: tuple[Problem, ...] = ()
    credit_code: str = ""
    go_on_because: str = ""


@dataclass(frozen=True)
class Own:
    """What an agency's file may name: its people by badge number, and items by name."""

    people: Mapping[str, str]
    items: Mapping[str, str]


def read(data: bytes, agency_id: str, most: int = MOST_LINES) -> list[BulkLine]:
    """The lines of a CSV or XLSX file as an agency's plans; refuses what is no such table."""
    headings, filled = read_lines(data, most)
    _require_columns(headings)
    rows, wrong = rows_under(COLUMNS, headings, filled)
    reading = Reading(COLUMNS, rows)
    own = Own(_people_of(agency_id), items_by_name(agency_id))
    good = [_line(entry.line, entry.values, own) for entry in reading.entries]
    spoiled = _spoiled([*wrong, *reading.problems], dict(rows))
    return sorted([*good, *spoiled], key=lambda line: line.number)


def _require_columns(headings: Collection[str]) -> None:
    if absent := missing(headings):
        raise Refused(
            IMPORT_HEADER_UNKNOWN, name="检查计划", roster="plans", missing=", ".join(each.name for each in absent),
            columns="、".join(each.zh for each in absent),
        )  # fmt: skip


def _line(number: int, values: dict[str, Any], own: Own) -> BulkLine:
    badges, because = values.pop("team"), values.pop("go_on_because", "")
    items, trigger = items_named(values.pop("items"), own.items), values.pop("trigger", None)
    new = NewPlan(team=(), items=items, premises=values.pop("premises", 1), **values)
    unknown = [badge for badge in badges if badge not in own.people]
    if unknown:
        problems = tuple(Problem(number, "team", UNKNOWN_BADGE, {"value": badge}) for badge in unknown)
        return BulkLine(number, None, problems, new.credit_code)
    named = dict.fromkeys(own.people[badge] for badge in badges)
    team = tuple((inspector_id, TeamRole.INSPECTOR) for inspector_id in named)
    new = replace(new, team=team, triggers=_triggers(new, trigger))
    return BulkLine(number, new, (), new.credit_code, because)


def items_named(cell: str, codes: Mapping[str, str]) -> tuple[str, ...]:
    """The items of a cell by code or name; a name may hold commas, so it is looked for before these split it."""
    found: list[str] = []
    for part in cell.replace("；", ";").replace("\n", ";").split(";"):
        whole = part.strip()
        parts = [whole] if whole in codes else [each.strip() for each in whole.translate(SEPARATORS).split(";")]
        found += [codes.get(each, each)[:60] for each in parts if each]
    return tuple(dict.fromkeys(found))


def _triggers(new: NewPlan, trigger: Trigger | None) -> tuple[NamedTrigger, ...]:
    return tuple(NamedTrigger(item, trigger, new.reference) for item in new.items) if trigger else ()


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


def items_by_name(agency_id: str) -> dict[str, str]:
    """The items an agency may ask for by their names, its own before those of its competence."""
    competence = roster.agency(agency_id).competence
    own = InspectionItemRow.agency_id == agency_id
    rows = db.session.execute(
        select(ItemVersionRow.name, ItemVersionRow.item_id)
        .join(InspectionItemRow)
        .where(own | (InspectionItemRow.competence == competence))
        .order_by(own, ItemVersionRow.valid_from, ItemVersionRow.item_id.desc())
    )
    return dict(rows.all())
