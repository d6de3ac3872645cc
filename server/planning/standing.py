"""The visits that stand in a period, object by object, for comparing what they could come down to."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from server import clock
from server.db import db
from server.planning import rules
from server.planning.tables import PlanItemRow, PlanRow, VisitRow
from server.planning.values import Plan, Settings, Visit
from server.registry.lookups import batches
from server.registry.tables import EnterpriseRow, PremisesRow
from server.vocabulary import Cause, Channel, PlanState, VisitState

Places = dict[str, list[Visit]]
CHANNELS = {str(each): each for each in Channel}  # looked up a hundred thousand times, which an enum is slow at
CAUSES = {str(each): each for each in Cause}
STATES = {str(each): each for each in VisitState}
COLUMNS = (
    VisitRow.id, VisitRow.visit_on, VisitRow.state, PlanRow.id, PlanRow.agency_id, PlanRow.channel, PlanRow.visit_on,
    PlanRow.number, PlanRow.cause, PlanRow.earliest, PlanRow.latest, PlanRow.fixed_day, PlanRow.urgent,
)  # fmt: skip


@dataclass(frozen=True)
class Where:
    """A period, and the agency or the enterprise it is looked at for; with neither the whole district."""

    since: date
    until: date
    agency: str | None = None
    credit_code: str | None = None


def places(where: Where, settings: Settings) -> Places:
    """The visits of the period by object, where an object has several plans; their plans without items.

    Covert plans are left out: they never merge, and nobody may infer them.
    """
    several = _objects(where, settings).having(func.count() > 1)
    return _grouped(_rows(_within(where, settings).where(_place(settings).in_(several))), {})


def alone(where: Where, settings: Settings) -> int:
    """How many objects have a single plan in the period: most, and the database counts them in a tenth of the time."""
    single = _objects(where, settings).having(func.count() == 1)
    return db.session.scalar(select(func.count()).select_from(single.subquery())) or 0


def around(keys: Collection[str], since: date, until: date, settings: Settings) -> Places:
    """The visits of some objects in a longer period, with the items of their plans."""
    found: Places = {}
    for some in batches(keys):
        wanted = _within(Where(since, until), settings).where(_place(settings).in_(some))
        rows = _rows(wanted)
        found |= _grouped(rows, _items([row[4] for row in rows]))
    return found


def objects_named(visit_ids: Sequence[str]) -> dict[str, PremisesRow]:
    """The premises of these visits."""
    named = select(VisitRow.id, PremisesRow).join(PremisesRow).where(VisitRow.id.in_(visit_ids))
    return dict(db.session.execute(named).all())


def _rows(wanted: Select[Any]) -> Sequence[Any]:
    """Rows as the driver gives them: the session's own handling of rows takes longer than the database."""
    return db.session.connection().execute(wanted).all()


def _grouped(rows: Iterable[Any], items: dict[str, set[str]]) -> Places:
    nothing: frozenset[str] = frozenset()
    visits: dict[str, tuple[str, date, str, list[Plan]]] = {}
    for place, visit, visit_on, state, plan, agency, channel, asked_on, number, cause, *rest in rows:
        asks = frozenset(items[plan]) if plan in items else nothing
        asked = Plan(plan, agency, asks, CHANNELS[channel], asked_on, number, CAUSES.get(cause), *rest)
        if visit in visits:
            visits[visit][3].append(asked)
        else:
            visits[visit] = (place, visit_on, state, [asked])
    found: Places = defaultdict(list)
    today = clock.today()
    for visit, (place, visit_on, state, plans) in visits.items():
        plans.sort(key=lambda plan: plan.filed_no)
        standing = Visit(visit, visit_on, plans[0].filed_no, tuple(plans), STATES[state])
        if not rules.has_lapsed(standing, today):
            found[place].append(standing)
    return found


def _place(settings: Settings) -> Any:
    return PremisesRow.enterprise_id if settings.object_scope == "entity" else VisitRow.premises_id


def _objects(where: Where, settings: Settings) -> Select[Any]:
    """Every object with a plan in the period whose visit has not lapsed (`rules.has_lapsed`)."""
    place, first = _place(settings), clock.today() - rules.START_WITHIN
    held = (VisitRow.state != VisitState.OPEN) | (VisitRow.visit_on >= first)
    found = _within(where, settings).with_only_columns(place, maintain_column_froms=True)
    return found.where(held).group_by(place)


def _within(where: Where, settings: Settings) -> Select[Any]:
    place = _place(settings)
    found = select(place, *COLUMNS).join(PlanRow, PlanRow.visit_id == VisitRow.id).where(*_standing(where))
    if where.credit_code or settings.object_scope == "entity":
        found = found.join(PremisesRow, PremisesRow.id == VisitRow.premises_id)
    if where.credit_code:
        found = found.join(EnterpriseRow).where(EnterpriseRow.credit_code == where.credit_code)
    if where.agency:
        own = select(place).select_from(VisitRow).join(PlanRow, PlanRow.visit_id == VisitRow.id)
        own = (
            own.join(PremisesRow, PremisesRow.id == VisitRow.premises_id) if settings.object_scope == "entity" else own
        )
        found = found.where(place.in_(own.where(*_standing(where), PlanRow.agency_id == where.agency)))
    return found


def _standing(where: Where) -> tuple[ColumnElement[bool], ...]:
    return (
        VisitRow.visit_on.between(where.since, where.until),
        VisitRow.state.in_(rules.HELD),
        PlanRow.state == PlanState.FILED,
        PlanRow.cause.is_(None) | (PlanRow.cause != Cause.COVERT),
    )


def _items(plan_ids: Iterable[str]) -> dict[str, set[str]]:
    codes: dict[str, set[str]] = defaultdict(set)
    for some in batches(plan_ids):
        named = select(PlanItemRow.plan_id, PlanItemRow.item_id).where(PlanItemRow.plan_id.in_(some))
        for plan_id, code in db.session.execute(named):
            codes[plan_id].add(code)
    return codes
