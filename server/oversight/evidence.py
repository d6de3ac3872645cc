"""Whether a file is evidence of a visit: nothing else is opened from the supervisor's desk."""

from sqlalchemy import exists, select

from server.db import db
from server.visits.tables import EvidenceRow


def is_evidence(sha256: str) -> bool:
    """Whether an operation of some visit names this file."""
    return bool(db.session.scalar(select(exists().where(EvidenceRow.sha256 == sha256))))
