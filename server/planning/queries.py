"""Reads what planning needs: an object's visits as values, settings, items and teams, and an agency's plans."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from server.db import db
from server.planning import admission, rules
from server.planning.settings import settings_from
from server.planning.tables import PlanItemRow, PlanRow, VisitRow
from server.planning.values import Plan, Settings, Visit
from server.refusals import NOT_FOUND, Refused
from server.registry.tables import (
    AgencyRow,
    EnterpriseRow,
    InspectionItemRow,
    InspectorRow,
    ItemVersionRow,
    PremisesRow,
    SettingVersionRow,
)
from server.vocabulary import Cause, Channel, PlanState, TeamRole, VisitState

PAGE = 50


def settings_on(day: date) -> tuple[int | None, Settings]:
    """The settings in force on a day and the version they come from; the defaults where nobody set any."""
    newest = (
        select(SettingVersionRow)
        .where(SettingVersionRow.effective_on <= day)
        .order_by(SettingVersionRow.effective_on.desc(), SettingVersionRow.id.desc())
        .limit(1)
    )
    row = db.session.scalar(newest)
    return (row.id, settings_from(row.values.get("planning", {}))) if row else (None, Settings())


def premises_of(credit_code: str, number: int) -> PremisesRow | None:
    """The premises of an enterprise by its credit code and their number."""
    return db.session.scalar(
        select(PremisesRow)
        .join(EnterpriseRow)
        .where(EnterpriseRow.credit_code == credit_code, PremisesRow.number == number)
    )


def visits_of(premises: PremisesRow, settings: Settings, today: date) -> list[Visit]:
    """The visits of the object that can bear on a filing today, with the plans that stand in each."""
    founder = aliased(PlanRow)
    oldest = today - timedelta(days=max(settings.quiet_days, settings.merge_days, rules.DAYS_TO_START))
    found = db.session.execute(
        select(VisitRow.id, VisitRow.visit_on, VisitRow.state, founder.number)
        .join(founder, founder.id == VisitRow.founding_plan_id)
        .where(_of_object(premises, settings), VisitRow.state.in_(rules.HELD), VisitRow.visit_on >= oldest)
    ).all()
    plans = plans_in([visit_id for visit_id, *_ in found])
    return [
        Visit(visit_id, visit_on, number, tuple(plans[visit_id]), VisitState(state))
        for visit_id, visit_on, state, number in found
    ]


def _of_object(premises: PremisesRow, settings: Settings) -> ColumnElement[bool]:
    if settings.object_scope == "premises":
        return VisitRow.premises_id == premises.id
    same = select(PremisesRow.id).where(PremisesRow.enterprise_id == premises.enterprise_id)
    return VisitRow.premises_id.in_(same)


def plans_in(visit_ids: Sequence[str]) -> dict[str, list[Plan]]:
    """The plans that stand in each of these visits, in filing order."""
    plans: dict[str, list[Plan]] = defaultdict(list)
    if not visit_ids:
        return plans
    standing = (PlanRow.visit_id.in_(visit_ids), PlanRow.state == PlanState.FILED)
    rows = db.session.scalars(select(PlanRow).where(*standing).order_by(PlanRow.number)).all()
    items = item_codes_of([row.id for row in rows])
    for row in rows:
        plans[row.visit_id or ""].append(as_plan(row, items[row.id]))
    return plans


def item_codes_of(plan_ids: Sequence[str]) -> dict[str, set[str]]:
    """The inspection items of each of these plans."""
    codes: dict[str, set[str]] = defaultdict(set)
    named = select(PlanItemRow.plan_id, PlanItemRow.item_id).where(PlanItemRow.plan_id.in_(plan_ids))
    for plan_id, code in db.session.execute(named):
        codes[plan_id].add(code)
    return codes


def as_plan(row: PlanRow, items: Iterable[str]) -> Plan:
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


def agency(agency_id: str) -> admission.Agency:
    """An agency with the competence it acts in."""
    row = db.session.get_one(AgencyRow, agency_id)
    return admission.Agency(row.id, row.competence)


def short_names(agency_ids: Collection[str]) -> dict[str, str]:
    """The short names of agencies by their codes."""
    named = select(AgencyRow.id, AgencyRow.short_name).where(AgencyRow.id.in_(agency_ids))
    return dict(db.session.execute(named).all()) if agency_ids else {}


def items_on(codes: Iterable[str], day: date) -> dict[str, admission.Item]:
    """The registry's items of these codes, each with its version of the day."""
    rows = db.session.scalars(select(InspectionItemRow).where(InspectionItemRow.id.in_(codes)))
    return {row.id: admission.Item(row.id, row.agency_id, row.competence, _version_id(row, day)) for row in rows}


def _version_id(item: InspectionItemRow, day: date) -> str | None:
    valid = (each for each in item.versions if each.valid_from <= day <= (each.valid_until or day))
    return next((each.id for each in valid), None)


def team_of(agency_id: str, named: Iterable[tuple[str, TeamRole]], day: date) -> list[admission.Member]:
    """Those of the people named who belong to the agency on a day, each once, in the order named."""
    roles = dict(named)
    rows = {row.id: row for row in inspectors_of(agency_id, day) if row.id in roles}
    return [_member(rows[inspector_id], role) for inspector_id, role in roles.items() if inspector_id in rows]


def inspectors_of(agency_id: str, day: date) -> Sequence[InspectorRow]:
    """The inspectors an agency has on a day, by name."""
    rows = db.session.scalars(
        select(InspectorRow).where(InspectorRow.agency_id == agency_id).order_by(InspectorRow.name, InspectorRow.id)
    )
    return [row for row in rows if row.ended_on is None or row.ended_on > day]


def _member(row: InspectorRow, role: TeamRole) -> admission.Member:
    badges = tuple(admission.Badge(badge.number, badge.valid_from, badge.valid_until) for badge in row.badges)
    return admission.Member(row.id, row.name, role, badges)


def item_versions_for(agency: admission.Agency, day: date) -> Sequence[ItemVersionRow]:
    """What an agency may put into a plan for a day: its own items and those of its competence."""
    return db.session.scalars(
        select(ItemVersionRow)
        .join(InspectionItemRow)
        .where(
            (InspectionItemRow.agency_id == agency.id) | (InspectionItemRow.competence == agency.competence),
            ItemVersionRow.valid_from <= day,
            ItemVersionRow.valid_until.is_(None) | (ItemVersionRow.valid_until >= day),
        )
        .order_by(InspectionItemRow.id)
    ).all()


def plan(plan_id: str) -> PlanRow | None:
    """One plan by its id."""
    return db.session.get(PlanRow, plan_id)


def plan_or_refuse(plan_id: str) -> PlanRow:
    """One plan by its id; refused when there is none."""
    row = plan(plan_id)
    if row is None:
        raise Refused(NOT_FOUND)
    return row


def plans_of(agency_ids: Iterable[str] | None, page: int = 1) -> Sequence[PlanRow]:
    """The newest plans of these agencies, or of all, a page at a time."""
    return db.session.scalars(_newest(agency_ids).offset((page - 1) * PAGE).limit(PAGE)).all()


def count_plans(agency_ids: Iterable[str] | None) -> int:
    """How many plans these agencies, or all, have filed."""
    return db.session.scalar(select(func.count()).select_from(_newest(agency_ids).order_by(None).subquery())) or 0


def _newest(agency_ids: Iterable[str] | None) -> Select[PlanRow]:
    newest = select(PlanRow).order_by(PlanRow.number.desc())
    return newest if agency_ids is None else newest.where(PlanRow.agency_id.in_(agency_ids))


def premises_named(words: str, today: date, most: int = 20) -> Sequence[PremisesRow]:
    """The standing premises whose enterprise's name holds these words or whose credit code begins with them."""
    named = EnterpriseRow.name.contains(words, autoescape=True)
    coded = EnterpriseRow.credit_code.startswith(words.upper(), autoescape=True)
    standing = EnterpriseRow.ended_on.is_(None) | (EnterpriseRow.ended_on > today)
    found = select(PremisesRow).join(EnterpriseRow).where(named | coded, standing, PremisesRow.ended_on.is_(None))
    return db.session.scalars(found.order_by(EnterpriseRow.name, PremisesRow.number).limit(most)).all()


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
