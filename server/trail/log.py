"""Appending to the trail, in the transaction of what it tells of."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import insert

from server import clock
from server.db import ask, db
from server.ids import new_id
from server.trail import leaves
from server.trail.tables import TrailEntryRow

LEAVE = insert(TrailEntryRow.__table__)
Handler = Callable[[str, Mapping[str, Any]], None]
_handlers: dict[str, list[Handler]] = defaultdict(list)


def subscribe(kind: str, handler: Handler) -> None:
    """Lets a higher part act upon a kind of entry, in the entry's own transaction: handler(entity_id, facts)."""
    if handler not in _handlers[kind]:
        _handlers[kind].append(handler)


@dataclass(frozen=True)
class Act:
    """Something done at a desk or by the system, that the trail tells of."""

    kind: str
    entity: str
    entity_id: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    account_id: str | None = None
    agency_id: str | None = None


def append(
    kind: str,
    entity: str,
    entity_id: str,
    facts: Mapping[str, Any],
    *,
    account_id: str | None = None,
    agency_id: str | None = None,
) -> str:
    """Leaves a trail entry for an act at a desk or of the system; returns its id."""
    [entry_id] = append_all([Act(kind, entity, entity_id, facts, account_id, agency_id)])
    return entry_id


def append_all(acts: Sequence[Act]) -> list[str]:
    """Leaves an entry for each act, in one statement; returns their ids."""
    entries = [_entry(act) for act in acts]
    keep(entries)
    for act in acts:
        for handler in _handlers[act.kind]:
            handler(act.entity_id, act.facts)
    return [entry["id"] for entry in entries]


def _entry(act: Act) -> dict[str, Any]:
    entry_id, now = new_id(), clock.now()
    body = _bytes(
        {"v": 1, "id": entry_id, "kind": act.kind, "entity": act.entity, "entity_id": act.entity_id,
         "made_at": now.isoformat(), "account": act.account_id, "agency": act.agency_id, "body": dict(act.facts)}
    )  # fmt: skip
    return {
        "id": entry_id, "kind": act.kind, "entity": act.entity, "entity_id": act.entity_id,
        "account_id": act.account_id, "agency_id": act.agency_id, "made_at": now, "received_at": now, "body": body,
        "sha256": hashlib.sha256(body).hexdigest(), "status": "applied",
    }  # fmt: skip


def keep(entries: Sequence[Mapping[str, Any]]) -> None:
    """Stores entries as they are, such as phones made them, in one statement."""
    if entries:
        ask(LEAVE, list(entries))
        leaves.note(entries)
        db.session.info.setdefault("told", set()).update((each["entity"], each["entity_id"]) for each in entries)


def touched(entity: str, entity_id: str) -> None:
    """Says that a record phones may hold has changed; the sync part publishes it before the commit."""
    for kept in ("touched", "told"):
        db.session.info.setdefault(kept, set()).add((entity, entity_id))


def made(entity: str, entity_id: str) -> None:
    """Says that a record is there since this transaction, so that no phone holds it yet."""
    db.session.info.setdefault("made", set()).add(entity_id)
    touched(entity, entity_id)


def take_made() -> set[str]:
    """What was made since the last call."""
    return db.session.info.pop("made", set())


def take_touched() -> list[tuple[str, str]]:
    """What was touched since the last call, sorted so that locks are always taken in one order."""
    return sorted(db.session.info.pop("touched", set()))


def take_told() -> set[tuple[str, str]]:
    """What entries spoke of or was touched since the last call, for parts that reckon with what changed."""
    return db.session.info.pop("told", set())


def _bytes(entry: Mapping[str, Any]) -> bytes:
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=_plain).encode()


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
