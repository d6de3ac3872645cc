"""The link to rate comes again some hours after a visit, so that nobody has to answer before the inspector's eyes."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from server import clock, notices
from server.accounts.tables import AccountRow, MembershipRow, NetworkUseRow
from server.db import db
from server.feedback import rating_terms, rules
from server.feedback.rating_terms import COMPLETED
from server.notices.tables import NoticeRow
from server.planning.queries import terms_on
from server.planning.tables import VisitRow
from server.registry.tables import InspectorRow, PremisesRow
from server.trail.tables import TrailEntryRow
from server.visits.tables import CheckInRow
from server.vocabulary import Role, VisitState

RATING_ASKED = "rating.asked"
RATING_ASKED_LATER = "rating.asked_later"
ASKED = (RATING_ASKED, RATING_ASKED_LATER)
LATER = timedelta(days=1)
LATELY = timedelta(days=30)


def ask_again() -> None:
    """Tells the managers of every visit that ended that long ago, whether or not somebody has rated it by then."""
    again = timedelta(hours=terms_on(clock.today()).rating_again_hours)
    for kind, after, only in ((RATING_ASKED, again, ()), (RATING_ASKED_LATER, LATER, (_in_their_network(),))):
        for visit_id, visit_on, account_id in _to_ask(kind, after, only):
            notices.send(account_id, kind, {"visit_on": visit_on.isoformat()}, about=visit_id)


def reminders(premises_id: str, account_id: str) -> list[tuple[NoticeRow, VisitRow]]:
    """What stands open of it at these premises, for visits that can still be rated."""
    told = {notice.about: notice for notice in reversed(notices.standing(account_id, *ASKED))}
    rows = [(notice, db.session.get(VisitRow, about)) for about, notice in reversed(told.items())]
    return [(notice, row) for notice, row in rows if row and row.premises_id == premises_id and _may_be_rated(row)]


def _to_ask(kind: str, after: timedelta, only: Iterable[ColumnElement[bool]]) -> list[Any]:
    now, window = clock.now(), timedelta(days=terms_on(clock.today()).rating_days)
    told = NoticeRow.kind == kind, NoticeRow.recipient_id == MembershipRow.account_id
    managers = MembershipRow.role == Role.MANAGER, MembershipRow.ended_at.is_(None)
    ended = (
        select(VisitRow.id, VisitRow.visit_on, MembershipRow.account_id)
        .join(TrailEntryRow, TrailEntryRow.entity_id == VisitRow.id)
        .join(PremisesRow, PremisesRow.id == VisitRow.premises_id)
        .join(MembershipRow, MembershipRow.enterprise_id == PremisesRow.enterprise_id)
        .where(*COMPLETED, TrailEntryRow.received_at.between(now - window, now - after))
        .where(VisitRow.state == VisitState.COMPLETED, *managers, *only)
        .where(~exists().where(*told, NoticeRow.about == VisitRow.id))
        .distinct()
    )
    return list(db.session.execute(ended))


def _in_their_network() -> ColumnElement[bool]:
    """A manager who was in a network of those who inspected is asked once more, whether or not he has rated."""
    own, theirs, since = aliased(NetworkUseRow), aliased(NetworkUseRow), clock.today() - LATELY
    return exists().where(
        own.account_id == MembershipRow.account_id,
        own.used_on >= since,
        theirs.network == own.network,
        theirs.used_on >= since,
        AccountRow.id == theirs.account_id,
        InspectorRow.id == AccountRow.inspector_id,
        CheckInRow.agency_id == InspectorRow.agency_id,
        CheckInRow.visit_id == VisitRow.id,
    )


def _may_be_rated(visit: VisitRow) -> bool:
    ended = rating_terms.completed_on(visit)
    return rules.may_be_rated(visit.state, ended, clock.today(), rating_terms.window(ended))
