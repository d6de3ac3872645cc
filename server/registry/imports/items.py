"""The roster of inspection items: another name, legal basis or cap makes a new version."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, update

from server import clock
from server.db import db
from server.registry import rules, versions
from server.registry.imports import agencies, problems
from server.registry.imports.differences import Difference, Entry, FieldChange, changes_between, kind_of
from server.registry.imports.entries import Reading
from server.vocabulary import Change

SAID = ("name", "legal_basis", "yearly_cap", "valid_months")
MAY_BE_CLEARED = ("yearly_cap", "valid_months")
OWN = ("agency", "competence")


def differences(reading: Reading) -> list[Difference]:
    """What the roster would change among the items."""
    reading.keep_once("code")
    reading.keep_in_order("valid_from", "valid_until")
    agencies.keep_of_known(reading)
    existing = versions.latest(entry.values["code"] for entry in reading.entries)
    reading.keep(lambda entry: _ends_after_it_starts(reading, entry, existing.get(entry.values["code"])))
    return [_difference(entry, existing.get(entry.values["code"])) for entry in reading.entries]


def write(found: list[Difference]) -> None:
    """Enters new items with their first version, and the successors of what has changed."""
    existing = versions.latest(each.key for each in found)
    for each in found:
        if each.kind is Change.NEW:
            enter(each.wanted)
        else:
            _change(existing[each.key], each)


def enter(wanted: Mapping[str, Any]) -> None:
    """Enters a new item with its first version."""
    row = {"id": wanted["code"], "agency_id": wanted["agency"], "competence": wanted["competence"]}
    db.session.execute(insert(versions.ITEM).values(row))
    versions.first(wanted["code"], wanted, wanted.get("valid_from"), wanted.get("valid_until"))


def move(old: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Gives an item to another agency or competence, in all its versions."""
    if any(old[name] != wanted[name] for name in OWN):
        own = {"agency_id": wanted["agency"], "competence": wanted["competence"]}
        db.session.execute(update(versions.ITEM).where(versions.ITEM.c.id == old["item_id"]).values(own))
        versions.touch_all(old["item_id"])


def _difference(entry: Entry, before: dict[str, Any] | None) -> Difference:
    wanted = {name: value for name, value in entry.values.items() if value is not None or name in MAY_BE_CLEARED}
    if before is None:
        return Difference(Change.NEW, wanted["code"], wanted["name"], entry.line, _all_new(wanted), wanted)
    compared = {name: wanted[name] for name in (*SAID, *OWN, "valid_until") if name in wanted}
    changes = changes_between(before, compared)
    kind = kind_of(changes, ends="valid_until")
    return Difference(kind, wanted["code"], wanted["name"], entry.line, changes, wanted)


def _all_new(wanted: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    return changes_between({}, {name: value for name, value in wanted.items() if name != "code"})


def _ends_after_it_starts(reading: Reading, entry: Entry, before: dict[str, Any] | None) -> bool:
    """A changed text that ended before today could never have held."""
    end = entry.values.get("valid_until")
    if before is None or end is None:
        return True
    changed = any(name in entry.values and before[name] != entry.values[name] for name in SAID)
    asked = entry.values.get("valid_from")
    start = rules.successor_starts_on(asked, clock.today()) if changed else before["valid_from"]
    if end < start:
        reading.wrong(entry.line, "valid_until", problems.END_BEFORE_START, start=start, end=end)
    return end >= start


def _change(old: Mapping[str, Any], difference: Difference) -> None:
    wanted, fields = difference.wanted, {each.field for each in difference.changes}
    move(old, wanted)
    if fields & set(SAID):
        said = {name: wanted[name] for name in SAID if name in wanted}
        versions.succeed(old, said, wanted.get("valid_from"), wanted.get("valid_until"))
    elif "valid_until" in fields:
        versions.end(old, wanted["valid_until"])
