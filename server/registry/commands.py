"""Single entries of the registry from the desk: the same checks as a roster of one line."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from server import trail
from server.db import db, lock, transaction
from server.ids import new_id, new_token
from server.refusals import NOT_FOUND, Refused
from server.registry import item_text, postings, versions
from server.registry.imports import Difference, Import, Problem, items, plan_import, problems
from server.registry.imports.applying import write
from server.registry.imports.columns import COLUMNS
from server.registry.imports.entries import Reading
from server.registry.tables import AgencyRow, BadgeRow, EnterpriseRow, InspectorRow, PremisesRow
from server.vocabulary import Change, Roster

ONLY = 1  # the number of a desk form's one line
ENTITY = {
    Roster.AGENCIES: "agency", Roster.INSPECTORS: "inspector", Roster.ITEMS: "inspection_item",
    Roster.ENTERPRISES: "enterprise", Roster.LENIENCY: "leniency",
}  # fmt: skip


def enter(roster: Roster, cells: Mapping[str, str], by: str | None, new: bool = False) -> Import:
    """Enters one new entry or changes the known one; with errors nothing happens, and they are answered."""
    with transaction():
        lock("registry")
        planned = _planned(roster, cells, new)
        if not planned.errors:
            write(planned)
            for each in planned.differing:
                _note(roster, each, by)
    return planned


def enter_item(cells: Mapping[str, str], lines: str, by: str | None, new: bool = False) -> Import:
    """Enters an item with its checklist, or the version that follows the newest one."""
    with transaction():
        lock("registry")
        planned = _planned(Roster.ITEMS, cells, new)
        wrong = _wrong_lines(lines)
        if planned.errors or wrong:
            return Import(Roster.ITEMS, planned.rows, [], [*planned.problems, *wrong])
        wanted = planned.differences[0].wanted
        _write_item({**wanted, "lines": item_text.read_lines(lines)}, by)
    return planned


def add_badge(inspector_id: str, cells: Mapping[str, str], by: str | None) -> Import:
    """Gives a known person another badge."""
    with transaction():
        lock("registry")
        person = _kept(InspectorRow, inspector_id)
        named = {**cells, "name": person.name, "agency": person.agency_id}
        planned = _planned(Roster.INSPECTORS, named, new=True)
        if not planned.errors:
            values = planned.differences[0].wanted
            badge = {name: values[name] for name in ("issuer", "valid_from", "valid_until")}
            db.session.add(BadgeRow(id=new_id(), inspector_id=person.id, number=values["badge_number"], **badge))
            _changed("inspector", person.id, by, {"badge": values["badge_number"]})
    told = [each for each in planned.problems if each.reason is not problems.SAME_NAME]
    return Import(Roster.INSPECTORS, planned.rows, planned.differences, told)


def move_inspector(inspector_id: str, name: str, agency_id: str, by: str | None) -> None:
    """Corrects a person's name, or moves him to another agency."""
    with transaction():
        person, agency = _kept(InspectorRow, inspector_id), _kept(AgencyRow, agency_id)
        if name.strip() and (person.name, person.agency_id) != (name.strip(), agency.id):
            postings.note_move(person.id, agency.id)
            person.name, person.agency_id = name.strip()[:100], agency.id
            _changed("inspector", person.id, by, {"name": person.name, "agency": agency.id})


def end_agency(agency_id: str, on: date | None, by: str | None) -> None:
    """Ends an agency from a day on; without a day it stands again."""
    _end(AgencyRow, "agency", agency_id, on, by)


def end_inspector(inspector_id: str, on: date | None, by: str | None) -> None:
    """Ends a person's service from a day on; without a day he serves again."""
    _end(InspectorRow, "inspector", inspector_id, on, by)


def end_enterprise(enterprise_id: str, on: date | None, by: str | None) -> None:
    """Ends an enterprise from a day on; without a day it stands again."""
    _end(EnterpriseRow, "enterprise", enterprise_id, on, by)


def end_premises(premises_id: str, on: date | None, by: str | None) -> None:
    """Ends premises from a day on; without a day they stand again."""
    _end(PremisesRow, "premises", premises_id, on, by)


def end_item(item_id: str, last_day: date, by: str | None) -> None:
    """Sets the last day of an item's newest version."""
    with transaction():
        newest = _newest(item_id)
        versions.end(newest, last_day)
        trail.append("inspection_item.ended", "inspection_item", item_id, {"last_day": last_day}, account_id=by)


def renew_door_code(premises_id: str, by: str | None) -> None:
    """Gives premises another door code; posters with the old one lead nowhere from now on."""
    with transaction():
        row = _kept(PremisesRow, premises_id)
        row.door_token = new_token()
        trail.touched("premises", row.id)
        trail.append("premises.door_code_renewed", "premises", row.id, {}, account_id=by)


def _planned(roster: Roster, cells: Mapping[str, str], new: bool) -> Import:
    planned = plan_import(roster, [(ONLY, cells)])
    known = [each for each in planned.differences if new and each.kind is not Change.NEW]
    key = COLUMNS[roster][0].name
    taken = [Problem(ONLY, key, problems.TAKEN, {"key": each.key}) for each in known]
    return Import(roster, planned.rows, planned.differences, [*planned.problems, *taken])


def _wrong_lines(text: str) -> list[Problem]:
    lines = item_text.read_lines(text)
    if not lines:
        return [Problem(ONLY, "lines", problems.MISSING)]
    rows = [(at, {"item": "x", **each}) for at, each in enumerate(lines, start=1)]
    found = Reading(COLUMNS[Roster.ITEM_LINES], rows).problems
    return [Problem(ONLY, "lines", problems.in_line(each.line, each.reason), each.facts) for each in found]


def _write_item(wanted: dict[str, Any], by: str | None) -> None:
    old = versions.latest([wanted["code"]]).get(wanted["code"])
    if old is not None:
        items.move(old, wanted)
    if old is None:
        items.enter(wanted)
    elif any(old[name] != wanted.get(name, old[name]) for name in versions.CONTENT):
        versions.succeed(old, wanted, wanted.get("valid_from"), wanted.get("valid_until"))
    else:
        return
    trail.append("inspection_item.entered", "inspection_item", wanted["code"], {"name": wanted["name"]}, account_id=by)


def _newest(item_id: str) -> dict[str, Any]:
    newest = versions.latest([item_id])
    if not newest:
        raise Refused(NOT_FOUND)
    return newest[item_id]


def _note(roster: Roster, each: Difference, by: str | None) -> None:
    verb = "entered" if each.kind is Change.NEW else str(each.kind)
    facts = {"name": each.name, "changes": {one.field: [one.before, one.after] for one in each.changes}}
    trail.append(f"{ENTITY[roster]}.{verb}", ENTITY[roster], each.key, facts, account_id=by)


def _end(table: Any, entity: str, key: str, on: date | None, by: str | None) -> None:
    with transaction():
        row = _kept(table, key)
        row.ended_on = on
        trail.touched(entity, key)
        trail.append(f"{entity}.{'ended' if on else 'revived'}", entity, key, {"on": on}, account_id=by)


def _changed(entity: str, key: str, by: str | None, facts: Mapping[str, Any]) -> None:
    trail.touched(entity, key)
    trail.append(f"{entity}.changed", entity, key, facts, account_id=by)


def _kept(table: Any, key: str) -> Any:
    row = db.session.get(table, key)
    if row is None:
        raise Refused(NOT_FOUND)
    return row
