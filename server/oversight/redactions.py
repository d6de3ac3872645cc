"""What of enterprises' words agencies may read is decided by a person; what was written stays as it is."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from server import clock, trail
from server.db import db, lock, transaction
from server.feedback.tables import RatingRow, RedactionRow
from server.http import PAGE_SIZE
from server.ids import new_id
from server.planning.tables import VisitRow
from server.refusals import NOT_FOUND, REDACTION_DECIDED, Refused
from server.registry.tables import PremisesRow

# Only words that can no longer change: those of ratings in closed groups.
WRITTEN = (RatingRow.group_id.is_not(None), (RatingRow.process_text != "") | (RatingRow.result_text != ""))
UNDECIDED = select(RatingRow).outerjoin(RedactionRow, RedactionRow.rating_id == RatingRow.id)
UNDECIDED = UNDECIDED.where(*WRITTEN, RedactionRow.id.is_(None))


def waiting(page: int) -> tuple[Sequence[Any], int]:
    """A page of ratings with their visits, whose words wait for a decision, group by group, and how many there are."""
    total = db.session.scalar(select(func.count()).select_from(UNDECIDED.subquery())) or 0
    with_visits = UNDECIDED.add_columns(VisitRow).join(VisitRow, VisitRow.id == RatingRow.visit_id)
    shown = with_visits.options(joinedload(VisitRow.premises).joinedload(PremisesRow.enterprise))
    ordered = shown.order_by(RatingRow.group_id, RatingRow.id).offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE)
    return db.session.execute(ordered).all(), total


def decide(rating_id: str, process_text: str, result_text: str, *, by: str) -> None:
    """Decides once what is read of a rating's words; nothing at all where both are left empty."""
    with transaction():
        lock(f"redaction:{rating_id}")
        rating = db.session.scalar(select(RatingRow).where(RatingRow.id == rating_id, *WRITTEN))
        if rating is None:
            raise Refused(NOT_FOUND)
        if db.session.scalar(select(RedactionRow.id).where(RedactionRow.rating_id == rating_id)):
            raise Refused(REDACTION_DECIDED)
        texts = {"process_text": process_text.strip(), "result_text": result_text.strip()}
        row = RedactionRow(id=new_id(), rating_id=rating_id, **texts, decided_by=by, decided_at=clock.now())
        db.session.add(row)
        written = {"process_text": rating.process_text, "result_text": rating.result_text}
        trail.append("rating.redacted", "rating", rating_id, {"written": written, "told": texts}, account_id=by)
