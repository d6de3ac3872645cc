"""What a roster file would change, entry by entry."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from server.vocabulary import Change


@dataclass(frozen=True, slots=True)
class Entry:
    """One good line of a roster: its number in the file and its values by column; a column the file lacks is absent."""

    line: int
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """What becomes of one entry of the registry; `wanted` is what the writing needs."""

    kind: Change
    key: str
    name: str
    line: int
    changes: tuple[FieldChange, ...] = ()
    wanted: Any = field(default=None, repr=False)


def changes_between(before: Mapping[str, Any], wanted: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """The wanted fields whose value is another one now."""
    return tuple(
        FieldChange(name, before.get(name), value) for name, value in wanted.items() if before.get(name) != value
    )


def kind_of(changes: tuple[FieldChange, ...], *, ends: str = "") -> Change:
    """Ended when the ending is set for the first time, changed when anything else differs, same when nothing does."""
    if any(each.field == ends and each.before is None for each in changes):
        return Change.ENDED
    return Change.CHANGED if changes else Change.SAME
