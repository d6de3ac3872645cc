"""XLSX workbooks: the first sheet, read by a process of its own, for ten kilobytes may unpack to a day's work."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from server.refusals import BUSY, IMPORT_NOT_A_TABLE, TABLE_TOO_COSTLY, TOO_LARGE, Refused
from server.registry.imports import workbook_child
from server.registry.imports.csv_text import clean

MOST_UNPACKED = 200 * 1024 * 1024
UNPACKED_A_LINE = 4096  # what a line of a small table may take; a person waits while it is read
LEAST_UNPACKED = 8 * 1024 * 1024
MOST_PARTS = 1000  # files in the archive; a workbook of our template has ten
PART = b"PK\x01\x02"  # how each begins in the archive's list
WALL_SECONDS = 30  # The child stops itself after six seconds of computing; this is for a machine that is busy.
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "LANG")


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are a zip archive, as every XLSX is."""
    return data.startswith(b"PK\x03\x04")


def read_workbook(data: bytes, most: int) -> Iterator[tuple[int, list[str] | None]]:
    """Each row that says something with its number; refuses what unpacks to more than so many lines could hold."""
    if data.count(PART) > MOST_PARTS:
        raise Refused(IMPORT_NOT_A_TABLE)
    unpacked = min(MOST_UNPACKED, LEAST_UNPACKED + most * UNPACKED_A_LINE)
    with tempfile.TemporaryFile() as rows:
        _require_taken_apart(data, rows, most, unpacked)
        rows.seek(0)
        yield from map(_row, rows)


def _require_taken_apart(data: bytes, rows: IO[bytes], most: int, unpacked: int) -> None:
    """Has the child write the rows into a file, for they may be more than a worker should hold at once."""
    try:
        done = subprocess.run(_command(most, unpacked), input=data, stdout=rows, stderr=subprocess.DEVNULL,
                              env=_environment(), timeout=WALL_SECONDS)  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise Refused(BUSY) from error
    if done.returncode == workbook_child.NO_TABLE:
        raise Refused(IMPORT_NOT_A_TABLE)
    if done.returncode == workbook_child.TOO_LARGE:
        raise Refused(TOO_LARGE, most=f"{unpacked >> 20} MB")
    if done.returncode:
        raise Refused(TABLE_TOO_COSTLY)


def _row(line: bytes) -> tuple[int, list[str] | None]:
    number, cells = json.loads(line)
    return number, _trimmed([clean(cell) for cell in cells])


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _command(most: int, unpacked: int) -> list[str]:
    """By its path, and with no package of ours around it: it starts in a third of a second."""
    return [sys.executable, "-P", str(Path(workbook_child.__file__)), str(most), str(unpacked)]


def _environment() -> dict[str, str]:
    """No secrets of ours for a process that opens strangers' files."""
    return {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
