"""What the agency decides about a correction by itself: more time, a recheck visit, or that it is done."""

from datetime import date

from server import clock, trail
from server.db import db, lock, transaction
from server.ids import new_id
from server.refusals import (
    CORRECTION_CLOSED,
    CORRECTION_WAITS_FOR_YOU,
    FINDING_WITHDRAWN,
    NOT_FOUND,
    REASON_MISSING,
    TEXT_TOO_LONG,
    Refused,
)
from server.visits import correction_queries, correction_rules
from server.visits.correcting import MOST_LETTERS
from server.visits.correction_queries import Correction
from server.visits.correction_tables import CorrectionStepRow
from server.visits.tables import FindingRow
from server.vocabulary import CorrectionStage, CorrectionStep


def extend(finding_id: str, due: date, reason: str, *, account_id: str | None) -> None:
    """Gives the enterprise more time."""
    with transaction():
        correction = _held(finding_id, reason)
        correction_rules.require_later(due, correction.due, clock.today())
        _keep(correction, CorrectionStep.EXTENDED, reason, account_id, due)


def recheck(finding_id: str, reason: str, *, account_id: str | None) -> None:
    """Decides that somebody has to look on the spot; the visit itself is filed as any other recheck."""
    with transaction():
        correction = _held(finding_id, reason)
        _require_answered(correction)
        _keep(correction, CorrectionStep.RECHECK, reason, account_id)


def close(finding_id: str, reason: str, *, account_id: str | None) -> None:
    """Confirms without a report, as after a recheck visit: the reason says how it was seen."""
    with transaction():
        correction = _held(finding_id, reason)
        _require_answered(correction)
        correction.finding.corrected_at = clock.now()
        _keep(correction, CorrectionStep.CLOSED, reason, account_id)


def finding(finding_id: str) -> FindingRow:
    """A finding that has to be corrected; refused when there is none."""
    row = db.session.get(FindingRow, finding_id)
    if row is None or row.correction_due is None:
        raise Refused(NOT_FOUND)
    return row


def _held(finding_id: str, reason: str) -> Correction:
    """The correction while it is open, held until this transaction ends."""
    if not reason.strip():
        raise Refused(REASON_MISSING)
    if len(reason) > MOST_LETTERS:
        raise Refused(TEXT_TOO_LONG, most=MOST_LETTERS)
    lock(f"correction:{finding_id}")
    row = finding(finding_id)
    db.session.refresh(row)
    if row.withdrawn_by is not None:
        raise Refused(FINDING_WITHDRAWN)
    if row.corrected_at is not None:
        raise Refused(CORRECTION_CLOSED)
    return correction_queries.of_finding(row)


def _require_answered(correction: Correction) -> None:
    """A report that waits is answered first, so that nobody's photos go unseen."""
    if correction.stage is CorrectionStage.WAITING:
        raise Refused(CORRECTION_WAITS_FOR_YOU)


def _keep(
    correction: Correction, kind: CorrectionStep, reason: str, account_id: str | None, due: date | None = None
) -> None:
    row = correction.finding
    step = CorrectionStepRow(
        id=new_id(), finding_id=row.id, visit_id=row.visit_id, agency_id=row.agency_id, kind=kind,
        reason=reason.strip(), due=due, account_id=account_id, made_at=clock.now(),
    )  # fmt: skip
    db.session.add(step)
    facts = {"finding": row.id, "reason": step.reason, "due": due, "before": correction.due if due else None}
    trail.append(
        f"correction.{kind}", "visit", row.visit_id, facts, account_id=account_id, agency_id=row.agency_id
    )  # fmt: skip
