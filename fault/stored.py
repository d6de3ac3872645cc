"""What the server really has: read from its database and its photo folder, past all of its own code."""

import hashlib
import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from fault.databases import Place

# Which table shows that an operation of a kind was acted upon, once.
EFFECTS = {
    "visit.opened": "check_in", "line.answered": "answer", "finding.recorded": "finding",
    "statement.recorded": "statement", "visit.closed": "closing",
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One operation in the trail; `digest` is of the bytes that are there, not of what a column says."""

    device: str | None
    dseq: int | None
    digest: str
    kind: str
    status: str
    code: str | None


class Stored:
    """One look at an installation that nobody writes to."""

    def __init__(self, place: Place) -> None:
        self.place = place
        rows = self.ask("SELECT device_id, dseq, body, kind, status, code FROM trail_entry ORDER BY device_id, dseq")
        self.entries = [Entry(row[0], row[1], digest(bytes(row[2])), *row[3:]) for row in rows]

    def ask(self, question: str) -> list[Sequence[Any]]:
        if self.place.database_url:
            with psycopg.connect(self.place.database_url) as connection:
                return connection.execute(question).fetchall()  # type: ignore[call-overload]
        connection = sqlite3.connect(self.place.data / "mashang.sqlite")
        try:
            return connection.execute(question).fetchall()
        finally:
            connection.close()

    def of(self, device: str) -> dict[int, Entry]:
        return {entry.dseq: entry for entry in self.entries if entry.device == device and entry.dseq is not None}

    def copies(self) -> Counter[str]:
        """How often the same bytes are in the trail."""
        return Counter(entry.digest for entry in self.entries)

    def photo(self, sha256: str) -> str | None:
        """The digest of what lies in the place of a whole photo, None if nothing does."""
        path: Path = self.place.data / "photos" / sha256[:2] / sha256
        return digest(path.read_bytes()) if path.is_file() else None

    def holes(self) -> int:
        """Feed numbers that are not 1, 2, 3 … up to the head, and heads whose digest does not follow."""
        feeds: dict[str, list[Sequence[Any]]] = defaultdict(list)
        for row in self.ask("SELECT feed, seq, entity, entity_id, rev, op FROM change ORDER BY feed, seq"):
            feeds[row[0]].append(row)
        heads = {row[0]: row[1:] for row in self.ask("SELECT feed, seq, digest FROM sync_head")}
        return sum(_holes(feeds[feed], *head) for feed, head in heads.items()) + len(feeds.keys() - heads.keys())

    def wrong_effects(self) -> int:
        """Operations acted upon never, or more than once."""
        acted = Counter(entry.kind for entry in self.entries if entry.status in ("applied", "conflict"))
        return sum(abs(acted[kind] - self._rows(table)) for kind, table in EFFECTS.items())

    def _rows(self, table: str) -> int:
        return int(self.ask(f"SELECT count(*) FROM {table}")[0][0])

    def records(self) -> dict[tuple[str, str, str], Any]:
        """The records phones should hold, by feed, entity and id."""
        rows = self.ask("SELECT feed, entity, entity_id, rev FROM record WHERE NOT deleted")
        return {(row[0], row[1], row[2]): row[3] for row in rows}


def _holes(rows: list[Sequence[Any]], last: int, said: str) -> int:
    wrong = sum(row[1] != place for place, row in enumerate(rows, 1)) + abs(len(rows) - last)
    chained = "0" * 64
    for row in rows:
        line = json.dumps(list(row), separators=(",", ":"), ensure_ascii=False).encode()
        chained = digest(bytes.fromhex(chained) + line)
    return wrong + (chained != said)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
