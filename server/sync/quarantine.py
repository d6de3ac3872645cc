"""Operations that were set aside: judged again as things change, applied after all, or left with a reason."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from server import clock, trail
from server.accounts.tables import DeviceRow
from server.db import db, transaction
from server.refusals import NOT_FOUND, REASON_MISSING, Refused
from server.sync import applying
from server.sync.applying import Arrived
from server.sync.tables import QuarantineRow
from server.trail.tables import TrailEntryRow

# What time alone may mend: an upgrade brings the kind or schema, another phone what this one speaks of.
MENDED_BY_TIME = (
    "unknown_kind", "schema", "unknown_visit", "unknown_item", "unknown_finding", "unknown_code", "unknown_enterprise",
)  # fmt: skip
HOPED_FOR = timedelta(days=30)
AT_ONCE = 500


@dataclass(frozen=True)
class Decision:
    """Who decided about an operation, and why; nobody where the server judged by itself."""

    account_id: str | None = None
    reason: str = ""


def judge_again() -> int:
    """Tries what time may have mended; returns how many could be applied."""
    since = clock.now() - HOPED_FOR
    mendable = select(QuarantineRow.entry_id).where(
        QuarantineRow.outcome == "open", QuarantineRow.code.in_(MENDED_BY_TIME), QuarantineRow.received_at >= since
    )
    entries = db.session.scalars(mendable.order_by(QuarantineRow.entry_id).limit(AT_ONCE)).all()
    return sum(apply_again(entry_id, Decision()) is None for entry_id in entries)


def apply_again(entry_id: str, by: Decision) -> str | None:
    """Acts upon a stored operation after all; returns why it still cannot be acted upon."""
    with transaction():
        row, entry = _held(entry_id, by)
        device = db.session.get_one(DeviceRow, row.device_id)
        each = Arrived(entry.dseq or 0, bytes(entry.body), entry.sha256, entry_id=entry.id)
        applying.read_again(device, each, entry.received_at, overrule=by.account_id is not None)
        applying.apply([each])
        if each.operation is None:
            row.code = str(each.code)
            return row.code
        _settle(row, entry, "applied", by)
        return None


def leave(entry_id: str, by: Decision) -> None:
    """Decides that an operation stays without effect."""
    with transaction():
        _settle(*_held(entry_id, by), "left", by)


def _held(entry_id: str, by: Decision) -> tuple[QuarantineRow, TrailEntryRow]:
    row = db.session.get(QuarantineRow, entry_id, with_for_update=True, populate_existing=True)
    if row is None or row.outcome != "open":
        raise Refused(NOT_FOUND)
    if by.account_id and not by.reason:
        raise Refused(REASON_MISSING)
    return row, db.session.get_one(TrailEntryRow, entry_id)


def _settle(row: QuarantineRow, entry: TrailEntryRow, outcome: str, by: Decision) -> None:
    row.outcome, row.settled_at, row.settled_by, row.reason = outcome, clock.now(), by.account_id, by.reason
    facts: dict[str, Any] = {"operation": entry.id, "kind": row.kind, "was": row.code, "reason": by.reason}
    trail.append(f"operation.{outcome}", entry.entity, entry.entity_id, facts, account_id=by.account_id)
