"""What those concerned are told of looks: role and agency, never who in person, and nothing that tells a secret."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select

from server import clock
from server.db import db
from server.http import PAGE_SIZE
from server.planning.tables import PlanRow, VisitRow
from server.privacy.looks import ENTERPRISE, INSPECTOR
from server.privacy.tables import LookRow
from server.registry.tables import AgencyRow, PremisesRow
from server.vocabulary import Cause, PlanState, Role, VisitState

# Whoever sees the day after who looked may know of an unannounced visit before it comes.
TOLD_AFTER = timedelta(days=7)


class Told(NamedTuple):
    """One line: a day, or for the bureau a whole month; whose people, in which role, and how many of them."""

    day: date
    is_month: bool
    agency: str
    role: Role
    people: int


def of_enterprise(enterprise_id: str, page: int) -> tuple[list[Told], bool]:
    """A page of who looked at an enterprise's records, the last first; and whether there are more.

    The bureau's looks are told by months that are over: a day would tell when it follows up a complaint.
    """
    return _page([*_by_agencies(ENTERPRISE, enterprise_id, _secret(enterprise_id)), *_by_bureau(enterprise_id)], page)


def of_inspector(inspector_id: str, page: int) -> tuple[list[Told], bool]:
    """The same for an inspector, without the bureau: that it looks into somebody is told when it asks him."""
    return _page(_by_agencies(INSPECTOR, inspector_id, frozenset()), page)


def _by_agencies(subject: str, subject_id: str, secret: frozenset[str]) -> list[Told]:
    rows = db.session.execute(
        select(LookRow.seen_on, LookRow.role, LookRow.agency_id, AgencyRow.name)
        .outerjoin(AgencyRow, AgencyRow.id == LookRow.agency_id)
        .where(
            LookRow.subject == subject, LookRow.subject_id == subject_id, LookRow.role != Role.SUPERVISOR,
            LookRow.seen_on <= clock.today() - TOLD_AFTER,
        )
    ).all()  # fmt: skip
    return _counted([(day, name or "", Role(role)) for day, role, agency, name in rows if agency not in secret])


def _by_bureau(enterprise_id: str) -> list[Told]:
    this_month = clock.today().replace(day=1)
    days = db.session.scalars(
        select(LookRow.seen_on).where(
            LookRow.subject == ENTERPRISE, LookRow.subject_id == enterprise_id, LookRow.role == Role.SUPERVISOR,
            LookRow.seen_on < this_month,
        )
    )  # fmt: skip
    months = {day.replace(day=1) for day in days}
    return [Told(month, True, "", Role.SUPERVISOR, 0) for month in months]


def _secret(enterprise_id: str) -> frozenset[str]:
    """The agencies that have a covert visit there which has not begun."""
    covert = (
        select(PlanRow.agency_id)
        .join(PremisesRow, PremisesRow.id == PlanRow.premises_id)
        .join(VisitRow, VisitRow.id == PlanRow.visit_id)
        .where(
            PremisesRow.enterprise_id == enterprise_id, PlanRow.cause == Cause.COVERT,
            PlanRow.state == PlanState.FILED, VisitRow.state == VisitState.OPEN,
        )
    )  # fmt: skip
    return frozenset(db.session.scalars(covert))


def _counted(looks: Sequence[tuple[date, str, Role]]) -> list[Told]:
    people: dict[tuple[date, str, Role], int] = {}
    for look in looks:
        people[look] = people.get(look, 0) + 1
    return [Told(day, False, agency, role, count) for (day, agency, role), count in people.items()]


def _page(told: list[Told], page: int) -> tuple[list[Told], bool]:
    ordered = sorted(told, key=lambda each: (each.day, each.agency, each.role), reverse=True)
    return ordered[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], len(ordered) > page * PAGE_SIZE
