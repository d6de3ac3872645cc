"""What of enterprises' words agencies may read: one officer proposes, another confirms; what was written stays."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from server import clock, trail
from server.db import db, lock, transaction
from server.feedback.tables import WRITTEN, RatingRow, RedactionProposalRow, RedactionRow
from server.http import PAGE_SIZE
from server.ids import is_id, new_id
from server.oversight.case_rules import require_second_person
from server.planning.tables import VisitRow
from server.refusals import NOT_FOUND, NOTHING_PROPOSED, PROPOSED_ALREADY, REDACTION_DECIDED, Refused
from server.registry.tables import PremisesRow

UNDECIDED = select(RatingRow).outerjoin(RedactionRow, RedactionRow.rating_id == RatingRow.id)
UNDECIDED = UNDECIDED.where(WRITTEN, RedactionRow.id.is_(None))


def waiting(page: int) -> tuple[Sequence[Any], int]:
    """A page of ratings with their visits and what was proposed for their words, group by group; and how many."""
    total = db.session.scalar(UNDECIDED.with_only_columns(func.count(), maintain_column_froms=True)) or 0
    with_visits = UNDECIDED.add_columns(VisitRow, RedactionProposalRow).join(
        VisitRow, VisitRow.id == RatingRow.visit_id
    )
    with_proposals = with_visits.outerjoin(RedactionProposalRow, RedactionProposalRow.rating_id == RatingRow.id)
    shown = with_proposals.options(joinedload(VisitRow.premises).joinedload(PremisesRow.enterprise))
    ordered = shown.order_by(RatingRow.group_id, RatingRow.id).offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE)
    return db.session.execute(ordered).all(), total


def count_for(account: str | None) -> int:
    """How many wait for this officer: to be proposed, or, proposed by somebody else, to be confirmed."""
    proposed = select(RedactionProposalRow.rating_id).where(
        RedactionProposalRow.returned == "", RedactionProposalRow.proposed_by == account
    )
    counted = UNDECIDED.where(RatingRow.id.not_in(proposed)).with_only_columns(func.count(), maintain_column_froms=True)
    return db.session.scalar(counted) or 0


def propose(rating_id: str, process_text: str, result_text: str, *, by: str | None) -> None:
    """What agencies would read of a rating's words; nothing at all where both are left empty."""
    with transaction():
        _undecided(rating_id)
        before = db.session.get(RedactionProposalRow, rating_id)
        if before is not None and not before.returned:
            raise Refused(PROPOSED_ALREADY)
        texts = {"process_text": process_text.strip(), "result_text": result_text.strip()}
        row = before or RedactionProposalRow(rating_id=rating_id)
        row.process_text, row.result_text = texts["process_text"], texts["result_text"]
        row.proposed_by, row.proposed_at, row.returned = by, clock.now(), ""
        db.session.add(row)
        trail.append("rating.redaction_proposed", "rating", rating_id, {"told": texts}, account_id=by)


def confirm(rating_id: str, *, by: str) -> None:
    """A second person agrees: from now on it is decided, once and for all."""
    with transaction():
        rating, proposal = _undecided(rating_id), _proposal(rating_id)
        require_second_person(proposal.proposed_by, by)
        texts = {"process_text": proposal.process_text, "result_text": proposal.result_text}
        db.session.add(
            RedactionRow(id=new_id(), rating_id=rating_id, **texts, decided_by=by, decided_at=clock.now())
        )  # fmt: skip
        written = {"process_text": rating.process_text, "result_text": rating.result_text}
        facts = {"written": written, "told": texts, "proposed_by": proposal.proposed_by}
        trail.append("rating.redacted", "rating", rating_id, facts, account_id=by)


def send_back(rating_id: str, reason: str, *, by: str) -> None:
    """A second person disagrees, or whoever proposed it takes it back; it is proposed anew."""
    with transaction():
        _undecided(rating_id)
        proposal = _proposal(rating_id)
        proposal.returned = reason.strip() or "—"
        trail.append("rating.redaction_returned", "rating", rating_id, {"reason": proposal.returned}, account_id=by)


def _undecided(rating_id: str) -> RatingRow:
    lock(f"redaction:{rating_id}")
    wanted = select(RatingRow).where(RatingRow.id == rating_id, WRITTEN)
    rating = db.session.scalar(wanted) if is_id(rating_id) else None
    if rating is None:
        raise Refused(NOT_FOUND)
    if db.session.scalar(select(RedactionRow.id).where(RedactionRow.rating_id == rating_id)):
        raise Refused(REDACTION_DECIDED)
    return rating


def _proposal(rating_id: str) -> RedactionProposalRow:
    row = db.session.get(RedactionProposalRow, rating_id, populate_existing=True)
    if row is None or row.returned:
        raise Refused(NOTHING_PROPOSED)
    return row
