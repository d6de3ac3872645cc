"""Rows become entries: every cell is read, and a row with a bad cell is set aside with its reason."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from server.refusals import Reason
from server.registry import credit_code
from server.registry.imports import problems
from server.registry.imports.columns import Column
from server.registry.imports.differences import Entry
from server.registry.imports.problems import Problem, Unfit
from server.registry.imports.sheets import Row


class Reading:
    """The good entries of a roster, those spoiled by a bad cell, and what was wrong."""

    def __init__(self, columns: Sequence[Column], rows: Iterable[Row]) -> None:
        self.problems: list[Problem] = []
        self.entries: list[Entry] = []
        self.spoiled: list[Entry] = []
        for line, cells in rows:
            self._take(columns, line, cells)

    def _take(self, columns: Sequence[Column], line: int, cells: Mapping[str, str]) -> None:
        before = len(self.problems)
        values: dict[str, Any] = {}
        for column in columns:
            if column.name in cells or column.required:
                self._read(column, line, (cells.get(column.name) or "").strip(), values)
        entry = Entry(line, values)
        (self.entries if len(self.problems) == before else self.spoiled).append(entry)

    def _read(self, column: Column, line: int, cell: str, values: dict[str, Any]) -> None:
        if cell:
            try:
                values[column.name] = column.read(cell)
            except Unfit as unfit:
                self.wrong(line, column.name, unfit.reason, **unfit.facts)
        elif column.required:
            self.wrong(line, column.name, problems.MISSING)
        else:
            values[column.name] = column.blank

    def wrong(self, line: int, column: str, reason: Reason, **facts: Any) -> None:
        """Notes why a line is left out."""
        self.problems.append(Problem(line, column, reason, facts))

    def warn(self, line: int, column: str, reason: Reason, **facts: Any) -> None:
        """Notes what is told although the line goes in."""
        self.problems.append(Problem(line, column, reason, facts, warning=True))

    def keep(self, good: Callable[[Entry], bool]) -> None:
        """Leaves out the entries that a check has found wrong."""
        self.entries = [entry for entry in self.entries if good(entry)]

    def keep_once(self, *key: str) -> None:
        """Of entries with the same key the first one stands."""
        first: dict[tuple[Any, ...], int] = {}

        def alone(entry: Entry) -> bool:
            named = tuple(entry.values.get(name) for name in key)
            line = first.setdefault(named, entry.line)
            if line != entry.line:
                told = " / ".join(map(str, filter(None, named)))
                self.wrong(entry.line, key[0], problems.TWICE, first=line, key=told)
            return line == entry.line

        self.keep(alone)

    def keep_in_order(self, start: str, end: str) -> None:
        """Leaves out what ends before it begins."""

        def in_order(entry: Entry) -> bool:
            first, last = entry.values.get(start), entry.values.get(end)
            if first and last and last < first:
                self.wrong(entry.line, end, problems.END_BEFORE_START, start=first, end=last)
                return False
            return True

        self.keep(in_order)

    def check_digits(self, entries: Iterable[Entry], column: str) -> None:
        """Warns of credit codes whose last character does not fit."""
        for entry in entries:
            value = entry.values.get(column)
            if value and not credit_code.check_digit_ok(value):
                self.warn(entry.line, column, problems.CHECK_DIGIT, value=value)
