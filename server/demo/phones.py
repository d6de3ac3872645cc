"""Phones of the demo's inspectors: they seal acts into operations exactly as the app does."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from random import Random
from typing import Any

from server.demo.conduct import Act, identity
from server.visits.bodies import code_id, entity_of

NO_HEAD = "0" * 64


@dataclass
class Phone:
    """One inspector's phone: its place in its own chain of operations."""

    device: str
    account: str
    agency: str
    random: Random
    dseq: int = 0
    previous: str = NO_HEAD
    head: str = NO_HEAD
    beacon: str | None = None

    def seal(self, acts: Iterable[Act]) -> list[str]:
        """The operations for these acts, numbered and chained after those sealed before."""
        return [self._seal(act) for act in acts]

    def push(self, operations: list[str]) -> dict[str, Any]:
        """The message that carries operations just sealed."""
        return {
            "proto": 1, "device": self.device, "from": self.dseq - len(operations) + 1, "to": self.dseq,
            "operations": operations, "head": self.head, "sig": None, "alg": None, "app": "demo", "schema": 1,
        }  # fmt: skip

    def _seal(self, act: Act) -> str:
        self.dseq += 1
        operation = json.dumps(self._envelope(act), ensure_ascii=False, separators=(",", ":"))
        digest = sha256(operation.encode())
        self.previous = digest.hexdigest()
        self.head = sha256(bytes.fromhex(self.head) + digest.digest()).hexdigest()
        return operation

    def _envelope(self, act: Act) -> dict[str, Any]:
        blobs = [
            {"sha256": sha256(data).hexdigest(), "size": len(data), "mime": mime, "role": role}
            for data, mime, role in act.files
        ]
        return {
            "v": 1, "id": identity(self.random, act.at), "device": self.device, "dseq": self.dseq,
            "prev": self.previous, "kind": act.kind, "entity": entity_of(act.kind), "entity_id": _subject(act),
            "base_rev": None, "schema": 1, "made_at": act.at.isoformat(timespec="milliseconds"),
            "mono": int(act.at.timestamp() * 1000) % 10**9, "boot": "demo", "skew_ms": 0, "account": self.account,
            "agency": self.agency, "beacon": self.beacon, "blobs": blobs, "body": dict(act.body),
        }  # fmt: skip


def _subject(act: Act) -> str:
    return str(act.body["visit"] if entity_of(act.kind) == "visit" else code_id(act.body["code"]))
