"""The agencies somebody has left, kept when he moves, so that what he recorded before stays theirs."""

from sqlalchemy import select

from server import clock
from server.db import db
from server.registry.tables import InspectorRow, PostingRow


def note_move(inspector_id: str, agency_id: str) -> None:
    """Keeps, before a person is moved, the agency he leaves; a person who stays leaves none."""
    left = db.session.scalar(
        select(InspectorRow.agency_id).where(InspectorRow.id == inspector_id, InspectorRow.agency_id != agency_id)
    )
    if left:
        db.session.add(PostingRow(inspector_id=inspector_id, agency_id=left, ended_at=clock.now()))
