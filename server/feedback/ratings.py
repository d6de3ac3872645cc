"""Looks ratings up; whoever asks must not tell by any answer whether a visit was rated."""

from sqlalchemy import select

from server.db import db
from server.feedback.tables import RatingRow


def rating_of(visit_id: str) -> RatingRow | None:
    """The rating of a visit as it stands."""
    return db.session.scalar(select(RatingRow).where(RatingRow.visit_id == visit_id))
