"""Tells oversight of records whose time cannot be as they say, and of records that were put in others' place."""

from datetime import datetime
from typing import Any

from server.accounts.tables import AccountRow
from server.db import db
from server.planning.tables import VisitRow
from server.registry.tables import InspectorRow
from server.timing.rules import Bounds
from server.visits import judging
from server.visits.judging import Recorder
from server.visits.rules import Breach
from server.vocabulary import Irregularity, OperationStatus, TimeFlaw

KINDS = {
    TimeFlaw.REGRESS: Irregularity.TIME_REGRESS,
    TimeFlaw.CONTRADICTED: Irregularity.TIME_CONTRADICTED,
}


def upon_flaw(entry: Any, flaw: TimeFlaw, bounds: Bounds) -> None:
    """A record without a proof is only graded; one whose proof speaks against it is an irregularity."""
    if flaw in KINDS:
        facts = {"made_at": entry.made_at, "not_before": bounds.not_before, "not_after": bounds.not_after}
        _tell(entry, Breach(KINDS[flaw], facts))


def replaced(entry: Any, seen_at: datetime) -> None:
    """The phone has signed another past than the one it sent."""
    _tell(entry, Breach(Irregularity.RECORDS_REPLACED, {"dseq": entry.dseq, "seen_at": seen_at}))


def _tell(entry: Any, breach: Breach) -> None:
    """Of a visit we know; what was set aside may name a visit or an agency that is not there."""
    if entry.entity != "visit" or db.session.get(VisitRow, entry.entity_id) is None:
        return
    account = db.session.get(AccountRow, entry.account_id)
    inspector = db.session.get(InspectorRow, account.inspector_id) if account and account.inspector_id else None
    own = inspector.agency_id if inspector else None
    agency = own if entry.status == OperationStatus.QUARANTINED else entry.agency_id
    judging.notice(entry.entity_id, breach, Recorder(entry.id, agency, inspector.id if inspector else None))
