"""The roster of agencies: a tree by `parent`, whose parents may stand in the same file."""

from typing import Any

from sqlalchemy import insert, select, update

from server import trail
from server.db import db
from server.registry import lookups
from server.registry.imports import problems
from server.registry.imports.differences import Difference, Entry, changes_between, kind_of
from server.registry.imports.entries import Reading
from server.registry.tables import AgencyRow
from server.vocabulary import Change

TABLE = AgencyRow.__table__


def differences(reading: Reading) -> list[Difference]:
    """What the roster would change among the agencies."""
    existing = {row["code"]: row for row in map(_before, db.session.execute(select(TABLE)))}
    reading.keep_once("code")
    parents = {code: row["parent"] for code, row in existing.items()}
    ordered = _parents_first(reading, parents)
    reading.check_digits(ordered, "credit_code")
    return [_difference(entry, existing.get(entry.values["code"])) for entry in ordered]


def write(found: list[Difference]) -> None:
    """Enters new and changed agencies; the phones hold their names."""
    for each in found:
        values = _columns(each.wanted)
        if each.kind is Change.NEW:
            db.session.execute(insert(TABLE).values({"area": "", "phone": "", **values}))
        else:
            db.session.execute(update(TABLE).where(TABLE.c.id == each.key).values(values))
        trail.touched("agency", each.key)


def keep_of_known(reading: Reading) -> None:
    """Leaves out what names an agency that is not in the registry."""
    known = lookups.agency_ids()

    def good(entry: Entry) -> bool:
        if entry.values["agency"] not in known:
            reading.wrong(entry.line, "agency", problems.UNKNOWN_AGENCY, value=entry.values["agency"])
        return entry.values["agency"] in known

    reading.keep(good)


def _difference(entry: Entry, before: dict[str, Any] | None) -> Difference:
    wanted = dict(entry.values)
    wanted["short_name"] = wanted.get("short_name") or (before["short_name"] if before else wanted["name"][:60])
    changes = changes_between(before or {}, wanted)
    kind = kind_of(changes) if before else Change.NEW
    return Difference(kind, wanted["code"], wanted["name"], entry.line, changes, wanted)


def _parents_first(reading: Reading, parents: dict[str, str | None]) -> list[Entry]:
    """Entries in an order in which each parent is known before its children; whoever never gets one is wrong."""
    ordered: list[Entry] = []
    waiting = {entry.values["code"]: entry for entry in reading.entries}
    known = parents.keys() - waiting.keys()
    while ready := [each for each in waiting.values() if _parent(each, parents) in {None, *known}]:
        ordered += ready
        for each in ready:
            known.add(each.values["code"])
            del waiting[each.values["code"]]
    for each in waiting.values():
        reading.wrong(each.line, "parent", problems.UNKNOWN_PARENT, value=each.values.get("parent"))
    reading.entries = ordered
    return ordered


def _parent(entry: Entry, parents: dict[str, str | None]) -> str | None:
    return entry.values["parent"] if "parent" in entry.values else parents.get(entry.values["code"])


def _before(row: Any) -> dict[str, Any]:
    kept = dict(row._mapping)
    return {"code": kept.pop("id"), "parent": kept.pop("parent_id"), **kept}


def _columns(wanted: dict[str, Any]) -> dict[str, Any]:
    renamed = {"code": "id", "parent": "parent_id"}
    return {renamed.get(name, name): value for name, value in wanted.items()}
