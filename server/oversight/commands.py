"""Keeping what was noticed once, so that the supervisor can look into it, and keeping what he decides."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import exists, select

from server import clock, trail
from server.db import db, lock, transaction
from server.ids import is_id
from server.oversight import cases
from server.oversight.case_tables import CaseRow
from server.oversight.tables import IrregularityRow
from server.refusals import DECIDED_ALREADY, NOTHING_CHOSEN, REASON_MISSING, Refused
from server.vocabulary import CaseOrigin, Decision

# What makes two irregularities the same; times and counts do not.
SAME = (
    "kind",
    "agency",
    "inspector",
    "plan",
    "rule",
    "item",
    "device",
    "code",
    "operation",
    "complaint",
    "rating",
    "other",
)
MOST_AT_ONCE = 200


def keep_irregularity(about: str, facts: Mapping[str, Any]) -> None:
    """Keeps one irregularity of a visit, a phone or a report, with its facts as JSON can hold them."""
    mark = _mark(about, facts)
    if db.session.scalar(select(exists().where(IrregularityRow.mark == mark))):
        return
    db.session.add(
        IrregularityRow(
            kind=str(facts["kind"]),
            visit_id=facts.get("visit") if {"device", "complaint", "rating", "log"} & facts.keys() else about,
            agency_id=facts.get("agency"),
            operation_id=facts.get("operation"),
            facts=json.loads(json.dumps(dict(facts), default=_plain)),
            noticed_at=clock.now(),
            mark=mark,
            decision=Decision.CASE if facts.get("case") else Decision.OPEN,
            case_id=facts.get("case"),
        )
    )


def dismiss(ids: Sequence[str], reason: str, *, by: str | None) -> None:
    """不予追究, with the reason."""
    if not reason.strip():
        raise Refused(REASON_MISSING)
    with transaction():
        for row in _open(ids):
            _decide(row, Decision.DISMISSED, reason, by)


def take_back(visit_id: str, kind: str, reason: str) -> None:
    """What was told and then untold is dismissed while nobody has decided about it."""
    told = IrregularityRow.visit_id == visit_id, IrregularityRow.kind == kind
    for row in db.session.scalars(select(IrregularityRow).where(*told, IrregularityRow.decision == Decision.OPEN)):
        _decide(row, Decision.DISMISSED, reason, None)


def open_case(ids: Sequence[str], subject: str, *, by: str | None) -> CaseRow:
    """One case upon all of these; it is about the agency, the visit and the place that they share."""
    with transaction():
        rows = _open(ids)
        case = cases.open_case(CaseOrigin.IRREGULARITY, subject, by=by, **_shared(rows))
        for row in rows:
            row.case_id = case.id
            _decide(row, Decision.CASE, subject, by)
    return case


def _open(ids: Sequence[str]) -> list[IrregularityRow]:
    lock("irregularities")
    wanted = [each for each in dict.fromkeys(ids) if is_id(each)][:MOST_AT_ONCE]
    rows = list(db.session.scalars(select(IrregularityRow).where(IrregularityRow.id.in_(wanted))))
    if not rows:
        raise Refused(NOTHING_CHOSEN)
    if any(row.decision != Decision.OPEN for row in rows):
        raise Refused(DECIDED_ALREADY)
    return rows


def _decide(row: IrregularityRow, decision: Decision, reason: str, by: str | None) -> None:
    row.decision, row.reason, row.decided_at, row.decided_by = decision, reason, clock.now(), by
    facts = {"decision": decision, "reason": reason, "case": row.case_id}
    trail.append("irregularity.decided", "irregularity", row.id, facts, account_id=by)


def _shared(rows: Sequence[IrregularityRow]) -> dict[str, str | None]:
    agencies, visits = {row.agency_id for row in rows}, {row.visit_id for row in rows}
    return {
        "agency_id": agencies.pop() if len(agencies) == 1 else None,
        "visit_id": visits.pop() if len(visits) == 1 else None,
    }


def _mark(about: str, facts: Mapping[str, Any]) -> str:
    told = [about, *(str(facts.get(name) or "") for name in SAME)]
    told += [str(facts["on"])] if "on" in facts else []  # What may happen again on another day is noticed again.
    return hashlib.sha256("|".join(told).encode()).hexdigest()


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
