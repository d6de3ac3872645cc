"""Reads plans and visits: an object's as the rules see them, an agency's for its desk, and the settings in force."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, func, literal, literal_column, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from server.db import Asked, ask, db
from server.planning import roster, rules
from server.planning.place import Place
from server.planning.retention import Retention, retention_from
from server.planning.settings import settings_from
from server.planning.tables import PlanItemRow, PlanRow, VisitRow
from server.planning.terms import Terms, terms_from
from server.planning.values import Plan, Settings, Visit
from server.refusals import NOT_FOUND, Refused
from server.registry.tables import PremisesRow, SettingVersionRow
from server.vocabulary import Cause, Channel, PlanState, VisitState

PAGE = 50


# What every filing asks: written once, for putting a statement together takes longer than asking the database.
founder = aliased(PlanRow)
# Written out, for a list handed over is put into the statement anew every time, and hides from the planner what it is.
HELD = VisitRow.state.in_([literal_column(f"'{state}'") for state in rules.HELD])
NEWEST_SETTINGS = (
    select(SettingVersionRow.id, SettingVersionRow.values)
    .where(SettingVersionRow.effective_on <= bindparam("day"))
    .order_by(SettingVersionRow.effective_on.desc(), SettingVersionRow.id.desc())
    .limit(1)
)
HELD_VISITS = (
    select(VisitRow.id, VisitRow.visit_on, VisitRow.state, founder.number)
    .join(founder, founder.id == VisitRow.founding_plan_id)
    # A span, for one that is open at one end PostgreSQL plans anew every time it is asked about.
    .where(HELD, VisitRow.visit_on.between(bindparam("oldest"), bindparam("last", date.max)))
)
OF_PREMISES = HELD_VISITS.where(VisitRow.premises_id == bindparam("premises"))
OF_ENTERPRISE = HELD_VISITS.where(
    VisitRow.premises_id.in_(select(PremisesRow.id).where(PremisesRow.enterprise_id == bindparam("enterprise")))
)
STANDING_PLANS = (
    select(
        PlanRow.id, PlanRow.number, PlanRow.agency_id, PlanRow.channel, PlanRow.cause, PlanRow.visit_on,
        PlanRow.earliest, PlanRow.latest, PlanRow.fixed_day, PlanRow.urgent, PlanRow.visit_id, PlanItemRow.item_id,
    )
    .outerjoin(PlanItemRow, PlanItemRow.plan_id == PlanRow.id)
    .where(PlanRow.visit_id.in_(bindparam("visits", expanding=True)), PlanRow.state == PlanState.FILED)
    .order_by(PlanRow.number)
)  # fmt: skip


def settings_on(day: date) -> tuple[int | None, Settings]:
    """The settings in force on a day and the version they come from; the defaults where nobody set any."""
    version, values = newest_settings(day)
    return version, settings_from(values.get("planning", {}))


def newest_settings(day: date) -> tuple[int | None, Mapping[str, Any]]:
    """All that the version of the settings in force on a day says, and that version; nothing where nobody set any."""
    row = ask(*settings_asked(day)).first()
    return (row[0], row[1]) if row else (None, {})


def settings_asked(day: date) -> Asked:
    """What `newest_settings` asks."""
    return NEWEST_SETTINGS, {"day": day}


def terms_on(day: date) -> Terms:
    """The terms in force on a day."""
    return terms_from(newest_settings(day)[1].get("terms", {}))


def retention_on(day: date) -> Retention:
    """How long what is kept, by the settings in force on a day."""
    return retention_from(newest_settings(day)[1].get("retention", {}))


def visits_of(premises: Place, settings: Settings, today: date) -> list[Visit]:
    """The visits of the object that can bear on a filing today, with the plans that stand in each."""
    found = ask(*visits_asked(premises, settings, today)).all()
    plans = plans_in([visit_id for visit_id, *_ in found])
    return [
        Visit(visit_id, visit_on, number, tuple(plans[visit_id]), VisitState(state))
        for visit_id, visit_on, state, number in found
    ]


def visits_asked(premises: Place, settings: Settings, today: date) -> Asked:
    """What `visits_of` asks first."""
    oldest = today - timedelta(days=max(settings.quiet_days, settings.merge_days, rules.DAYS_TO_START))
    if settings.object_scope == "premises":
        return OF_PREMISES, {"oldest": oldest, "premises": premises.id}
    return OF_ENTERPRISE, {"oldest": oldest, "enterprise": premises.enterprise_id}


def plans_in(visit_ids: Sequence[str]) -> dict[str, list[Plan]]:
    """The plans that stand in each of these visits, in filing order."""
    plans: dict[str, list[Plan]] = defaultdict(list)
    if not visit_ids:
        return plans
    rows = ask(STANDING_PLANS, {"visits": list(visit_ids)}).all()
    items: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        items[row.id].add(row.item_id)
    for row in {row.id: row for row in rows}.values():
        plans[row.visit_id].append(as_plan(row, items[row.id] - {None}))
    return plans


def as_plan(row: Any, items: Iterable[str]) -> Plan:
    """A kept plan as the rules see it."""
    return Plan(
        id=row.id,
        agency=row.agency_id,
        items=frozenset(items),
        channel=Channel(row.channel),
        visit_on=row.visit_on,
        filed_no=row.number,
        cause=Cause(row.cause) if row.cause else None,
        earliest=row.earliest,
        latest=row.latest,
        fixed_day=row.fixed_day,
        urgent=row.urgent,
    )


def plan(plan_id: str) -> PlanRow | None:
    """One plan by its id."""
    return db.session.get(PlanRow, plan_id)


def plan_or_refuse(plan_id: str) -> PlanRow:
    """One plan by its id; refused when there is none."""
    row = plan(plan_id)
    if row is None:
        raise Refused(NOT_FOUND)
    return row


# What a list shows of each plan, read for all of them at once.
SHOWN = (
    joinedload(PlanRow.agency),
    joinedload(PlanRow.premises).joinedload(PremisesRow.enterprise),
    joinedload(PlanRow.visit).selectinload(VisitRow.plans).joinedload(PlanRow.agency),
    selectinload(PlanRow.items).joinedload(PlanItemRow.item_version),
)


def plans_of(agency_ids: Iterable[str] | None, page: int = 1, words: str = "") -> Sequence[PlanRow]:
    """The newest plans of these agencies, or of all, a page at a time; with words, for enterprises so named."""
    newest = _newest(agency_ids, words).with_only_columns(PlanRow.id).offset((page - 1) * PAGE).limit(PAGE)
    ids = list(db.session.scalars(newest))
    found = db.session.scalars(select(PlanRow).where(PlanRow.id.in_(ids)).options(*SHOWN))
    rows = {row.id: row for row in found}
    return [rows[each] for each in ids]


def plans_named(plan_ids: Iterable[str]) -> Sequence[PlanRow]:
    """These plans, in no order."""
    named = list(plan_ids)
    return db.session.scalars(select(PlanRow).where(PlanRow.id.in_(named))).all() if named else []


def count_plans(agency_ids: Iterable[str] | None, most: int, words: str = "") -> int:
    """How many plans these agencies, or all, have filed, or filed for enterprises so named, counted up to one more."""
    newest = _newest(agency_ids, words).with_only_columns(literal(1), maintain_column_froms=True)
    return db.session.scalar(select(func.count()).select_from(newest.order_by(None).limit(most + 1).subquery())) or 0


def _newest(agency_ids: Iterable[str] | None, words: str) -> Select[PlanRow]:
    """By the index that answers each: ids are in the order of time, and an agency's plans are found by when filed."""
    named = select(PlanRow).where(PlanRow.premises_id.in_(roster.named(words))) if words else select(PlanRow)
    if agency_ids is None:
        return named.order_by(PlanRow.id.desc())
    return named.where(PlanRow.agency_id.in_(agency_ids)).order_by(PlanRow.filed_at.desc(), PlanRow.id.desc())


def upcoming_visits(agency_id: str, today: date, days: int = 14) -> Sequence[VisitRow]:
    """The open and started visits of the coming days in which an agency has a plan."""
    standing = select(PlanRow.visit_id).where(PlanRow.agency_id == agency_id, PlanRow.state == PlanState.FILED)
    return db.session.scalars(
        select(VisitRow)
        .where(
            VisitRow.id.in_(standing),
            VisitRow.state.in_(rules.UNFINISHED),
            VisitRow.visit_on.between(today, today + timedelta(days=days)),
        )
        .order_by(VisitRow.visit_on, VisitRow.id)
    ).all()


def overdue_visits(today: date) -> Sequence[VisitRow]:
    """The visits that nobody started by the end of the day after their own."""
    last_day = today - timedelta(days=rules.DAYS_TO_START)
    waiting = select(VisitRow).where(
        VisitRow.state == VisitState.OPEN, VisitRow.visit_on < last_day, VisitRow.founding_plan_id.is_not(None)
    )
    return db.session.scalars(waiting.order_by(VisitRow.id)).all()


def standing_plans(visit: VisitRow) -> list[PlanRow]:
    """The plans a visit holds now, in filing order: those withdrawn no longer count."""
    return [row for row in visit.plans if row.state == PlanState.FILED]
