"""入企走访: recorded by its agency, counted apart from inspections, shown to the enterprise; no quiet period."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from server import clock, trail
from server.db import db, transaction
from server.planning import roster
from server.planning.service_tables import ServiceVisitRow
from server.policy import Actor, require
from server.refusals import (
    INVALID,
    NOT_FOUND,
    SERVICE_DAY,
    SERVICE_OVER,
    SERVICE_WITHOUT_WORDS,
    UNKNOWN_ENTERPRISE,
    Refused,
)
from server.registry.tables import PremisesRow
from server.vocabulary import ServiceKind

BACK, AHEAD = timedelta(days=10), timedelta(days=180)
SHOWN = timedelta(days=183)  # the enterprise reads the last half-year
LONGEST_PURPOSE, LONGEST_PEOPLE = 500, 200
LATEST = 200


def record(agency_id: str, form: Mapping[str, Any], actor: Actor) -> ServiceVisitRow:
    """Records a visit ahead of it, or within ten days after it."""
    require("service_visit.record", actor, agency=agency_id)
    premises = roster.premises_of(str(form["credit_code"]), form["premises"])
    if premises is None:
        raise Refused(UNKNOWN_ENTERPRISE)
    purpose, people = form["purpose"].strip(), form["people"].strip()
    if not 0 < len(purpose) <= LONGEST_PURPOSE or not 0 < len(people) <= LONGEST_PEOPLE:
        raise Refused(SERVICE_WITHOUT_WORDS, most=LONGEST_PURPOSE)
    if form["kind"] not in set(ServiceKind):
        raise Refused(INVALID, fields="kind")
    row = ServiceVisitRow(premises_id=premises.id, agency_id=agency_id, visit_on=_day(form["visit_on"]))
    row.kind, row.purpose, row.people = form["kind"], purpose, people
    row.account_id, row.recorded_at = actor.account_id, clock.now()
    with transaction():
        db.session.add(row)
        _tell("service_visit.recorded", row, actor)
    return row


def call_off(service_id: str, actor: Actor) -> None:
    """Takes back a visit that has not been; what was, stays recorded."""
    with transaction():
        row = db.session.get(ServiceVisitRow, service_id)
        if row is None:
            raise Refused(NOT_FOUND)
        require("service_visit.record", actor, agency=row.agency_id)
        if row.visit_on < clock.today():
            raise Refused(SERVICE_OVER)
        if row.called_off_at is None:
            row.called_off_at = clock.now()
            _tell("service_visit.called_off", row, actor)


def at_premises(premises_id: str) -> list[ServiceVisitRow]:
    """What the enterprise reads: the half-year past, and what is to come."""
    since = clock.today() - SHOWN
    wanted = _standing().where(ServiceVisitRow.premises_id == premises_id, ServiceVisitRow.visit_on >= since)
    return list(db.session.scalars(wanted.order_by(ServiceVisitRow.visit_on.desc(), ServiceVisitRow.id)))


def listed(agencies: Collection[str] | None) -> list[ServiceVisitRow]:
    """The latest ones of some agencies or of all, those called off too."""
    place = joinedload(ServiceVisitRow.premises).joinedload(PremisesRow.enterprise)
    wanted = select(ServiceVisitRow).options(place, joinedload(ServiceVisitRow.agency))
    if agencies is not None:
        wanted = wanted.where(ServiceVisitRow.agency_id.in_(sorted(agencies)))
    newest = wanted.order_by(ServiceVisitRow.visit_on.desc(), ServiceVisitRow.id.desc()).limit(LATEST)
    return list(db.session.scalars(newest))


def counted(agencies: Collection[str] | None, since: date) -> dict[ServiceKind, int]:
    """How many there were since a day, by kind."""
    kind, number = ServiceVisitRow.kind, func.count()
    been = ServiceVisitRow.visit_on.between(since, clock.today())
    wanted = select(kind, number).where(ServiceVisitRow.called_off_at.is_(None), been)
    if agencies is not None:
        wanted = wanted.where(ServiceVisitRow.agency_id.in_(sorted(agencies)))
    found = {row[0]: row[1] for row in db.session.execute(wanted.group_by(kind))}
    return {each: found.get(each, 0) for each in ServiceKind}


def _standing() -> Select[tuple[ServiceVisitRow]]:
    with_agency = joinedload(ServiceVisitRow.agency)
    return select(ServiceVisitRow).where(ServiceVisitRow.called_off_at.is_(None)).options(with_agency)


def _day(text: str) -> date:
    first, last = clock.today() - BACK, clock.today() + AHEAD
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Refused(SERVICE_DAY, first=first, last=last) from error
    if not first <= day <= last:
        raise Refused(SERVICE_DAY, first=first, last=last)
    return day


def _tell(kind: str, row: ServiceVisitRow, actor: Actor) -> None:
    db.session.flush()
    facts = {"premises": row.premises_id, "visit_on": row.visit_on, "kind": row.kind, "purpose": row.purpose}
    trail.append(kind, "service_visit", row.id, facts, account_id=actor.account_id, agency_id=row.agency_id)
