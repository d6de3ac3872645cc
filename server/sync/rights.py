"""Whether somebody might record something when he did, by what this server knows of him; not by what he says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select

from server import clock
from server.accounts.tables import AccountRow
from server.db import ask, db
from server.registry.rules import stands
from server.registry.tables import InspectorRow, PostingRow
from server.sync.protocol import Envelope
from server.visits.rules import happened_at

POSTING = PostingRow.__table__.c
LEFT = (
    select(POSTING.agency_id, POSTING.ended_at)
    .where(POSTING.inspector_id == bindparam("inspector"))
    .order_by(POSTING.ended_at)
)


@dataclass(frozen=True)
class Service:
    """An inspector's service: when it and his account ended, his agency now and those he left before."""

    inspector_id: str
    agency_id: str
    ended_on: date | None
    ended_at: datetime | None
    left: Sequence[Any]

    def agency_at(self, moment: datetime) -> str:
        """The agency he served at a moment."""
        for each in self.left:
            if each.ended_at > moment:
                return str(each.agency_id)
        return self.agency_id

    def may_have_recorded(self, envelope: Envelope, received_at: datetime) -> bool:
        """Whether he served the agency he names when he recorded this; an unbelievable clock is judged as of now."""
        if not self.left and self.ended_on is None and self.ended_at is None:
            return envelope.agency == self.agency_id
        moment = happened_at(envelope.made_at, received_at, envelope.skew_ms)
        serves = self.ended_on is None or stands(self.ended_on, clock.local_day(moment))
        held = self.ended_at is None or moment <= self.ended_at
        return serves and held and envelope.agency == self.agency_at(moment)


def service_of(account: AccountRow) -> Service | None:
    """Whose operations an account records; nobody's where its holder is no inspector."""
    inspector = db.session.get(InspectorRow, account.inspector_id) if account.inspector_id else None
    if inspector is None:
        return None
    left = ask(LEFT, {"inspector": inspector.id}).all()
    return Service(inspector.id, inspector.agency_id, inspector.ended_on, account.ended_at, left)
