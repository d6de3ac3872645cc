"""互认: which items of a visit an earlier result, still in force, has looked at; phones show it at the door."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Exists, and_, bindparam, exists, false, or_, select
from sqlalchemy.orm import aliased

from server import clock, trail
from server.db import ask, db
from server.planning.queries import settings_on
from server.planning.tables import PlanItemRow, PlanRow, VisitRow
from server.registry.tables import AgencyRow, ItemEquivalenceRow, ItemVersionRow, PremisesRow
from server.visits import queries
from server.visits.objection_tables import OPEN, ObjectionRow
from server.visits.sign_off_tables import ResultItemRow
from server.vocabulary import LineValue, PlanState, VisitState

Document = dict[str, Any]
PLANNED, EARLIER, PAIR = PlanItemRow, ResultItemRow, ItemEquivalenceRow
OTHER = aliased(PremisesRow)
EQUIVALENT = exists().where(
    PAIR.approved_at.is_not(None),
    or_(
        and_(PAIR.item_id == PLANNED.item_id, PAIR.other_id == EARLIER.item_id),
        and_(PAIR.other_id == PLANNED.item_id, PAIR.item_id == EARLIER.item_id),
    ),
)


def is_objected(visit_id: Any, agency_id: Any) -> Exists:
    """异议复查中: whether an objection to an agency's result of a visit is running."""
    return exists().where(
        ObjectionRow.visit_id == visit_id,
        ObjectionRow.against_id == agency_id,
        or_(*(ObjectionRow.state == each for each in OPEN)),
    )


# One statement for all of a batch's visits; of an item that nobody looked at (合理缺项) nothing is recognised.
RECOGNISED = (
    select(
        PlanRow.visit_id, PLANNED.item_id.label("planned"), VisitRow.premises_id,
        EARLIER.premises_id.label("looked_at"), EARLIER.result_id, EARLIER.item_id, EARLIER.agency_id,
        EARLIER.visit_on, EARLIER.valid_until, EARLIER.outcome,
        AgencyRow.short_name.label("agency_name"), ItemVersionRow.name,
        is_objected(EARLIER.visit_id, EARLIER.agency_id).label("objected"),
    )
    .join(PLANNED, PLANNED.plan_id == PlanRow.id)
    .join(VisitRow, VisitRow.id == PlanRow.visit_id)
    .join(PremisesRow, PremisesRow.id == VisitRow.premises_id)
    .join(OTHER, OTHER.enterprise_id == PremisesRow.enterprise_id)
    .join(EARLIER, and_(EARLIER.premises_id == OTHER.id, EARLIER.ended_at.is_(None)))
    .join(AgencyRow, AgencyRow.id == EARLIER.agency_id)
    .join(ItemVersionRow, ItemVersionRow.id == EARLIER.item_version_id)
    .where(
        PlanRow.visit_id.in_(bindparam("visits", expanding=True)), PlanRow.state == PlanState.FILED,
        or_(EARLIER.item_id == PLANNED.item_id, EQUIVALENT), EARLIER.visit_id != VisitRow.id,
        EARLIER.visit_on <= VisitRow.visit_on, EARLIER.valid_until >= VisitRow.visit_on,
        EARLIER.value != LineValue.NOT_APPLICABLE,
    )
    .order_by(EARLIER.visit_on.desc(), EARLIER.signed_at.desc())
)  # fmt: skip


def of_visits(visit_ids: Sequence[str]) -> dict[str, list[Document]]:
    """Per visit each planned item that has been looked at, by the newest result in force about it."""
    rows = ask(RECOGNISED, {"visits": list(visit_ids)}).all() if visit_ids else []
    _, settings = settings_on(clock.today()) if rows else (None, None)
    newest: dict[str, dict[str, Document]] = defaultdict(dict)
    for row in rows:
        if settings and (settings.object_scope != "premises" or row.premises_id == row.looked_at):
            newest[row.visit_id].setdefault(row.planned, _shape(row))
    return {visit_id: list(newest[visit_id].values()) for visit_id in visit_ids}


def upon_change(visit_id: str, _facts: object) -> None:
    """What comes into force at an enterprise, or is objected to, is shown at the visits ahead there."""
    for other in queries.visits_ahead_at_enterprises_of([db.session.get_one(VisitRow, visit_id)]):
        trail.touched("visit", other)


def visits_ahead_with(pair_ids: Sequence[str]) -> list[str]:
    """The visits not over yet that plan an item of one of these pairs: what they recognise changes with the pair."""
    pairs = db.session.execute(select(PAIR.item_id, PAIR.other_id).where(PAIR.id.in_(pair_ids))).all()
    items = {item for pair in pairs for item in pair}
    planned = select(PlanRow.visit_id).join(PLANNED, PLANNED.plan_id == PlanRow.id)
    there = planned.where(PLANNED.item_id.in_(items)) if items else planned.where(false())
    ahead = select(VisitRow.id).where(VisitRow.id.in_(there), VisitRow.state.in_([VisitState.OPEN, VisitState.STARTED]))
    return list(db.session.scalars(ahead))


def _shape(row: Any) -> Document:
    return {
        "inspection_item": row.planned, "result": row.result_id, "item": row.item_id, "name": row.name,
        "agency": row.agency_id, "agency_name": row.agency_name, "visit_on": row.visit_on.isoformat(),
        "valid_until": row.valid_until.isoformat(), "outcome": row.outcome, "objected": bool(row.objected),
    }  # fmt: skip
