"""A phone that seals, chains and signs as the app does, and lets an attack take its chain apart."""

import gzip
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server import p256
from server.ids import new_id
from server.sync.signatures import SIGNED

START = "0" * 64


@dataclass(frozen=True)
class Person:
    """An inspector: his account, whose service he is in, and his item to look at."""

    account: str
    inspector: str
    agency: str
    item: str
    version: str


@dataclass
class Chain:
    """Operations as texts, with the head after each."""

    texts: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=lambda: [START])

    def add(self, text: str) -> None:
        digest = hashlib.sha256(text.encode()).digest()
        self.heads.append(hashlib.sha256(bytes.fromhex(self.heads[-1]) + digest).hexdigest())
        self.texts.append(text)

    @property
    def previous(self) -> str:
        return hashlib.sha256(self.texts[-1].encode()).hexdigest() if self.texts else START

    def of(self, texts: Sequence[str]) -> "Chain":
        """The same beginning made of other texts."""
        made = Chain()
        for text in texts:
            made.add(text)
        return made


@dataclass
class Phone:
    """One enrolled phone and everything it ever sealed."""

    client: FlaskClient
    person: Person
    device: str
    token: str
    key: ec.EllipticCurvePrivateKey | None = None
    chain: Chain = field(default_factory=Chain)
    acked: int = 0
    clock_off: timedelta = timedelta()
    beacon: str | None = None

    def seal(self, kind: str, visit: str, made_at: datetime, body: dict[str, Any], **envelope: Any) -> str:
        """Adds an operation to the chain and returns its id."""
        operation = {
            "v": 1, "id": new_id(), "device": self.device, "dseq": len(self.chain.texts) + 1,
            "prev": self.chain.previous, "kind": kind, "entity": "visit", "entity_id": visit, "base_rev": None,
            "schema": 1, "made_at": (made_at + self.clock_off).astimezone(UTC).isoformat(), "mono": 1, "boot": "t",
            "skew_ms": int(self.clock_off / timedelta(milliseconds=1)), "account": self.person.account,
            "agency": self.person.agency, "blobs": [], "body": {"visit": visit, **body},
        } | ({"beacon": self.beacon} if self.beacon else {}) | envelope  # fmt: skip
        self.chain.add(orjson.dumps(operation).decode())
        return str(operation["id"])

    def sign(self, head: str) -> str | None:
        """This phone's signature over a head, if it keeps a key."""
        return p256.sign(self.key, SIGNED + bytes.fromhex(head)).hex() if self.key else None

    def message(self, first: int, last: int, chain: Chain | None = None, **changed: Any) -> dict[str, Any]:
        """A push of operations `first` to `last`, with whatever is changed of it."""
        chain = chain or self.chain
        sig = self.sign(chain.heads[last])
        return {
            "proto": 1, "device": self.device, "from": first, "to": last, "operations": chain.texts[first - 1 : last],
            "head": chain.heads[last], "sig": sig, "alg": "ES256" if sig else None, "app": "fault", "schema": 1,
        } | changed  # fmt: skip

    def push(self, last: int | None = None) -> dict[str, Any]:
        """Sends what waits, up to `last`; an honest phone's push is never refused."""
        answer = self.send(self.message(self.acked + 1, last or len(self.chain.texts)))
        told: dict[str, Any] = answer.json or {}
        if answer.status_code == 200:
            self.acked = told["acked"]
        return told

    def send_photo(self, data: bytes) -> TestResponse:
        """A photo that one of its records names, in one piece."""
        headers = {"Authorization": f"Device {self.token}", "Upload-Offset": "0", "Upload-Length": str(len(data))}
        return self.client.patch(f"/sync/v1/blob/{hashlib.sha256(data).hexdigest()}", data=data, headers=headers)

    def send(self, message: dict[str, Any], door: str = "push", token: str = "") -> TestResponse:
        return self.client.post(
            f"/sync/v1/{door}", data=gzip.compress(orjson.dumps(message), 1),
            headers={"Authorization": f"Device {token or self.token}", "Content-Encoding": "gzip"},
        )  # fmt: skip
