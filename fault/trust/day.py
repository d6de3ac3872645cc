"""What an inspector does at one visit, sealed on his phone in the order in which it happens."""

import hashlib
from datetime import datetime, timedelta
from random import Random
from typing import Any

from fault.trust.phone import Phone
from fault.trust.world import Visit
from server.ids import new_id

VALUES = ("conforming", "nonconforming", "not_inspected")
LINES = ("1", "2", "3")


def enter(phone: Phone, visit: Visit, at: datetime, **changed: Any) -> None:
    body = {
        "premises": visit.premises, "credit_code": visit.credit_code, "license_code": None, "place": None,
        "present": [each.inspector for each in visit.people], "planned": True, "cause": None, "reason": None,
    }  # fmt: skip
    phone.seal("visit.opened", visit.id, at, body | changed)


def answer(phone: Phone, visit: Visit, at: datetime, line: str, value: str) -> None:
    phone.seal("line.answered", visit.id, at, {**_line(phone, line), "value": value})


def find(phone: Phone, visit: Visit, at: datetime, line: str, photo: bytes = b"") -> None:
    """A finding, with the photo it names where one was taken."""
    digest = hashlib.sha256(photo).hexdigest()
    blob = {"sha256": digest, "size": len(photo), "mime": "image/jpeg", "role": "evidence"}
    body = {
        "finding": new_id(), **_line(phone, line), "text": "安全出口上锁", "severity": "serious",
        "correction_due": None, "evidence": [digest] if photo else [], "corrects": None,
    }  # fmt: skip
    phone.seal("finding.recorded", visit.id, at, body, blobs=[blob] if photo else [])


def close(phone: Phone, visit: Visit, at: datetime) -> None:
    phone.seal("visit.closed", visit.id, at, {"summary": "检查完毕", "outcomes": []})


def inspect(phone: Phone, visit: Visit, at: datetime, chance: Random, photo: bytes = b"") -> None:
    """A whole visit: three to six records."""
    enter(phone, visit, at)
    for number, line in enumerate(chance.sample(LINES, chance.randint(1, 3))):
        answer(phone, visit, at + timedelta(minutes=number), line, chance.choice(VALUES))
    if photo or chance.random() < 0.5:
        find(phone, visit, at + timedelta(minutes=8), chance.choice(LINES), photo)
    close(phone, visit, at + timedelta(minutes=10))


def _line(phone: Phone, line: str) -> dict[str, str]:
    return {"inspection_item": phone.person.item, "item_version": phone.person.version, "line": line}
