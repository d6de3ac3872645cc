"""What a dump of PostgreSQL holds, read without a server: the tables that a check needs, in a passing SQLite."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from server.backup import database
from server.backup.vault import Damaged, Unusable

TABLES = ("trail_entry", "log_leaf", "log_epoch", "log_checkpoint", "blob", "account", "membership")
NUMBERS = ("log_index", "number", "size")
BYTES = ("salt", "commitment", "body")
COPY = re.compile(r"COPY public\.(\w+) \((.*)\) FROM stdin;")
ESCAPED = re.compile(r"\\(.)")
LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def tables_of(dump: Path) -> sqlite3.Connection:
    """The tables of a dump; raises Damaged where it cannot be read."""
    wanted = [f"--table={name}" for name in TABLES]
    try:
        text = database.run("pg_restore", "--data-only", *wanted, "--file=-", str(dump)).decode()
    except Unusable as error:
        if "is not here" in str(error):
            raise
        raise Damaged(f"database: {error}") from None
    connection = sqlite3.connect(":memory:")
    for table, columns, rows in _copies(iter(text.split("\n"))):
        spelled = ", ".join(f'"{name}" {"INTEGER" if name in NUMBERS else ""}' for name in columns)
        asked = ", ".join("?" * len(columns))
        connection.execute(f"CREATE TABLE {table} ({spelled})")
        connection.executemany(f"INSERT INTO {table} VALUES ({asked})", rows)  # noqa: S608  names of our own tables
    return connection


def _copies(lines: Iterator[str]) -> Iterator[tuple[str, list[str], Iterator[list[Any]]]]:
    for line in lines:
        if found := COPY.fullmatch(line):
            columns = [name.strip('" ') for name in found[2].split(",")]
            yield found[1], columns, _rows(lines, columns)


def _rows(lines: Iterator[str], columns: list[str]) -> Iterator[list[Any]]:
    for line in lines:
        if line == "\\.":
            return
        yield [_value(name, field) for name, field in zip(columns, line.split("\t"), strict=True)]


def _value(column: str, field: str) -> Any:
    if field == "\\N":
        return None
    told = ESCAPED.sub(lambda each: LETTERS.get(each[1], each[1]), field)
    return bytes.fromhex(told[2:]) if column in BYTES and told.startswith("\\x") else told
