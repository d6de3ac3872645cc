"""Compares the heads that others have seen with the chains that arrived: an earlier upper bound, or an alarm."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from server.db import ask, db
from server.timing import alarms, covering, rules
from server.timing.rules import Bounds
from server.timing.tables import ProvedTimeRow, WitnessedHeadRow
from server.trail.tables import LeafRow, TrailEntryRow
from server.vocabulary import TimeFlaw

SEEN, LEAF = WitnessedHeadRow.__table__.c, LeafRow.__table__.c
OF_PHONES = (
    select(SEEN.device_id, SEEN.dseq, SEEN.head, SEEN.signed, SEEN.seen_at, LEAF.log_index)
    .join(LeafRow.__table__, LEAF.entry_id == SEEN.entry_id)
    .where(SEEN.device_id.in_(bindparam("devices", expanding=True)))
    .order_by(LEAF.log_index)
)


def compare(heads: Mapping[tuple[str, int], tuple[Any, str]]) -> None:
    """`heads` are, by phone and number, the operations that were graded just now, each with the head after it."""
    devices = sorted({device for device, _ in heads})
    found = [row for row in ask(OF_PHONES, {"devices": devices}).all() if (row.device_id, row.dseq) in heads]
    covered = covering.covered_at(row.log_index for row in found)
    for row in found:
        entry, head = heads[row.device_id, row.dseq]
        if row.head == head:
            _lower(row, covered[row.log_index])
        elif row.signed:
            alarms.replaced(entry, row.seen_at)


def _lower(seen: Any, not_after: datetime) -> None:
    """All that stood in the chain when it was seen was made before; what was known to be earlier stays so."""
    row = ProvedTimeRow
    later = select(row).where(row.device_id == seen.device_id, row.dseq <= seen.dseq, row.not_after > not_after)
    for each in db.session.scalars(later.execution_options(populate_existing=True)):
        each.not_after, each.witnessed = not_after, True
        bounds = Bounds(each.not_before, not_after)
        if each.flaw is None and rules.is_contradicted(each.claimed_at, bounds):
            each.flaw = str(TimeFlaw.CONTRADICTED)
            alarms.upon_flaw(db.session.get_one(TrailEntryRow, each.entry_id), TimeFlaw.CONTRADICTED, bounds)
        each.grade = str(rules.grade(bounds, TimeFlaw(each.flaw) if each.flaw else None))
