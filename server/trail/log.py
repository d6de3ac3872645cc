"""Appending to the trail, in the transaction of what it tells of."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import insert

from server import clock
from server.db import ask, db
from server.ids import new_id
from server.trail.tables import TrailEntryRow

LEAVE = insert(TrailEntryRow.__table__)
Handler = Callable[[str, Mapping[str, Any]], None]
_handlers: dict[str, list[Handler]] = defaultdict(list)


def subscribe(kind: str, handler: Handler) -> None:
    """Lets a higher part act upon a kind of entry, in the entry's own transaction: handler(entity_id, facts)."""
    if handler not in _handlers[kind]:
        _handlers[kind].append(handler)


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
    entry_id = new_id()
    body = _bytes(
        {"v": 1, "id": entry_id, "kind": kind, "entity": entity, "entity_id": entity_id,
         "made_at": clock.now().isoformat(), "account": account_id, "agency": agency_id, "body": dict(facts)}
    )  # fmt: skip
    ask(
        LEAVE,
        {
            "id": entry_id, "kind": kind, "entity": entity, "entity_id": entity_id, "account_id": account_id,
            "agency_id": agency_id, "made_at": clock.now(), "received_at": clock.now(), "body": body,
            "sha256": hashlib.sha256(body).hexdigest(), "status": "applied",
        },
    )  # fmt: skip
    for handler in _handlers[kind]:
        handler(entity_id, facts)
    return entry_id


def keep(entries: Sequence[Mapping[str, Any]]) -> None:
    """Stores entries that phones made, exactly as they came, in one statement."""
    if entries:
        db.session.execute(insert(TrailEntryRow), list(entries))


def touched(entity: str, entity_id: str) -> None:
    """Says that a record phones may hold has changed; the sync part publishes it before the commit."""
    db.session.info.setdefault("touched", set()).add((entity, entity_id))


def take_touched() -> list[tuple[str, str]]:
    """What was touched since the last call, sorted so that locks are always taken in one order."""
    return sorted(db.session.info.pop("touched", set()))


def _bytes(entry: Mapping[str, Any]) -> bytes:
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=_plain).encode()


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
