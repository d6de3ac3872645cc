"""日证书: the server vouches for a phone, for each half-day and visit ahead, so that it shows codes without signal."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from server import clock
from server.db import db
from server.planning.queries import standing_plans
from server.planning.tables import PlanRow, PlanTeamRow, VisitRow
from server.registry.rules import stands
from server.registry.tables import BadgeRow, InspectorRow
from server.visits.issuer import Issuer
from server.visits.visit_code import (
    CAUSES,
    CHANNELS,
    MOST_MINUTES,
    NO_VISIT,
    NOBODY,
    Certificate,
    enterprise_digest,
    visit_bytes,
)
from server.vocabulary import Cause, Channel, PlanState, VisitState

AHEAD = timedelta(days=1)
HALF = timedelta(minutes=MOST_MINUTES)
MOST = 255


def of_phone(key: bytes, inspector: InspectorRow, issuer: Issuer) -> list[str]:
    """Certificates for the rest of today and for tomorrow: one without a visit, and one for each visit planned."""
    if not stands(inspector.ended_on, clock.today()):
        return []
    visits = _visits(inspector)
    return [
        issuer.certify(_certificate(key, inspector, badge, issuer, half, visit))
        for half in _halves(clock.now())
        if (badge := _badge(inspector, clock.local_day(half)))
        for visit in [None, *(each for each in visits if _is_due(each, clock.local_day(half)))]
    ]


def _halves(now: datetime) -> Iterator[datetime]:
    """Where the halves of today and tomorrow begin, without those that are over."""
    midnight = datetime.combine(clock.local_day(now), time(), clock.LOCAL)
    for number in range(4):
        half = midnight + number * HALF
        if half + HALF > now:
            yield half


def _visits(inspector: InspectorRow) -> Sequence[VisitRow]:
    near = VisitRow.visit_on.between(clock.today() - AHEAD, clock.today() + AHEAD)
    return db.session.scalars(
        select(VisitRow)
        .join(PlanRow, PlanRow.visit_id == VisitRow.id)
        .join(PlanTeamRow, PlanTeamRow.plan_id == PlanRow.id)
        .where(PlanTeamRow.inspector_id == inspector.id, PlanRow.state == PlanState.FILED, near)
        .where(VisitRow.state.in_([VisitState.OPEN, VisitState.STARTED]), VisitRow.premises_id.is_not(None))
        .order_by(VisitRow.visit_on, VisitRow.id)
        .distinct()
    ).all()


def _is_due(visit: VisitRow, day: date) -> bool:
    """On its day; a visit under way may last into the next."""
    return visit.visit_on == day or (visit.state == VisitState.STARTED and visit.visit_on == day - AHEAD)


def _badge(inspector: InspectorRow, day: date) -> BadgeRow | None:
    return next((each for each in inspector.badges if each.valid_from <= day <= each.valid_until), None)


def _certificate(
    key: bytes, inspector: InspectorRow, badge: BadgeRow, issuer: Issuer, half: datetime, visit: VisitRow | None
) -> Certificate:
    premises = visit.premises if visit else None
    plans = standing_plans(visit) if visit else []
    own = [each for each in plans if each.agency_id == inspector.agency_id]
    first = own[0] if own else None
    return Certificate(
        key_id=issuer.id, phone_key=key, not_before=int(half.timestamp()), minutes=MOST_MINUTES,
        enterprise=enterprise_digest(premises.enterprise.credit_code) if premises else NOBODY,
        visit=visit_bytes(visit.id) if visit else NO_VISIT,
        premises=premises.number if premises else 0,
        channel=CHANNELS.index(Channel(first.channel)) if first else 0,
        cause=CAUSES.index(Cause(first.cause) if first and first.cause else None),
        items=min(sum(len(each.items) for each in own), MOST),
        agencies=min(len({each.agency_id for each in plans}), MOST),
        name=inspector.name, agency=inspector.agency.name, badge=badge.number,
    )  # fmt: skip
