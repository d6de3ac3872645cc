"""Which agency somebody served at a moment: kept when he moves, so that what he recorded before stays that agency's."""

from datetime import datetime

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


def agency_at(inspector: InspectorRow, moment: datetime) -> str:
    """The agency an inspector served at a moment."""
    left = db.session.scalar(
        select(PostingRow.agency_id)
        .where(PostingRow.inspector_id == inspector.id, PostingRow.ended_at > moment)
        .order_by(PostingRow.ended_at)
        .limit(1)
    )
    return left or inspector.agency_id
