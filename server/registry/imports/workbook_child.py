"""The process that takes strangers' workbooks apart: it may use little memory and time, holds no secrets, and may die.

Run by its path as `workbook_child.py MOST_LINES MOST_UNPACKED`, with a workbook on standard input: each row of the
first sheet that says something comes out as a line of JSON, its number and its cells as a person would have typed them.
"""

import io
import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook

NO_TABLE, TOO_LARGE, TOO_COSTLY = 3, 4, 5
MEMORY = 160 * 1024 * 1024  # beyond what the bare process takes
CPU_SECONDS = 6
MOST_LETTERS = 32 * 1024 * 1024
MOST_COLUMNS = 40
EXACT_DIGITS = 10**15  # beyond, spreadsheets keep rounded numbers


def main(most_lines: int, most_unpacked: int) -> int:
    """Writes the rows; what ends it otherwise is told by its exit."""
    _limit()
    data = sys.stdin.buffer.read()
    try:
        if sum(each.file_size for each in zipfile.ZipFile(io.BytesIO(data)).infolist()) > most_unpacked:
            return TOO_LARGE
        return _write(_rows(data), most_lines)
    except MemoryError:
        return TOO_COSTLY
    except Exception:  # openpyxl raises what it likes on archives that are no workbook, or a damaged one.
        return NO_TABLE


def _write(rows: Iterator[tuple[int, list[str]]], most_lines: int) -> int:
    """One line more than there may be is told, so that the reader sees there are too many."""
    letters = 0
    for count, row in enumerate(rows):
        line = json.dumps(row)
        letters += len(line)
        if letters > MOST_LETTERS:
            return TOO_COSTLY
        sys.stdout.write(line + "\n")
        if count > most_lines + 1:
            break
    return 0


def _rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1):
        cells = [_text(value) for value in row]
        if any(cells):
            yield number, cells


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value)
    return str(value)


def _number(value: float) -> str:
    if abs(value) >= EXACT_DIGITS:
        return f"{value:.10e}"
    return str(int(value)) if value == int(value) else repr(value)


def _limit() -> None:
    with open("/proc/self/statm") as sizes:
        held = int(sizes.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (held + MEMORY, held + MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
