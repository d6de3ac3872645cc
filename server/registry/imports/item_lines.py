"""The roster of checklist lines: the lines of an item as the file has them, whole; a bad line leaves the known one."""

from collections import defaultdict
from typing import Any

from server.registry import versions
from server.registry.imports import problems
from server.registry.imports.differences import Difference, Entry, FieldChange
from server.registry.imports.entries import Reading
from server.vocabulary import Change

Line = dict[str, str]


def differences(reading: Reading) -> list[Difference]:
    """What the roster would change in the checklists of the items it names."""
    reading.keep_once("item", "line")
    existing = versions.latest(entry.values["item"] for entry in reading.entries)

    def known(entry: Entry) -> bool:
        if entry.values["item"] not in existing:
            reading.wrong(entry.line, "item", problems.UNKNOWN_ITEM, value=entry.values["item"])
        return entry.values["item"] in existing

    reading.keep(known)
    return [_difference(item, entries, existing[item]) for item, entries in _by_item(reading).items()]


def write(found: list[Difference]) -> None:
    """Fills in a first checklist, and gives a changed one a new version."""
    existing = versions.latest(each.key for each in found)
    for each in found:
        old = existing[each.key]
        if old["lines"]:
            versions.succeed(old, {"lines": each.wanted})
        else:
            versions.complete(old, each.wanted)


def _by_item(reading: Reading) -> dict[str, list[Entry]]:
    """The entries of each item in the order of the file; a spoiled one holds the place of the line it names."""
    good = {(entry.values["item"], entry.values["line"]) for entry in reading.entries}
    named = {item for item, _ in good}
    spoiled = {_key(entry): Entry(entry.line, _place(entry)) for entry in reading.spoiled}
    kept = [entry for key, entry in spoiled.items() if key[0] in named and key not in good]
    grouped: dict[str, list[Entry]] = defaultdict(list)
    for entry in sorted(reading.entries + kept, key=lambda each: each.line):
        grouped[entry.values["item"]].append(entry)
    return grouped


def _key(entry: Entry) -> tuple[Any, Any]:
    return entry.values.get("item"), entry.values.get("line")


def _place(entry: Entry) -> dict[str, Any]:
    return {name: entry.values.get(name) for name in ("item", "line")}


def _difference(item: str, entries: list[Entry], before: dict[str, Any]) -> Difference:
    old = {each["line"]: each for each in before["lines"]}
    wanted = [line for entry in entries if (line := _line(entry, old))]
    changes = _changes(old, {each["line"]: each for each in wanted})
    if not changes and wanted != before["lines"]:
        changes = (FieldChange("lines", [*old], [each["line"] for each in wanted]),)
    kind = Change.CHANGED if changes and old else Change.NEW if changes else Change.SAME
    return Difference(kind, item, before["name"], entries[0].line, changes, wanted)


def _line(entry: Entry, old: dict[str, Line]) -> Line | None:
    known = old.get(entry.values["line"])
    if "content" not in entry.values:
        return known
    standard = entry.values.get("standard", known["standard"] if known else "")
    return {"line": entry.values["line"], "content": entry.values["content"], "standard": standard}


def _changes(old: dict[str, Line], wanted: dict[str, Line]) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(number, _told(old.get(number)), _told(wanted.get(number)))
        for number in dict.fromkeys([*old, *wanted])
        if old.get(number) != wanted.get(number)
    )


def _told(line: Line | None) -> str | None:
    return " | ".join(filter(None, (line["content"], line["standard"]))) if line else None
