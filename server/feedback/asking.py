"""The link to rate comes again some hours after a visit, so that nobody has to answer before the inspector's eyes."""

from datetime import timedelta
from typing import Any

from sqlalchemy import exists, select

from server import clock, notices
from server.accounts.tables import MembershipRow
from server.db import db
from server.feedback import rules
from server.feedback.rating_terms import COMPLETED, completed_on, window
from server.notices.tables import NoticeRow
from server.planning.queries import terms_on
from server.planning.tables import VisitRow
from server.registry.tables import PremisesRow
from server.trail.tables import TrailEntryRow
from server.vocabulary import Role, VisitState

AFTER = timedelta(hours=2)
RATING_ASKED = "rating.asked"


def ask_again() -> None:
    """Tells the managers of every visit that ended that long ago, whether or not somebody has rated it by then."""
    for visit_id, visit_on, account_id in _to_ask():
        notices.send(account_id, RATING_ASKED, {"visit_on": visit_on.isoformat()}, about=visit_id)


def reminders(premises_id: str, account_id: str) -> list[tuple[NoticeRow, VisitRow]]:
    """What stands open of it at these premises, for visits that can still be rated."""
    told = notices.standing(account_id, RATING_ASKED)
    rows = [(notice, db.session.get(VisitRow, notice.about)) for notice in told]
    return [(notice, row) for notice, row in rows if row and row.premises_id == premises_id and _may_be_rated(row)]


def _to_ask() -> list[Any]:
    now, terms = clock.now(), terms_on(clock.today())
    told = NoticeRow.kind == RATING_ASKED, NoticeRow.recipient_id == MembershipRow.account_id
    managers = MembershipRow.role == Role.MANAGER, MembershipRow.ended_at.is_(None)
    again = timedelta(hours=terms.rating_again_hours)
    ended = (
        select(VisitRow.id, VisitRow.visit_on, MembershipRow.account_id)
        .join(TrailEntryRow, TrailEntryRow.entity_id == VisitRow.id)
        .join(PremisesRow, PremisesRow.id == VisitRow.premises_id)
        .join(MembershipRow, MembershipRow.enterprise_id == PremisesRow.enterprise_id)
        .where(*COMPLETED, TrailEntryRow.received_at.between(now - timedelta(days=terms.rating_days), now - again))
        .where(VisitRow.state == VisitState.COMPLETED, *managers)
        .where(~exists().where(*told, NoticeRow.about == VisitRow.id))
        .distinct()
    )
    return list(db.session.execute(ended))


def _may_be_rated(visit: VisitRow) -> bool:
    ended = completed_on(visit)
    return rules.may_be_rated(visit.state, ended, clock.today(), window(ended))
