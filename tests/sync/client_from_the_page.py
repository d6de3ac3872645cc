"""A client written from docs/protocol.md alone, with Python's library alone: it knows nothing of the server's code."""

import base64
import gzip
import hashlib
import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

ZEROS = "0" * 64
PIECE = 64 * 1024
AGAIN = (429, 500, 502, 503, 504, 507)


class Answer(NamedTuple):
    """What came back over the wire."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def said(self) -> Any:
        return json.loads(self.body)


class Stopped(Exception):
    """The server's answer asks for a person: keep everything and say so."""


Wire = Callable[[str, str, dict[str, str], bytes], Answer | None]


class Client:
    """One device: what it must keep, and the order of things."""

    def __init__(self, wire: Wire, device: str, token: str, account: str, agency: str) -> None:
        self.wire, self.device, self.token, self.account, self.agency = wire, device, token, account, agency
        self.texts: list[str] = []
        self.heads = [ZEROS]
        self.acked = 0
        self.files: dict[str, bytes] = {}
        self.cursor: Any = None
        self.epoch: str | None = None
        self.records: dict[tuple[str, str, str], dict[str, Any]] = {}
        self.set_aside: dict[str, str] = {}
        self.attempts = 0

    def record(self, kind: str, visit: str, body: dict[str, Any], files: tuple[bytes, ...] = ()) -> str:
        """Makes an operation and adds it to the chain; works without signal."""
        named = {hashlib.sha256(each).hexdigest(): each for each in files}
        before = self.texts[-1] if self.texts else None
        operation = {
            "v": 1, "id": str(uuid.uuid4()), "device": self.device, "dseq": len(self.texts) + 1,
            "prev": hashlib.sha256(before.encode()).hexdigest() if before else ZEROS, "kind": kind, "entity": "visit",
            "entity_id": visit, "base_rev": None, "schema": 1, "made_at": datetime.now(UTC).isoformat(), "mono": 1,
            "boot": "page", "skew_ms": None, "account": self.account, "agency": self.agency,
            "blobs": [
                {"sha256": sha256, "size": len(data), "mime": "image/jpeg", "role": "evidence"}
                for sha256, data in named.items()
            ],
            "body": {"visit": visit, **body},
        }  # fmt: skip
        text = json.dumps(operation, ensure_ascii=False)
        digest = hashlib.sha256(text.encode()).digest()
        self.heads.append(hashlib.sha256(bytes.fromhex(self.heads[-1]) + digest).hexdigest())
        self.texts.append(text)
        self.files |= named
        return str(operation["id"])

    def round(self) -> None:
        """Push until nothing waits, pull until there is no more, then the files."""
        self.push("push")
        for sha256 in self.pull():
            if sha256 in self.files:
                self.upload(sha256)

    def push(self, how: str) -> None:
        while self.acked < len(self.texts):
            last = min(self.acked + 100, len(self.texts))
            told = self.ask(f"/sync/v1/{how}", {
                "proto": 1, "device": self.device, "from": self.acked + 1, "to": last,
                "operations": self.texts[self.acked : last], "head": self.heads[last], "app": "page", "schema": 1,
            })  # fmt: skip
            if told.status == 409 and told.said["code"] == "gap":
                self.acked = told.said["facts"]["expect"] - 1
            elif told.status != 200 or told.said["head"] != self.heads[told.said["acked"]]:
                raise Stopped(told.said)
            else:
                self.acked = told.said["acked"]
                self.set_aside |= {each["id"]: each["code"] for each in told.said["results"] if is_set_aside(each)}

    def pull(self) -> list[str]:
        """Takes every page; returns the files that the server lacks."""
        while True:
            told = self.ask("/sync/v1/pull", {"proto": 1, "cursor": self.cursor, "limit": 7, "schema": 1})
            if told.status == 409 and told.said["code"] == "epoch":
                self.begin_anew(told.said["facts"]["epoch"])
                continue
            if told.status != 200:
                raise Stopped(told.said)
            page = told.said
            if self.epoch not in (None, page["epoch"]):
                self.begin_anew(page["epoch"])
                continue
            self.epoch = page["epoch"]
            self.take(page)
            if not page["more"]:
                break
        if self.heads[min(page["last_dseq"], len(self.texts))] != page["head"]:
            raise Stopped("fork")
        if page["last_dseq"] < self.acked:
            self.acked = page["last_dseq"]
            self.push("push")
            return self.pull()
        return list(page["need_blobs"])

    def begin_anew(self, epoch: str) -> None:
        self.epoch, self.cursor, self.records = epoch, None, {}

    def take(self, page: dict[str, Any]) -> None:
        for feed in page["reset"]:
            self.forget(feed)
        for change in page["changes"]:
            if change["op"] == "gone":
                self.forget(change["f"])
            elif change["op"] == "del":
                self.records.pop((change["f"], change["e"], change["id"]), None)
            else:
                self.records[change["f"], change["e"], change["id"]] = change["d"]
        self.cursor = page["cursor"]

    def forget(self, feed: str) -> None:
        self.records = {key: record for key, record in self.records.items() if key[0] != feed}

    def upload(self, sha256: str) -> None:
        """Asks where the upload stands and goes on there, as often as it takes."""
        data, path = self.files[sha256], f"/sync/v1/blob/{sha256}"
        there = self.send("HEAD", path, {}, b"")
        while there.headers.get("Upload-Complete") != "?1":
            if there.status not in (204, 409, 422):
                raise Stopped(there.status)
            at = int(there.headers.get("Upload-Offset", -1))
            if at < 0:
                there = self.send("HEAD", path, {}, b"")
                continue
            there = self.send("PATCH", path, dict(_piece(data, at)), data[at : at + PIECE])

    def ask(self, path: str, message: dict[str, Any]) -> Answer:
        packed = gzip.compress(json.dumps(message).encode())
        return self.send("POST", path, {"Content-Encoding": "gzip", "Accept-Encoding": "gzip"}, packed)

    def send(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """Tries until there is an answer of the server's own that is not `later`."""
        while True:
            self.attempts += 1
            answer = self.wire(method, path, {**headers, "Authorization": f"Device {self.token}"}, body)
            if answer is None or answer.headers.get("X-Mashang-Sync") != "1" or answer.status in AGAIN:
                continue
            packed = answer.headers.get("Content-Encoding") == "gzip"
            return answer._replace(body=gzip.decompress(answer.body)) if packed else answer


def is_set_aside(result: dict[str, Any]) -> bool:
    return "quarantined" in (result["status"], result.get("was"))


def _piece(data: bytes, at: int) -> Iterator[tuple[str, str]]:
    digest = base64.b64encode(hashlib.sha256(data[at : at + PIECE]).digest()).decode()
    yield "Upload-Offset", str(at)
    yield "Upload-Length", str(len(data))
    yield "Content-Digest", f"sha-256=:{digest}:"
