"""The roster of the leniency list: another condition, line or legal basis makes a new version of an entry."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from server import clock
from server.db import db
from server.registry import rules, versions
from server.registry.imports import problems
from server.registry.imports.differences import Difference, Entry, changes_between, kind_of
from server.registry.imports.entries import Reading
from server.registry.leniency_tables import LeniencyRow
from server.vocabulary import Change

TABLE = LeniencyRow.__table__
SAID = ("item", "line", "name", "first_offence", "minor", "corrected", "conditions", "legal_basis")


def differences(reading: Reading) -> list[Difference]:
    """What the roster would change in the leniency list."""
    reading.keep_once("code")
    reading.keep_in_order("valid_from", "valid_until")
    items = versions.latest(entry.values["item"] for entry in reading.entries)
    reading.keep(lambda entry: _names_a_line(reading, entry, items.get(entry.values["item"])))
    known = _newest(entry.values["code"] for entry in reading.entries)
    return [_difference(entry, known.get(entry.values["code"])) for entry in reading.entries]


def write(found: list[Difference]) -> None:
    """Enters new entries, and the versions that follow changed ones."""
    known = _newest(each.key for each in found)
    items = versions.latest(each.wanted["item"] for each in found)
    for each in found:
        before, wanted = known.get(each.key), each.wanted
        fields = {change.field for change in each.changes}
        if before and not fields & set(SAID):
            _end(before, wanted.get("valid_until"))
        else:
            _enter(before, wanted, items[wanted["item"]])
        for item in {wanted["item"], before["item"] if before else wanted["item"]}:
            versions.touch_all(item)


def _names_a_line(reading: Reading, entry: Entry, item: Mapping[str, Any] | None) -> bool:
    if item is None:
        reading.wrong(entry.line, "item", problems.UNKNOWN_ITEM, value=entry.values["item"])
        return False
    line = entry.values.get("line")
    if line and line not in {each["line"] for each in item["lines"]}:
        reading.wrong(entry.line, "line", problems.UNKNOWN_LINE, value=line)
        return False
    return True


def _difference(entry: Entry, before: dict[str, Any] | None) -> Difference:
    wanted = {**(before or {}), **{name: value for name, value in entry.values.items() if name != "valid_from"}}
    starts = entry.values.get("valid_from")
    if before is None:
        wanted["valid_from"] = starts or clock.today()
        return Difference(
            Change.NEW, wanted["code"], wanted["name"], entry.line, changes_between({}, entry.values), wanted
        )
    compared = {name: wanted[name] for name in (*SAID, "valid_until") if name in entry.values}
    changes = changes_between(before, compared)
    wanted["valid_from"] = rules.successor_starts_on(starts, clock.today())
    return Difference(kind_of(changes, ends="valid_until"), wanted["code"], wanted["name"], entry.line, changes, wanted)


def _enter(before: Mapping[str, Any] | None, wanted: Mapping[str, Any], item: Mapping[str, Any]) -> None:
    if before:
        _end(before, rules.predecessor_ends_on(before["valid_until"], wanted["valid_from"]))
    line = wanted.get("line") or ""
    words = next((each["content"] for each in item["lines"] if each["line"] == line), "")
    row = LeniencyRow(code=wanted["code"], version=before["version"] + 1 if before else 1, item_id=wanted["item"])
    row.line, row.content, row.conditions = line, words, wanted.get("conditions") or ""
    for name in ("name", "first_offence", "minor", "corrected", "legal_basis", "valid_from"):
        setattr(row, name, wanted[name])
    row.valid_until = wanted.get("valid_until")
    db.session.add(row)
    db.session.flush()


def _end(before: Mapping[str, Any], last: Any) -> None:
    db.session.execute(update(TABLE).where(TABLE.c.id == before["id"]).values(valid_until=last))


def _newest(codes: Any) -> dict[str, dict[str, Any]]:
    wanted = select(TABLE).where(TABLE.c.code.in_(sorted(set(codes)))).order_by(TABLE.c.version)
    return {row["code"]: {**row, "item": row["item_id"]} for row in db.session.execute(wanted).mappings()}
