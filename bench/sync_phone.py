"""A phone to measure with: its outbox and records lie in a file, its batches are made as the app makes them."""

import base64
import gzip
import hashlib
import http.client
import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from server.ids import new_id

# What the app sends at most in one push (pwa/app/rules/batch.ts).
MOST_OPERATIONS = 500
MOST_BYTES = 1024 * 1024
START = "0" * 64
TABLES = """
    PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
    CREATE TABLE IF NOT EXISTS outbox (dseq INTEGER PRIMARY KEY, text TEXT, status TEXT);
    CREATE TABLE IF NOT EXISTS record (entity TEXT, id TEXT, data TEXT, PRIMARY KEY (entity, id));
"""


class Packed(NamedTuple):
    """A batch as it goes over the wire, with the head that its receipt must show."""

    first: int
    last: int
    head: str
    body: bytes

    def require(self, receipt: dict[str, Any]) -> None:
        """A receipt counts only with our own head."""
        there = receipt["acked"], receipt["head"]
        assert receipt["acked"] > self.last or there == (self.last, self.head), "another head"


def pack(message: dict[str, Any]) -> bytes:
    """A message as the app packs it."""
    return gzip.compress(orjson.dumps(message), 6)


class Phone:
    """One enrolled device of an inspector."""

    def __init__(self, file: Path, account: str, agency: str, device: str, token: str) -> None:
        self.account, self.agency, self.device, self.token = account, agency, device, token
        self.store = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self.store.executescript(TABLES)
        self.previous, self.head, self.dseq = START, START, 0
        self.visits: list[str] = []
        self.took: list[float] = []

    def record(self, kind: str, body: dict[str, Any], blobs: tuple[dict[str, Any], ...] = ()) -> None:
        """Seals one operation into the chain and puts it into the outbox."""
        self.dseq += 1
        operation = {
            "v": 1, "id": new_id(), "device": self.device, "dseq": self.dseq, "prev": self.previous, "kind": kind,
            "entity": "visit", "entity_id": body["visit"], "base_rev": None, "schema": 1,
            "made_at": datetime.now(UTC).isoformat(timespec="milliseconds"), "mono": self.dseq * 1000, "boot": "k3f9",
            "skew_ms": 12, "account": self.account, "agency": self.agency, "blobs": list(blobs), "body": body,
        }  # fmt: skip
        text = json.dumps(operation, ensure_ascii=False, separators=(",", ":"))
        self.previous = hashlib.sha256(text.encode()).hexdigest()
        self.store.execute("INSERT INTO outbox VALUES (?, ?, NULL)", (self.dseq, text))
        if kind == "visit.opened":
            self.visits.append(body["visit"])

    def connect(self, port: int) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def push(self) -> int:
        """Sends the outbox batch by batch; while the server works on one, the last receipt is stored, the next packed.

        Returns how many went.
        """
        sent, receipts, following = 0, [], [self._packed(0)]

        def meanwhile(last: int) -> None:
            self._settle(receipts)
            following.append(self._packed(last))

        while packed := following.pop():
            receipts.append(self.post("push", packed.body, partial(meanwhile, packed.last)))
            packed.require(receipts[-1])
            sent += packed.last - packed.first + 1
        self._settle(receipts)
        return sent

    def _packed(self, after: int) -> Packed | None:
        """The next batch, as it goes over the wire, with the head that its receipt must show."""
        batch = self._next_batch(after)
        if not batch:
            return None
        for _, text in batch:
            digest = hashlib.sha256(text.encode()).digest()
            self.head = hashlib.sha256(bytes.fromhex(self.head) + digest).hexdigest()
        first, last = batch[0][0], batch[-1][0]
        message = {
            "proto": 1, "device": self.device, "from": first, "to": last, "operations": [text for _, text in batch],
            "head": self.head, "sig": None, "alg": None, "app": "bench", "schema": 1,
        }  # fmt: skip
        return Packed(first, last, self.head, pack(message))

    def _settle(self, receipts: list[dict[str, Any]]) -> None:
        """Stores what became of the operations of one batch, in one transaction."""
        results = [(each["status"], each["dseq"]) for receipt in receipts for each in receipt["results"]]
        receipts.clear()
        self.store.execute("BEGIN")
        self.store.executemany("UPDATE outbox SET status = ? WHERE dseq = ?", results)
        self.store.execute("COMMIT")

    def push_again(self) -> int:
        """Sends everything once more, as after a reply that was lost."""
        self.store.execute("UPDATE outbox SET status = NULL")
        self.head = START
        return self.push()

    def pull(self, limit: int = 500) -> int:
        """Pulls everything into the store, a page and its cursor at a time; returns how many records it holds."""
        cursor, more, pages = None, True, []
        while more:
            asked = pack({"proto": 1, "cursor": cursor, "limit": limit, "schema": 1})
            page = self.post("pull", asked, partial(self._keep, pages))
            pages.append(page)
            cursor, more = page["cursor"], page["more"]
        self._keep(pages)
        return int(self.store.execute("SELECT count(*) FROM record").fetchone()[0])

    def _keep(self, pages: list[dict[str, Any]]) -> None:
        """Stores a page in one transaction; while the server puts the next together, as PouchDB does."""
        changes = [each for page in pages for each in page["changes"] if each["op"] == "put"]
        pages.clear()
        self.store.execute("BEGIN")
        rows = [(each["e"], each["id"], orjson.dumps(each["d"])) for each in changes]
        self.store.executemany("INSERT OR REPLACE INTO record VALUES (?, ?, ?)", rows)
        self.store.execute("COMMIT")

    def upload(self, photo: Path, piece: int) -> None:
        """Sends one file in pieces, hashed again before it leaves; if the server has some of it, it says so."""
        data = photo.read_bytes()
        whole, offset, status = hashlib.sha256(data), 0, 204
        sha256 = whole.hexdigest()
        while status in (204, 409):
            chunk = data[offset : offset + piece]
            proof = whole if len(chunk) == len(data) else hashlib.sha256(chunk)
            digest = base64.b64encode(proof.digest()).decode()
            status, headers, _ = self.ask("PATCH", f"/sync/v1/blob/{sha256}", chunk, {
                "Content-Type": "application/partial-upload", "Content-Digest": f"sha-256=:{digest}:",
                "Upload-Offset": str(offset), "Upload-Length": str(len(data)),
            })  # fmt: skip
            offset = int(headers.get("Upload-Offset", 0))
        assert status == 201, (status, photo)

    def post(self, what: str, body: bytes, meanwhile: Callable[[], None] = lambda: None) -> dict[str, Any]:
        """A packed message and the answer to it, unpacked."""
        status, headers, answer = self.ask("POST", f"/sync/v1/{what}", body, {
            "Content-Encoding": "gzip", "Content-Type": "application/json", "Accept-Encoding": "gzip",
        }, meanwhile)  # fmt: skip
        answer = gzip.decompress(answer) if headers.get("Content-Encoding") == "gzip" else answer
        assert status == 200, answer[:500]
        return orjson.loads(answer)

    def ask(
        self, method: str, path: str, body: bytes, headers: dict[str, str], meanwhile: Callable[[], None] = lambda: None
    ) -> Any:
        """One request; told to come back later, it does."""
        for attempt in range(100):
            began = time.perf_counter()
            self.line.request(method, path, body, {"Authorization": f"Device {self.token}", **headers})
            if attempt == 0:
                meanwhile()
            answer = self.line.getresponse()
            data = answer.read()
            self.took.append(time.perf_counter() - began)
            if answer.status not in (429, 503):
                break
            time.sleep(float(answer.headers.get("Retry-After", 1)))
        return answer.status, answer.headers, data

    def statuses(self) -> dict[str, int]:
        """How many operations of the outbox have which status."""
        return dict(self.store.execute("SELECT coalesce(status, 'waiting'), count(*) FROM outbox GROUP BY 1"))

    def texts(self) -> Iterator[str]:
        return (text for (text,) in self.store.execute("SELECT text FROM outbox ORDER BY dseq"))

    def _next_batch(self, after: int) -> list[tuple[int, str]]:
        waiting = "SELECT dseq, text FROM outbox WHERE status IS NULL AND dseq > ? ORDER BY dseq LIMIT ?"
        batch, size = [], 0
        for dseq, text in self.store.execute(waiting, (after, MOST_OPERATIONS)).fetchall():
            size += len(text.encode())
            if batch and size > MOST_BYTES:
                break
            batch.append((dseq, text))
        return batch
