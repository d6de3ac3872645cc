"""填写不同: where the newest answers of two inspectors to one line differ, and what was settled about it (pure).

A settlement names the operations it was made upon. It counts for as long as whoever it did not know of agrees with it,
and until another settlement names it in turn. Nothing here depends on the order in which phones pushed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Line(NamedTuple):
    """One line of one item's checklist."""

    item: str
    line: str


@dataclass(frozen=True)
class Said:
    """An inspector's newest answer to a line, or a settlement of it with the operations it was made upon."""

    operation: str
    at: Line
    value: str
    settles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """Answers to one line that differ; `value` is what counts, None while that is open."""

    at: Line
    operations: tuple[str, ...]
    value: str | None


def differences(answers: Iterable[Said], settlements: Iterable[Said]) -> list[Difference]:
    """Every line at which two inspectors say different things, in the order of lines."""
    settled = _by_line(settlements)
    return [
        _difference(at, said, settled.get(at, []))
        for at, said in sorted(_by_line(answers).items())
        if len({each.value for each in said}) > 1
    ]


def _difference(at: Line, said: Collection[Said], settlements: Collection[Said]) -> Difference:
    standing = _standing(settlements)
    return Difference(at, tuple(sorted(each.operation for each in (*said, *standing))), _settled(said, standing))


def _standing(settlements: Collection[Said]) -> list[Said]:
    """The settlements that no other one names."""
    named = {operation for each in settlements for operation in each.settles}
    return [each for each in settlements if each.operation not in named]


def _settled(said: Iterable[Said], standing: Iterable[Said]) -> str | None:
    """The value all standing settlements agree upon, if they knew of every answer that says something else."""
    values = {each.value for each in standing}
    known = {operation for each in standing for operation in each.settles}
    if len(values) == 1 and all(each.operation in known or each.value in values for each in said):
        return values.pop()
    return None


def _by_line(said: Iterable[Said]) -> dict[Line, list[Said]]:
    lines: dict[Line, list[Said]] = defaultdict(list)
    for each in said:
        lines[each.at].append(each)
    return lines
