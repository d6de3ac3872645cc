"""Turns a visit's rows into the card its reader may see: nothing covert before it begins, no names for the public."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import select

from server import clock
from server.db import db
from server.feedback import agency_results, rating_terms, rules
from server.feedback.cards import Item, Part, Person, Reader, VisitCard
from server.planning.tables import PlanRow, PlanTeamRow, VisitRow
from server.registry.tables import InspectorRow
from server.visits.tables import CheckInRow
from server.vocabulary import Cause, Channel, PlanState, TeamRole, VisitState

BEGUN = (VisitState.STARTED, VisitState.COMPLETED)


def card(row: VisitRow, reader: Reader) -> VisitCard:
    """A visit as its reader may see it."""
    completed_on = rating_terms.completed_on(row) if reader is Reader.MANAGER else None
    window = rating_terms.window(completed_on) if completed_on else rules.RATING_WINDOW
    ratable = rules.may_be_rated(row.state, completed_on, clock.today(), window)
    parts = _parts(row, reader)
    return VisitCard(
        id=row.id,
        visit_on=row.visit_on,
        state=VisitState(row.state),
        planned=row.planned,
        cause=Cause(row.cause) if row.cause and reader is not Reader.PUBLIC else None,
        started_at=row.started_at,
        completed_at=row.completed_at,
        parts=[_for_anybody(each) for each in parts] if reader is Reader.PUBLIC else parts,
        results=agency_results.of_visit(row.id) if row.completed_at else [],
        rate_until=rules.rating_until(completed_on, window) if ratable and completed_on else None,
        ordinal=None if reader is Reader.PUBLIC else row.ordinal,
    )


def readable_plans(row: VisitRow, reader: Reader) -> list[PlanRow]:
    """The visit's standing plans; a covert one is sealed from the enterprise until the visit begins."""
    unsealed = reader is Reader.SUPERVISOR or row.state in BEGUN
    return [each for each in row.plans if each.state == PlanState.FILED and (unsealed or each.cause != Cause.COVERT)]


def _parts(row: VisitRow, reader: Reader) -> list[Part]:
    present = _present(row.id)
    plans = readable_plans(row, reader)
    planned = {member.inspector_id for plan in plans for member in plan.team}
    return [*(_part(plan, present) for plan in plans), *_others(row, present - planned)]


def _present(visit_id: str) -> set[str]:
    check_ins = db.session.scalars(select(CheckInRow).where(CheckInRow.visit_id == visit_id)).all()
    return {each.inspector_id for each in check_ins} | {who for each in check_ins for who in each.present}


def _part(plan: PlanRow, present: set[str]) -> Part:
    return Part(
        agency=plan.agency.name,
        channel=Channel(plan.channel),
        cause=Cause(plan.cause) if plan.cause else None,
        asked_on=plan.visit_on,
        items=[Item(each.item_id, each.item_version.name, each.item_version.legal_basis) for each in plan.items],
        people=[_member(each, each.inspector_id in present) for each in plan.team],
    )


def _others(row: VisitRow, inspector_ids: Iterable[str]) -> list[Part]:
    """Who entered without being on any plan of the visit, agency by agency."""
    parts: dict[str, Part] = {}
    for each in _inspectors(inspector_ids):
        part = parts.setdefault(each.agency_id, Part(each.agency.name, None, None, row.visit_on))
        badge = next((badge.number for badge in each.badges), "")
        part.people.append(_person(each, badge, TeamRole.INSPECTOR, present=True))
    return list(parts.values())


def _inspectors(ids: Iterable[str]) -> Sequence[InspectorRow]:
    wanted = sorted(ids)
    if not wanted:
        return []
    return db.session.scalars(select(InspectorRow).where(InspectorRow.id.in_(wanted)).order_by(InspectorRow.name)).all()


def _member(row: PlanTeamRow, present: bool) -> Person:
    return _person(row.inspector, row.badge_number, TeamRole(row.role), present)


def _person(row: InspectorRow, badge: str, role: TeamRole, present: bool) -> Person:
    return Person(
        role=role,
        present=present,
        badge_tail=rules.badge_tail(badge),
        name=row.name,
        badge_number=badge,
        photo=row.photo,
    )


def _for_anybody(part: Part) -> Part:
    """No names; and no cause, for that somebody reported the enterprise is nobody's business but its own."""
    people = [replace(each, name="", badge_number="", photo=None) for each in part.people]
    return replace(part, people=people, cause=None)
