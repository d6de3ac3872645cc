"""The floor under a push: plain SQLite inserting into the same database the rows that the server wrote."""

import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from bench.sync_peers import Measured
from server.db import PRAGMAS

LOG = ("trail_entry", "change")
# Written over where they stood; every other row of a push is new.
CHANGED = {"record": ("feed", "entity", "entity_id", "rev"), "sync_head": ("feed", "seq")}
Rows = list[tuple[object, ...]]


class Copies(NamedTuple):
    """A database as it was before a push and after it."""

    before: Path
    after: Path


def copied(database: Path, to: Path) -> Path:
    """The database as it is now, in a file of its own."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(to)) as file:
        source.backup(file)
    return to


def measure(copies: Copies, count: int, batches: int) -> tuple[Measured, Measured]:
    """Operations with their changes alone, and everything a push wrote: the same indexes, keys and writes to disk."""
    rows = _written(copies)
    log = {table: rows[table] for table in LOG}
    return _inserted(copies.before, log, count, batches), _inserted(copies.before, rows, count, batches)


def _written(copies: Copies) -> dict[str, Rows]:
    with closing(sqlite3.connect(copies.after)) as after:
        after.execute("ATTACH ? AS old", (str(copies.before),))
        tables = after.execute("SELECT name FROM old.sqlite_master WHERE type = 'table'").fetchall()
        found = {name: after.execute(_query(name)).fetchall() for (name,) in tables}
    return {name: rows for name, rows in found.items() if rows}


def _query(table: str) -> str:
    if table in CHANGED:
        same = " AND ".join(f"o.{name} = n.{name}" for name in CHANGED[table])
        return f"SELECT * FROM main.{table} n WHERE NOT EXISTS (SELECT 1 FROM old.{table} o WHERE {same})"
    return f"SELECT * FROM main.{table} WHERE rowid > (SELECT coalesce(max(rowid), 0) FROM old.{table}) ORDER BY rowid"


def _inserted(before: Path, tables: dict[str, Rows], count: int, batches: int) -> Measured:
    file = Path(shutil.copy(before, before.with_suffix(".floor")))
    with closing(sqlite3.connect(file, isolation_level=None)) as store:
        for pragma in PRAGMAS:
            store.execute(f"PRAGMA {pragma}")
        began = time.perf_counter()
        for number in range(batches):
            store.execute("BEGIN IMMEDIATE")
            for table, rows in tables.items():
                part = rows[len(rows) * number // batches : len(rows) * (number + 1) // batches]
                if part:
                    store.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({','.join('?' * len(part[0]))})", part)
            store.execute("COMMIT")
        took = time.perf_counter() - began
    file.unlink()
    return Measured(took, count)
