"""Looks ratings up; only the enterprise's own pages and the supervisor's desk may ask."""

from sqlalchemy import select

from server.db import db
from server.feedback.tables import RatingRow


def rating_of(visit_id: str) -> RatingRow | None:
    """The rating of a visit as it stands."""
    return db.session.scalar(select(RatingRow).where(RatingRow.visit_id == visit_id))


def is_rated(visit_id: str) -> bool:
    """Whether the enterprise has rated the visit."""
    return rating_of(visit_id) is not None
