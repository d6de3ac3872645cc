"""A file as a sheet: its rows with their line numbers, and which roster its header says it is."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from server.refusals import IMPORT_EMPTY, IMPORT_HEADER_UNKNOWN, TOO_LARGE, TOO_MANY_LINES, Refused
from server.registry.imports import columns, problems
from server.registry.imports.columns import Column
from server.registry.imports.csv_text import read_csv
from server.registry.imports.problems import Problem
from server.registry.imports.workbook import is_workbook, read_workbook
from server.vocabulary import Roster

MOST_LINES, MOST_MEGABYTES = 100_000, 10  # by command line
# All that a file would change is held at once; at a desk by a process that serves others meanwhile.
MOST_LINES_AT_A_DESK, MOST_MEGABYTES_AT_A_DESK = 5_000, 3

Row = tuple[int, Mapping[str, str]]
Line = tuple[int, list[str] | None]


@dataclass(frozen=True)
class Sheet:
    """The rows of a roster file, and what was wrong before any cell was read; `sha256` names the file."""

    roster: Roster
    rows: list[Row]
    problems: list[Problem]
    sha256: str


def read_sheet(data: bytes, most: int = MOST_LINES) -> Sheet:
    """Takes a CSV or XLSX file apart; refuses what is no table, is empty or too long, or is headed like no roster."""
    headings, lines = read_lines(data, most)
    roster = _roster(headings)
    rows, wrong = rows_under(columns.COLUMNS[roster], headings, lines)
    return Sheet(roster, rows, wrong, hashlib.sha256(data).hexdigest())


def read_lines(data: bytes, most: int = MOST_LINES) -> tuple[list[str], list[Line]]:
    """The headings of a CSV or XLSX file of so many lines at most, and the lines that say something."""
    megabytes = MOST_MEGABYTES if most > MOST_LINES_AT_A_DESK else MOST_MEGABYTES_AT_A_DESK
    if len(data) > megabytes << 20:
        raise Refused(TOO_LARGE, most=f"{megabytes} MB")
    rows = read_workbook(data, most) if is_workbook(data) else read_csv(data, most)
    said = ((number, cells) for number, cells in rows if cells is None or any(cells))
    headings = next(said, (0, None))[1]
    lines = list(islice(said, most + 1))
    if headings is None:
        raise Refused(IMPORT_EMPTY)
    if len(lines) > most:
        raise Refused(TOO_MANY_LINES, most=most)
    return [cell.casefold() for cell in headings], lines


def rows_under(known: Sequence[Column], headings: list[str], lines: Iterable[Line]) -> tuple[list[Row], list[Problem]]:
    """The lines as rows by column name, and what was wrong with the headings and with lines; refuses an empty table."""
    rows, wrong = _rows(known, headings, lines)
    if not rows and not wrong:
        raise Refused(IMPORT_EMPTY)
    return rows, _unused(known, headings) + wrong


def _roster(headings: list[str]) -> Roster:
    roster, missing = columns.recognised(headings)
    if missing:
        raise Refused(
            IMPORT_HEADER_UNKNOWN,
            roster=roster,
            name=roster.zh,
            missing=", ".join(missing),
            columns=columns.called(roster, missing),
        )
    return roster


def _unused(known: Sequence[Column], headings: list[str]) -> list[Problem]:
    names = {name for each in known for name in (each.name, each.zh)}
    odd = [each for place, each in enumerate(headings) if each and (each not in names or each in headings[:place])]
    return [Problem(1, each[:40], problems.COLUMN_NOT_USED, warning=True) for each in odd]


def _rows(known: Sequence[Column], headings: list[str], lines: Iterable[Line]) -> tuple[list[Row], list[Problem]]:
    places = {
        each.name: headings.index(each.name if each.name in headings else each.zh)
        for each in known
        if {each.name, each.zh} & set(headings)
    }
    rows: list[Row] = []
    wrong = []
    for number, cells in lines:
        if cells is None:
            wrong.append(Problem(number, "", problems.BROKEN_QUOTES))
        elif any(cells[len(headings) :]):
            wrong.append(Problem(number, "", problems.TOO_MANY_CELLS, {"count": len(cells) - len(headings)}))
        else:
            rows.append((number, {name: cells[at] if at < len(cells) else "" for name, at in places.items()}))
    return rows, wrong
