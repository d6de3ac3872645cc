"""A phone: signs in, writes down what happens, and syncs until nothing waits."""

import json
import os
import random
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from fault.client.link import Link, Trouble
from fault.client.patience import GaveUp, Patience
from fault.client.pulling import Puller
from fault.client.sending import Held, Sender
from fault.client.state import State
from fault.client.uploading import Uploader

LOCAL = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class Person:
    """Who signs in on it."""

    name: str
    password: str


@dataclass
class Draft:
    """Something that happened at a visit, before it is sealed."""

    kind: str
    visit: str
    body: Mapping[str, Any]
    photos: tuple[bytes, ...] = ()
    envelope: Mapping[str, Any] = field(default_factory=dict)


class Phone:
    """One phone in its folder; opening it again goes on where it was killed."""

    def __init__(self, folder: Path, url: str, person: Person, seconds: float = 120) -> None:
        self.state, self.link, self.person = State(folder), Link(url), person
        self.patience = Patience(seconds)
        self.clock_off = timedelta()
        self.batch = 25
        self.damaged: set[str] = set()
        self.disorder = 0

    def enrol(self) -> None:
        """Signs in and becomes known, under the same device id as before if there is one."""
        who = self._insist("/api/sign-in", {"name": self.person.name, "password": self.person.password})
        cookie = "; ".join(each.partition(";")[0] for each in who.headers.get_all("Set-Cookie", []))
        device = self.state.me.get("device") or new_id()
        known = self._insist("/api/devices", {"id": device, "label": "测试手机"}, {"Cookie": cookie}).json
        me = {"device": device, "token": known["token"], "account": who.json["account"]["id"], **_place(who.json)}
        self.state.note({"enrolled": me})

    def record(self, drafts: Iterable[Draft]) -> None:
        """Seals what happened into the chain; it is saved when this returns."""
        with self.state.lock:
            for draft in drafts:
                named = [self._named(data) for data in draft.photos]
                text = json.dumps(self._envelope(draft, named), ensure_ascii=False, separators=(",", ":"))
                self.keep(text, draft.visit, [each["sha256"] for each in named])

    def keep(self, text: str, visit: str, photos: Iterable[str] = ()) -> None:
        """Adds a text to the chain, whatever it says."""
        self.state.note(*({"photo": sha256} for sha256 in photos), {"operation": {"text": text, "visit": visit}})

    def sync(self) -> None:
        """Push, photos, pull: until nothing waits. Held and GaveUp leave the queue as it is."""
        self.push()
        self.upload()
        self.pull()
        if self.state.waiting or not all(
            self.state.photos[sha] for sha in self.state.photos if sha not in self.damaged
        ):
            self.sync()

    def push(self) -> None:
        Sender(self.state, self.link, self.patience, self.batch).send_all()

    def upload(self) -> None:
        uploader = Uploader(self.state, self.link, self.patience, self.authorization)
        uploader.send_all()
        self.damaged |= uploader.damaged

    def pull(self) -> None:
        puller = Puller(self.state, self.link, self.patience, self.authorization)
        puller.pull()
        self.disorder += puller.disorder

    @property
    def authorization(self) -> dict[str, str]:
        return {"Authorization": f"Device {self.state.me.get('token', '')}"}

    def records(self, entity: str) -> dict[str, Any]:
        """What was pulled of a kind, by id."""
        return {key[2]: record for key, record in self.state.records.items() if key[1] == entity}

    def now(self) -> datetime:
        """What this phone's clock says."""
        return datetime.now(LOCAL) + self.clock_off

    def _insist(self, path: str, message: Any, headers: Mapping[str, str] | None = None) -> Any:
        body = json.dumps(message).encode()
        while True:
            try:
                answer = self.link.ask("POST", path, body, {"Content-Type": "application/json", **(headers or {})})
                if answer.status < 500:
                    break
            except Trouble:
                pass
            self.patience.wait()
        if answer.status not in (200, 201):
            raise Held(answer.code)
        return answer

    def _envelope(self, draft: Draft, named: list[dict[str, Any]]) -> dict[str, Any]:
        state = self.state
        return {
            "v": 1, "id": new_id(), "device": state.me["device"], "dseq": len(state.operations) + 1,
            "prev": state.digests[-1], "kind": draft.kind, "entity": "visit", "entity_id": draft.visit,
            "base_rev": None, "schema": 1, "made_at": self.now().isoformat(timespec="milliseconds"),
            "mono": int(time.monotonic() * 1000), "boot": "fault", "skew_ms": None,
            "account": state.me["account"], "agency": state.me["agency"],
            "blobs": named, "body": {"visit": draft.visit, **draft.body}, **draft.envelope,
        }  # fmt: skip

    def _named(self, data: bytes) -> dict[str, Any]:
        return {"sha256": self.state.keep_photo(data), "size": len(data), "mime": "image/jpeg", "role": "evidence"}


def _place(who: dict[str, Any]) -> dict[str, str]:
    inspector = who["inspector"] or {}
    return {"inspector": inspector.get("id", ""), "agency": inspector.get("agency", "none")}


def new_id() -> str:
    """A UUID of version 7: the time first, then chance."""
    value = (int(time.time() * 1000) << 80) | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    text = f"{value:032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def a_photo(chance: random.Random, size: int) -> bytes:
    """As many bytes as a photo has, begun like a JPEG."""
    return b"\xff\xd8\xff\xe0" + chance.randbytes(size - 4)


__all__ = ["Draft", "GaveUp", "Held", "Person", "Phone", "a_photo", "new_id"]
