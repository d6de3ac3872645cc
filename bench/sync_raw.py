"""The floor under a push: plain SQLite inserting the rows that the server wrote, in the same batches."""

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path

from bench.sync_peers import Measured

LOG = {"trail_entry": "SELECT * FROM trail_entry WHERE device_id = :device ORDER BY dseq"}
BY_OPERATION = ("check_in", "answer", "finding", "closing")
FEEDS = ("change", "record")
Rows = list[tuple[object, ...]]


def measure(server: Path, device: str, folder: Path, batch: int) -> tuple[Measured, Measured]:
    """Operations with their changes alone, and everything a push wrote."""
    with sqlite3.connect(server) as source:
        count = source.execute("SELECT last_dseq FROM device WHERE id = ?", (device,)).fetchone()[0]
        batches = -(-count // batch)
        log = {"trail_entry": source.execute(LOG["trail_entry"], {"device": device}).fetchall()}
        for table in BY_OPERATION:
            query = f"SELECT t.* FROM {table} t JOIN trail_entry o ON o.id = t.operation_id ORDER BY o.dseq"
            log[table] = source.execute(query).fetchall()
        for table in FEEDS:
            query = f"SELECT * FROM {table} WHERE entity = 'visit' AND entity_id IN (SELECT visit_id FROM check_in)"
            log[table] = source.execute(query).fetchall()
        schema = [
            sql
            for (sql,) in source.execute(
                f"SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name IN ({','.join('?' * len(log))})",
                tuple(log),
            )
        ]
    narrow = {name: log[name] for name in ("trail_entry", "change")}
    return (
        _inserted(folder / "narrow.sqlite", schema, narrow, batches, count),
        _inserted(folder / "wide.sqlite", schema, log, batches, count),
    )


def _inserted(file: Path, schema: Sequence[str], tables: dict[str, Rows], batches: int, count: int) -> Measured:
    store = sqlite3.connect(file, isolation_level=None)
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("PRAGMA synchronous = FULL")
    for statement in schema:
        store.execute(statement)
    began = time.perf_counter()
    for number in range(batches):
        store.execute("BEGIN IMMEDIATE")
        for table, rows in tables.items():
            part = rows[len(rows) * number // batches : len(rows) * (number + 1) // batches]
            if part:
                store.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(part[0]))})", part)
        store.execute("COMMIT")
    took = time.perf_counter() - began
    store.close()
    return Measured(took, count)
