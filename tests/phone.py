"""A phone for tests: seals what happens into a chain of operations and talks to the sync endpoints."""

import base64
import gzip
import hashlib
import json
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server import clock, p256
from server.accounts import device_keys, devices
from server.accounts.tables import AccountRow
from server.ids import new_id
from server.sync.signatures import SIGNED
from tests import schemas

START = "0" * 64


class Phone:
    """One enrolled phone; `operations` holds everything it ever recorded, sent or not."""

    def __init__(self, client: FlaskClient, account: AccountRow, agency: str) -> None:
        self.client, self.account, self.agency = client, account.id, agency
        self.device = new_id()
        self.token = devices.enrol(account.id, self.device, "test").token
        self.operations: list[str] = []
        self.heads = [START]
        self.cursor: Any = None
        self.records: dict[tuple[str, str], Any] = {}
        self.key: ec.EllipticCurvePrivateKey | None = None
        self.beacon: str | None = None

    def record(self, kind: str, visit: str, made_at: datetime | None = None, **body: Any) -> str:
        """Seals one operation on a visit and returns its id."""
        return self.record_on("visit", visit, kind, made_at, **{"visit": visit} | body)

    def record_on(self, entity: str, entity_id: str, kind: str, made_at: datetime | None = None, **body: Any) -> str:
        """Seals one operation and returns its id."""
        blobs, overrides = body.pop("blobs", []), body.pop("envelope", {})
        operation = {
            "v": 1, "id": new_id(), "device": self.device, "dseq": len(self.operations) + 1, "prev": self.previous,
            "kind": kind, "entity": entity, "entity_id": entity_id, "base_rev": None, "schema": 1,
            "made_at": (made_at or clock.now()).isoformat(), "mono": 1, "boot": "t", "skew_ms": 0,
            "account": self.account, "agency": self.agency, "beacon": self.beacon, "blobs": blobs, "body": body,
        } | overrides  # fmt: skip
        self.keep(json.dumps(operation, ensure_ascii=False))
        return str(operation["id"])

    @property
    def previous(self) -> str:
        return hashlib.sha256(self.operations[-1].encode()).hexdigest() if self.operations else START

    def keep(self, text: str) -> None:
        """Adds a text to the chain, whatever it says."""
        digest = hashlib.sha256(text.encode()).digest()
        self.heads.append(hashlib.sha256(bytes.fromhex(self.heads[-1]) + digest).hexdigest())
        self.operations.append(text)

    def batch(self, first: int = 1, last: int | None = None) -> dict[str, Any]:
        last = last or len(self.operations)
        return {
            "proto": 1, "device": self.device, "from": first, "to": last,
            "operations": self.operations[first - 1 : last], "head": self.heads[last], **self.signed(last),
            "app": "test", "schema": 1,
        }  # fmt: skip

    def enrol_key(self) -> None:
        """Makes a key and lets the server know it; from now on what is pushed is signed."""
        self.key = ec.generate_private_key(ec.SECP256R1())
        proof = p256.sign(self.key, device_keys.PROVES + self.device.encode())
        device_keys.enrol(self.account, self.device, p256.public(self.key), proof)

    def signed(self, last: int) -> dict[str, str | None]:
        """The signature over the head after this operation, once a key is enrolled."""
        if self.key is None:
            return {"sig": None, "alg": None}
        return {"sig": p256.sign(self.key, SIGNED + bytes.fromhex(self.heads[last])).hex(), "alg": "ES256"}

    def push(self, first: int = 1, last: int | None = None, **changed: Any) -> TestResponse:
        return self.post("push", self.batch(first, last) | changed)

    def pull(self, **changed: Any) -> list[dict[str, Any]]:
        """Pulls to the end and applies everything, as the app does."""
        changes: list[dict[str, Any]] = []
        more = True
        while more:
            answer = self.post("pull", {"proto": 1, "cursor": self.cursor, "limit": 500, "schema": 1, **changed})
            assert answer.status_code == 200, answer.json
            self.cursor, more = answer.json["cursor"], answer.json["more"]
            changes += answer.json["changes"]
        for change in changes:
            if change["op"] == "put":
                self.records[change["e"], change["id"]] = change["d"]
            elif change["op"] == "del":
                self.records.pop((change["e"], change["id"]), None)
        return changes

    def visit(self, visit_id: str) -> Any:
        """The visit as the server last sent it."""
        self.pull()
        return self.records.get(("visit", visit_id))

    def post(self, what: str, message: Any) -> TestResponse:
        body = gzip.compress(json.dumps(message).encode())
        headers = {**self.authorization, "Content-Encoding": "gzip"}
        answer = self.client.post(f"/sync/v1/{what}", data=body, headers=headers)
        _require_as_written(what, message, answer)
        self.beacon = answer.json.get("beacon", self.beacon)
        return answer

    @property
    def authorization(self) -> dict[str, str]:
        return {"Authorization": f"Device {self.token}"}

    def head(self, sha256: str) -> TestResponse:
        return self.client.head(f"/sync/v1/blob/{sha256}", headers=self.authorization)

    def get(self, sha256: str, what: str = "") -> TestResponse:
        return self.client.get(f"/sync/v1/blob/{sha256}{what}", headers=self.authorization)

    def send(self, sha256: str, offset: int, length: int, chunk: bytes, **headers: str) -> TestResponse:
        digest = base64.b64encode(hashlib.sha256(chunk).digest()).decode()
        given = {"Content-Digest": f"sha-256=:{digest}:"} | {k.replace("_", "-"): v for k, v in headers.items()}
        places = {"Upload-Offset": str(offset), "Upload-Length": str(length)}
        return self.client.patch(
            f"/sync/v1/blob/{sha256}", data=chunk, headers={**self.authorization, **places, **given}
        )


def _require_as_written(what: str, message: Any, answer: TestResponse) -> None:
    """Everything that travels fits docs/schemas: each answer, and each question that was answered."""
    shape = "push" if what == "surrender" else what
    if answer.status_code != 200:
        return schemas.require("problem", answer.json)
    schemas.require(f"{shape}.answer", answer.json)
    schemas.require(f"{shape}.request", message)
    if shape == "push":
        schemas.require_operations(message["operations"], answer.json["results"])


def a_blob(data: bytes, role: str = "evidence", mime: str = "image/jpeg") -> dict[str, Any]:
    """How an operation names a file."""
    return {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "mime": mime, "role": role}
