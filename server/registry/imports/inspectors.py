"""The roster of inspectors: one line per badge, known by issuer and number."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import insert, select, update

from server import trail
from server.db import db
from server.ids import new_id
from server.registry import lookups, postings
from server.registry.imports import agencies, problems
from server.registry.imports.differences import Difference, Entry, changes_between, kind_of
from server.registry.imports.entries import Reading
from server.registry.tables import BadgeRow, InspectorRow
from server.vocabulary import Change

BADGE, PERSON = BadgeRow.__table__, InspectorRow.__table__


def differences(reading: Reading) -> list[Difference]:
    """What the roster would change among inspectors and badges."""
    reading.keep_once("badge_number", "issuer")
    reading.keep_in_order("valid_from", "valid_until")
    agencies.keep_of_known(reading)
    existing = _existing(entry.values["badge_number"] for entry in reading.entries)
    names = _names_by_agency()
    found = [_difference(entry, existing.get(_key(entry.values))) for entry in reading.entries]
    for each in found:
        if each.kind is Change.NEW and (each.wanted["agency"], each.name) in names:
            reading.warn(each.line, "name", problems.SAME_NAME, value=each.name)
    return found


def write(found: list[Difference]) -> None:
    """Enters new people with their badge and what changed of the known."""
    new = [(new_id(), each.wanted) for each in found if each.kind is Change.NEW]
    if new:
        people = [{"id": person, "agency_id": each["agency"], "name": each["name"]} for person, each in new]
        db.session.execute(insert(PERSON), people)
        db.session.execute(insert(BADGE), [_badge(person, each) for person, each in new])
        for person, _ in new:
            trail.touched("inspector", person)
    for each in found:
        if each.kind is not Change.NEW:
            _change(each.wanted)


def _change(wanted: dict[str, Any]) -> None:
    person = {"agency_id": wanted["agency"], "name": wanted["name"]}
    validity = {"valid_from": wanted["valid_from"], "valid_until": wanted["valid_until"]}
    postings.note_move(wanted["inspector_id"], wanted["agency"])
    db.session.execute(update(PERSON).where(PERSON.c.id == wanted["inspector_id"]).values(person))
    db.session.execute(update(BADGE).where(BADGE.c.id == wanted["badge_id"]).values(validity))
    trail.touched("inspector", wanted["inspector_id"])


def _badge(person: str, wanted: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": new_id(), "inspector_id": person, "number": wanted["badge_number"], "issuer": wanted.get("issuer", ""),
        "valid_from": wanted["valid_from"], "valid_until": wanted["valid_until"],
    }  # fmt: skip


def _difference(entry: Entry, before: dict[str, Any] | None) -> Difference:
    wanted = dict(entry.values)
    changes = changes_between(before or {}, wanted)
    kind = kind_of(changes) if before else Change.NEW
    ids = {name: before[name] for name in ("inspector_id", "badge_id")} if before else {}
    return Difference(kind, wanted["badge_number"], wanted["name"], entry.line, changes, wanted | ids)


def _key(values: Any) -> tuple[str | None, str]:
    return values.get("issuer"), values["badge_number"]


def _existing(numbers: Iterable[str]) -> dict[tuple[str | None, str], dict[str, Any]]:
    """The badges of these numbers, by issuer and number; by number alone for files that name no issuer."""
    wanted = select(
        BADGE.c.id.label("badge_id"), BADGE.c.inspector_id, BADGE.c.number.label("badge_number"), BADGE.c.issuer,
        BADGE.c.valid_from, BADGE.c.valid_until, PERSON.c.name, PERSON.c.agency_id.label("agency"),
    ).join(PERSON)  # fmt: skip
    rows = [dict(row) for row in lookups.rows_of(wanted, BADGE.c.number, numbers)]
    return {(None, row["badge_number"]): row for row in rows} | {_key(row): row for row in rows}


def _names_by_agency() -> set[tuple[str, str]]:
    standing = select(PERSON.c.agency_id, PERSON.c.name).where(PERSON.c.ended_on.is_(None))
    return {(agency, name) for agency, name in db.session.execute(standing)}
