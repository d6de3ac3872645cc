"""Reads an enterprise's premises and the visits to them, for the public or for its manager."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from server.db import db
from server.feedback.cards import Reader, VisitCard
from server.feedback.visit_cards import BEGUN, card
from server.planning.tables import PlanItemRow, PlanRow, PlanTeamRow, VisitRow
from server.registry.tables import EnterpriseRow, PremisesRow
from server.vocabulary import VisitState

FINISHED_SHOWN = 6
AHEAD = timedelta(days=60)


def premises_of_token(token: str) -> PremisesRow | None:
    """The premises a door code names."""
    return db.session.scalar(
        select(PremisesRow).options(joinedload(PremisesRow.enterprise)).where(PremisesRow.door_token == token)
    )


def premises_of_enterprises(enterprise_ids: Iterable[str]) -> Sequence[PremisesRow]:
    """Every standing premises of these enterprises."""
    return db.session.scalars(
        select(PremisesRow)
        .join(EnterpriseRow)
        .options(joinedload(PremisesRow.enterprise))
        .where(PremisesRow.enterprise_id.in_(list(enterprise_ids)), PremisesRow.ended_on.is_(None))
        .order_by(EnterpriseRow.name, PremisesRow.number)
    ).all()


def ended_on(premises: PremisesRow, today: date) -> date | None:
    """The day these premises, or their enterprise, ended on, once it has come."""
    days = [day for day in (premises.ended_on, premises.enterprise.ended_on) if day and day <= today]
    return min(days, default=None)


def started_visits(premises_id: str, reader: Reader) -> list[VisitCard]:
    """Visits that began and have not been completed, newest first."""
    rows = _visits(premises_id, VisitRow.state == VisitState.STARTED, order=VisitRow.started_at.desc())
    return [card(row, reader) for row in rows]


def finished_visits(premises_id: str, reader: Reader) -> list[VisitCard]:
    """The last completed visits with their outcome class."""
    completed = VisitRow.state == VisitState.COMPLETED
    rows = _visits(premises_id, completed, order=VisitRow.completed_at.desc(), most=FINISHED_SHOWN)
    return [card(row, reader) for row in rows]


def upcoming_visits(premises_id: str, today: date) -> list[VisitCard]:
    """What is planned, for the manager only; a visit of sealed plans alone is not there."""
    ahead = VisitRow.visit_on.between(today, today + AHEAD)
    rows = _visits(premises_id, VisitRow.state == VisitState.OPEN, ahead, order=VisitRow.visit_on)
    return [each for each in (card(row, Reader.MANAGER) for row in rows) if each.parts]


def visit_ahead(premises_id: str, visit_id: str, today: date) -> VisitCard | None:
    """One of the visits the manager knows to be ahead."""
    return next((each for each in upcoming_visits(premises_id, today) if each.id == visit_id), None)


def begun_visit(premises: PremisesRow, visit_id: str) -> VisitRow | None:
    """A visit to these premises that has begun; before, nothing is told of it."""
    row = db.session.get(VisitRow, visit_id)
    return row if row is not None and row.state in BEGUN and row.premises_id == premises.id else None


def _visits(premises_id: str, *conditions: Any, order: Any, most: int = 50) -> Sequence[VisitRow]:
    plans = selectinload(VisitRow.plans)
    return db.session.scalars(
        select(VisitRow)
        .options(
            plans.joinedload(PlanRow.agency),
            plans.selectinload(PlanRow.items).joinedload(PlanItemRow.item_version),
            plans.selectinload(PlanRow.team).joinedload(PlanTeamRow.inspector),
        )
        .where(VisitRow.premises_id == premises_id, *conditions)
        .order_by(order, VisitRow.id)
        .limit(most)
    ).all()
