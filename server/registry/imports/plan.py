"""What a roster would change, worked out without changing anything."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from server.registry.imports import agencies, enterprises, inspectors, item_lines, items, leniency
from server.registry.imports.columns import COLUMNS
from server.registry.imports.differences import Difference
from server.registry.imports.entries import Reading
from server.registry.imports.problems import Problem
from server.registry.imports.sheets import Row, Sheet
from server.vocabulary import Change, Roster

REGISTERS = {
    Roster.AGENCIES: agencies,
    Roster.INSPECTORS: inspectors,
    Roster.ITEMS: items,
    Roster.ITEM_LINES: item_lines,
    Roster.LENIENCY: leniency,
    Roster.ENTERPRISES: enterprises,
}


@dataclass(frozen=True)
class Import:
    """The differences a roster makes, and every problem with its line; `unreadable` are those of the file itself."""

    roster: Roster
    rows: list[Row]
    differences: list[Difference]
    problems: list[Problem]
    unreadable: tuple[Problem, ...] = ()
    sha256: str = ""

    @property
    def counts(self) -> dict[Change, int]:
        """How many entries are new, changed, ended and the same."""
        found = Counter(each.kind for each in self.differences)
        return {kind: found[kind] for kind in Change}

    @property
    def errors(self) -> list[Problem]:
        """The problems that keep a line out."""
        return [each for each in self.problems if not each.warning]

    @property
    def warnings(self) -> list[Problem]:
        """The problems that are told only."""
        return [each for each in self.problems if each.warning]

    @property
    def differing(self) -> list[Difference]:
        """What is not the same already."""
        return [each for each in self.differences if each.kind is not Change.SAME]


def plan_import(
    roster: str, rows: Iterable[Row | Mapping[str, str]], unreadable: Sequence[Problem] = (), sha256: str = ""
) -> Import:
    """The differences and problems of rows of one roster; rows without line numbers count from line 2."""
    kind = Roster(roster)
    numbered = [row if isinstance(row, tuple) else (line, row) for line, row in enumerate(rows, start=2)]
    reading = Reading(COLUMNS[kind], numbered)
    differences = REGISTERS[kind].differences(reading)
    problems = sorted([*unreadable, *reading.problems], key=lambda each: each.line)
    return Import(kind, numbered, differences, problems, tuple(unreadable), sha256)


def plan_sheet(sheet: Sheet) -> Import:
    """The differences and problems of a whole file."""
    return plan_import(sheet.roster, sheet.rows, sheet.problems, sheet.sha256)
