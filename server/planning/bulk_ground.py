"""What stands at the enterprises of a file of plans, read once: visits, results, counts, plans filed before."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from server.db import db
from server.planning import bulk_diary, counting, earlier, effects, history, queries, rules
from server.planning.basis import in_force
from server.planning.bulk_diary import Diary
from server.planning.bulk_registry import FileRegistry
from server.planning.earlier import EarlierResult
from server.planning.frequency import Limits, Seen
from server.planning.rules import Period
from server.planning.tables import PlanItemRow, PlanRow, VisitRow
from server.planning.values import NewPlan, Plan, Settings, Visit
from server.registry.lookups import batches
from server.registry.tables import PremisesRow
from server.vocabulary import PlanState, VisitState

MOST_VALID = 60  # months: no item's results hold longer
Before = tuple[str, date, str, str | None, frozenset[str]]


@dataclass
class Ground:
    """Everything that bears on the lines of a file; it changes as they are judged one after the other."""

    agency: str
    today: date
    registry: FileRegistry
    settings: Settings
    limits: Limits
    visits: dict[str, list[Visit]]
    results: dict[str, list[EarlierResult]]
    seen: dict[str, dict[str, Seen]]
    before: dict[Before, tuple[str, int, dict[str, Any]]]
    diary: Diary

    def object_of(self, premises: PremisesRow) -> str:
        """The object that a plan for these premises is for."""
        return premises.id if self.settings.object_scope == "premises" else premises.enterprise_id


def before_key(plan: Plan, premises: PremisesRow) -> Before:
    """What makes a plan the same as one filed before."""
    return premises.id, plan.visit_on, plan.channel, plan.cause, plan.items


def read(agency_id: str, plans: Sequence[NewPlan], today: date) -> Ground:
    """Reads the ground for these plans; nothing is written and no writer waits."""
    registry = FileRegistry(agency_id, plans)
    _, settings, limits = in_force(today)
    days = Period(min(plan.visit_on for plan in plans), max(plan.visit_on for plan in plans))
    ground = Ground(
        agency_id, today, registry, settings, limits, defaultdict(list), defaultdict(list), defaultdict(dict),
        {}, bulk_diary.diary_of(registry.people, today - timedelta(days=1)),
    )  # fmt: skip
    for some in batches(registry.enterprises):
        _read_results(ground, some, days)
        _read_seen(ground, some, days)
    for premises in batches(row.id for row in registry.places()):
        _read_visits(ground, premises)
        _read_before(ground, premises, days)
    return ground


def _read_visits(ground: Ground, premises: Sequence[str]) -> None:
    reach = max(ground.settings.quiet_days, ground.settings.merge_days, rules.DAYS_TO_START)
    held = queries.HELD_VISITS.add_columns(PremisesRow.id.label("place"), PremisesRow.enterprise_id)
    rows = db.session.execute(
        held.join(PremisesRow, PremisesRow.id == VisitRow.premises_id).where(PremisesRow.id.in_(premises)),
        {"oldest": ground.today - timedelta(days=reach)},
    ).all()
    plans = _plans_in([row.id for row in rows])
    for row in rows:
        visit = Visit(row.id, row.visit_on, row.number, tuple(plans[row.id]), VisitState(row.state))
        place = row.place if ground.settings.object_scope == "premises" else row.enterprise_id
        if not effects.lapsed([visit], ground.today):
            ground.visits[place].append(visit)


def _plans_in(visit_ids: Iterable[str]) -> dict[str, list[Plan]]:
    plans: dict[str, list[Plan]] = defaultdict(list)
    for some in batches(visit_ids):
        plans.update(queries.plans_in(some))
    return plans


def _read_results(ground: Ground, enterprises: Sequence[str], days: Period) -> None:
    owner = {row.id: row.enterprise_id for row in ground.registry.places()}
    since = earlier.months_before(days.first, MOST_VALID)
    for result in history.results_at(enterprises, Period(since, days.last)):
        ground.results[owner[result.premises_id]].append(result)


def _read_seen(ground: Ground, enterprises: Sequence[str], days: Period) -> None:
    period = counting.days_counted(days.first, days.last, ground.limits)
    for enterprise, plan_id, seen in counting.seen_by_plan(enterprises, period, ground.agency):
        ground.seen[enterprise][plan_id or seen.visit] = seen


def _read_before(ground: Ground, premises: Sequence[str], days: Period) -> None:
    wanted = (
        select(PlanRow.id, PlanRow.number, PlanRow.premises_id, PlanRow.visit_on, PlanRow.channel, PlanRow.cause,
               PlanRow.decision)
        .where(PlanRow.premises_id.in_(premises), PlanRow.visit_on.between(*days), PlanRow.agency_id == ground.agency,
               PlanRow.state.in_([PlanState.FILED, PlanState.WITHDRAWN]))
    )  # fmt: skip
    rows = db.session.execute(wanted).all()
    items: dict[str, set[str]] = defaultdict(set)
    for some in batches(row.id for row in rows):
        named = select(PlanItemRow.plan_id, PlanItemRow.item_id).where(PlanItemRow.plan_id.in_(some))
        for plan_id, code in db.session.execute(named):
            items[plan_id].add(code)
    for row in rows:
        key = (row.premises_id, row.visit_on, row.channel, row.cause, frozenset(items[row.id]))
        ground.before.setdefault(key, (row.id, row.number, row.decision))
