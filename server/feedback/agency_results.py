"""Each agency's result as the enterprise reads it: what was signed, the versions before it, and what still waits."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from server.db import db
from server.feedback.cards import AgencyResult, Signed
from server.registry.tables import AgencyRow
from server.visits import objected, sign_off_queries
from server.visits.sign_off_tables import SignOffRow
from server.visits.tables import ResultRow
from server.vocabulary import Disposition, Outcome, ResultOrigin, ResultState, SignOffGrade

Versions = Sequence[tuple[ResultRow, SignOffRow | None]]


def of_visit(visit_id: str) -> list[AgencyResult]:
    """One per agency that drew up a result, in the order in which they first did."""
    told = sign_off_queries.versions(visit_id)
    named = select(AgencyRow.id, AgencyRow.short_name).where(AgencyRow.id.in_(told))
    names = dict(db.session.execute(named).all()) if told else {}
    in_order = sorted(told.items(), key=lambda each: each[1][0][0].issued_at)
    objections = objected.of_visits([visit_id])
    return [
        replace(_result(agency_id, names[agency_id], versions), objected=objections.get((visit_id, agency_id)))
        for agency_id, versions in in_order
    ]


def _result(agency_id: str, agency: str, versions: Versions) -> AgencyResult:
    signed = [_signed(row, made) for row, made in versions if made is not None]
    newest = versions[-1][0]
    waits = newest.state == ResultState.WAITING
    return AgencyResult(
        agency=agency,
        agency_id=agency_id,
        outcome=signed[-1].outcome if signed else None,
        items=signed[-1].items if signed else [],
        signed=signed[-1] if signed else None,
        earlier=signed[-2::-1] if len(signed) > 1 else [],
        waits_until=sign_off_queries.sign_by(newest.issued_at) if waits else None,
    )


def _signed(row: ResultRow, made: SignOffRow) -> Signed:
    origin = ResultOrigin(row.origin)
    return Signed(
        version=row.version,
        outcome=None if origin is ResultOrigin.WITHDRAWN else Outcome(row.outcome),
        items=[each.get("name", "") for each in row.outcomes],
        disposition=Disposition(made.disposition) if made.disposition else None,
        text=made.text,
        leniency=made.leniency,
        inspector=made.inspector.name,
        signed_at=made.signed_at,
        grade=SignOffGrade(made.grade),
        origin=origin,
        reason=row.reason,
    )
