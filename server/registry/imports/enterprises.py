"""The roster of enterprises: one line per premises, several lines with one credit code are one enterprise."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from server.registry import credit_code, lookups
from server.registry.imports import problems
from server.registry.imports.differences import Difference, Entry, FieldChange, changes_between, kind_of
from server.registry.imports.enterprise_rows import ENTERPRISE, PREMISES, write
from server.registry.imports.entries import Reading
from server.vocabulary import Change

__all__ = ["differences", "write"]

# What the lines of one enterprise must agree on, and what each says of its own premises.
COMMON = ("credit_code", "name", "registration_number", "industry", "industry_name", "area", "legal_representative")
OWN = {"premises_name": "name", "address": "address", "sub_district": "sub_district", "ended_on": "ended_on"}
FIRST = 1


def differences(reading: Reading) -> list[Difference]:
    """What the roster would change among enterprises and premises."""
    for entry in reading.entries:
        entry.values.setdefault("premises", FIRST)
    reading.keep_once("credit_code", "premises")
    grouped = _by_credit_code(reading)
    _check_numbers(reading, [entries[0] for entries in grouped.values()])
    existing = _existing(grouped)
    return [_difference(reading, entries, existing.get(code)) for code, entries in grouped.items()]


def _by_credit_code(reading: Reading) -> dict[str, list[Entry]]:
    """The lines of each enterprise; a line that contradicts the first one about the enterprise is left out."""
    grouped: dict[str, list[Entry]] = defaultdict(list)
    for entry in reading.entries:
        known = grouped[entry.values["credit_code"]]
        odd = next((name for name in COMMON if known and known[0].values.get(name) != entry.values.get(name)), None)
        if odd:
            reading.wrong(entry.line, odd, problems.CONTRADICTS, first=known[0].line)
        else:
            known.append(entry)
    return grouped


def _check_numbers(reading: Reading, entries: list[Entry]) -> None:
    reading.check_digits(entries, "credit_code")
    for entry in entries:
        number = entry.values.get("registration_number")
        if number and not credit_code.registration_number_ok(number):
            reading.warn(entry.line, "registration_number", problems.NUMBER_CHECK_DIGIT, value=number)


def _difference(reading: Reading, entries: list[Entry], before: Mapping[str, Any] | None) -> Difference:
    first = entries[0]
    common = {name: first.values[name] for name in COMMON if name in first.values}
    premises = {entry.values["premises"]: _premises(entry) for entry in entries}
    registered = premises.get(FIRST)
    if registered and "ended_on" in registered:
        common["ended_on"] = registered["ended_on"]
    if before is None and registered is None:
        reading.warn(first.line, "premises", problems.NO_FIRST_PREMISES)
    changes = _changes(before, common, premises)
    kind = kind_of(changes, ends="ended_on") if before else Change.NEW
    wanted = {"before": before, "common": common, "premises": premises}
    return Difference(kind, common["credit_code"], common["name"], first.line, changes, wanted)


def _premises(entry: Entry) -> dict[str, Any]:
    """What a line says of its premises; an empty day of ending ends nothing and revives nothing."""
    said = {name: entry.values[column] for column, name in OWN.items() if column in entry.values}
    if said.get("ended_on", "") is None:
        del said["ended_on"]
    return said


def _changes(
    before: Mapping[str, Any] | None, common: dict[str, Any], premises: dict[int, dict[str, Any]]
) -> tuple[FieldChange, ...]:
    if before is None:
        return changes_between({}, {name: value for name, value in common.items() if value})
    found = changes_between(before, common)
    for number, wanted in premises.items():
        known = before["premises"].get(number) or dict.fromkeys(wanted, "")
        prefix = "" if number == FIRST else f"{number}."
        renamed = {own: column for column, own in OWN.items()}
        found += tuple(
            FieldChange(prefix + renamed[each.field], each.before, each.after)
            for each in changes_between(known, wanted)
            if not (number == FIRST and each.field == "ended_on")
        )
    return found


def _existing(codes: Iterable[str]) -> dict[str, dict[str, Any]]:
    found = {}
    by_id = {}
    for row in lookups.rows_of(select(ENTERPRISE), ENTERPRISE.c.credit_code, codes):
        by_id[row["id"]] = found[row["credit_code"]] = {**row, "premises": {}}
    for row in lookups.rows_of(select(PREMISES), PREMISES.c.enterprise_id, by_id):
        by_id[row["enterprise_id"]]["premises"][row["number"]] = dict(row)
    return found
