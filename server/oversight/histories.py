"""Everything that was done in a case or about an objection, out of the trail, each act with whether it is unchanged."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

import orjson
from sqlalchemy import select

from server.accounts.tables import AccountRow
from server.db import db
from server.trail.tables import TrailEntryRow
from server.vocabulary import CaseAct, ObjectionAct

Act = TypeVar("Act", CaseAct, ObjectionAct)
TERMS = ("question_due", "measure_due", "due_on")


@dataclass(frozen=True)
class Entry(Generic[Act]):
    """One act, as its trail entry holds it; `sound` if its bytes have the digest they were kept under."""

    act: Act
    who: str
    at: datetime
    text: str
    due_on: date | None
    sha256: str
    sound: bool


def of(entity: str, entity_id: str, acts: type[Act]) -> list[Entry[Act]]:
    """The acts in order; their kinds say the act behind the first full stop."""
    rows = db.session.execute(
        select(TrailEntryRow, AccountRow.name)
        .outerjoin(AccountRow, AccountRow.id == TrailEntryRow.account_id)
        .where(TrailEntryRow.entity == entity, TrailEntryRow.entity_id == entity_id)
        .order_by(TrailEntryRow.received_at, TrailEntryRow.id)
    ).all()
    return [_entry(row, name or "", acts) for row, name in rows]


def _entry(row: TrailEntryRow, who: str, acts: type[Act]) -> Entry[Act]:
    facts = orjson.loads(row.body)["body"]
    due_on = next((facts[term] for term in TERMS if facts.get(term)), None)
    return Entry(
        act=acts(row.kind.partition(".")[2]), who=who, at=row.received_at, text=str(facts.get("text") or ""),
        due_on=date.fromisoformat(due_on) if due_on else None, sha256=row.sha256,
        sound=hashlib.sha256(row.body).hexdigest() == row.sha256,
    )  # fmt: skip
