"""All that a phone knows: it is read back from the journal, so a phone killed at any moment goes on where it was."""

import hashlib
from pathlib import Path
from threading import RLock
from typing import Any

from fault.client.journal import Journal, keep_file

START = "0" * 64
Record = dict[str, Any]


class State:
    """Operations in their chain, photos, how far the server confirmed them, and what was pulled."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.lock = folder, RLock()
        self.me: dict[str, Any] = {}
        self.operations: list[str] = []
        self.digests: list[str] = [START]
        self.heads: list[str] = [START]
        self.visits: list[str] = []
        self.server_at = self.promised = self.taken_back = 0
        self.photos: dict[str, bool] = {}
        self.photos_promised: set[str] = set()
        self.results: dict[int, Record] = {}
        self.epoch: str | None = None
        self.cursor: Any = None
        self.records: dict[tuple[str, str, str], Record] = {}
        self.doomed: set[tuple[str, str, str]] = set()
        self.journal = Journal(folder / "journal.jsonl")
        for entry in self.journal.entries:
            self._take(entry)
        self.journal.entries.clear()

    def note(self, *entries: dict[str, Any]) -> None:
        """Makes it durable, then true."""
        with self.lock:
            self.journal.add(entries)
            for entry in entries:
                self._take(entry)

    def photo(self, sha256: str) -> Path:
        return self.folder / "photos" / sha256

    def keep_photo(self, data: bytes) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        keep_file(self.photo(sha256), data)
        return sha256

    @property
    def waiting(self) -> int:
        return len(self.operations) - self.server_at

    def unsent_visits(self) -> set[str]:
        return set(self.visits[self.server_at :])

    def _take(self, entry: dict[str, Any]) -> None:
        for what, value in entry.items():
            getattr(self, f"_{what}")(value)

    def _enrolled(self, value: dict[str, Any]) -> None:
        self.me = value

    def _operation(self, value: dict[str, str]) -> None:
        digest = hashlib.sha256(value["text"].encode()).hexdigest()
        head = hashlib.sha256(bytes.fromhex(self.heads[-1]) + bytes.fromhex(digest)).hexdigest()
        self.operations.append(value["text"])
        self.visits.append(value["visit"])
        self.digests.append(digest)
        self.heads.append(head)

    def _photo(self, sha256: str) -> None:
        self.photos.setdefault(sha256, False)

    def _stood(self, dseq: int) -> None:
        """The server confirmed the chain up to here; if it once confirmed more, it broke its word."""
        self.server_at, self.promised = dseq, max(self.promised, dseq)

    def _took_back(self, dseq: int) -> None:
        self.server_at = dseq
        self.taken_back += 1

    def _results(self, results: list[Record]) -> None:
        self.results.update({each["dseq"]: each for each in results if each["status"] != "duplicate"})

    def _stored(self, sha256: str) -> None:
        self.photos[sha256] = True
        self.photos_promised.add(sha256)

    def _wanted(self, sha256: str) -> None:
        self.photos[sha256] = False

    def _epoch(self, epoch: str) -> None:
        """Another database: its numbers begin anew, and which photos it has must be asked."""
        if self.epoch not in (None, epoch):
            self.cursor, self.server_at, self.photos = None, 0, dict.fromkeys(self.photos, False)
            self.records.clear()
        self.epoch = epoch

    def _afresh(self, epoch: str) -> None:
        """A cursor that the server does not take is forgotten, whatever it says of its epoch."""
        self._epoch(epoch)
        self.cursor = None
        self.records.clear()

    def _page(self, page: dict[str, Any]) -> None:
        self.doomed |= {key for key in self.records if key[0] in page["reset"]}
        for change in page["changes"]:
            self._change(change)
        self.cursor = page["cursor"]
        self._drop_doomed()

    def _change(self, change: Record) -> None:
        feed = change["f"]
        if change["op"] == "gone":
            self.doomed |= {key for key in self.records if key[0] == feed}
            return
        key = (feed, change["e"], change["id"])
        if change["op"] == "put":
            self.records[key] = {**change["d"], "rev": change["rev"]}
            self.doomed.discard(key)
        elif key in self.records:
            self.doomed.add(key)

    def _drop_doomed(self) -> None:
        """A record goes once nothing unsent speaks of it."""
        kept = self.unsent_visits()
        for key in [each for each in self.doomed if each[2] not in kept]:
            self.records.pop(key, None)
            self.doomed.discard(key)
