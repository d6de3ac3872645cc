"""A plan is filed or withdrawn: judged, kept with its decision, and told to the trail and the phones."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update

from server import clock, trail
from server.db import ahead, ask, db, lock, locking, next_number, together, transaction
from server.ids import new_id
from server.planning import admission, bookings, clashes, decisions, effects, history, judging, queries, rules
from server.planning.admission import Member
from server.planning.basis import Basis, basis_of, read_ahead
from server.planning.judging import Judgement
from server.planning.place import Place
from server.planning.prompting import days_looked_at
from server.planning.tables import PlanItemRow, PlanRow, PlanTeamRow, VisitRow
from server.planning.values import Decision, NewPlan, Plan, Visit
from server.refusals import NOT_WITHDRAWABLE, REASONS, Refused
from server.vocabulary import Cause, Channel, PlanState, VisitState

# A filing adds rows without reading them back, so it spares itself the session's objects.
PLAN, PLAN_ITEM, PLAN_TEAM, VISIT = (insert(row.__table__) for row in (PlanRow, PlanItemRow, PlanTeamRow, VisitRow))


def file_plan(new: NewPlan, *, agency_id: str, account_id: str | None) -> str:
    """Files a plan and returns its id; one that the rules refuse is kept with its decision all the same."""
    with transaction():
        judgement = judged(new, agency_id, basis_held(new, agency_id))
        keep_filing(new, judgement, account_id)
    require_not_refused(judgement.decision)
    return judgement.plan.id


def basis_held(new: NewPlan, agency_id: str) -> Basis:
    """What a plan is judged by, its enterprise held against every other filing for it."""
    read_ahead(new, agency_id)
    basis = basis_of(new, agency_id, judging.premises_for(new))
    premises, days = basis.premises, days_looked_at(new, basis.registry.facts, basis.settings)
    ahead(
        locking(_object(premises)), queries.visits_asked(premises, basis.settings, clock.today()),
        bookings.timed_asked(agency_id, new.visit_on), history.asked(premises.enterprise_id, days),
    )  # fmt: skip
    lock_object(premises)
    return basis


def judged(new: NewPlan, agency_id: str, basis: Basis) -> Judgement:
    """Gives a plan its place in the filing order and judges it, in the transaction that keeps it."""
    plan = new.numbered(new_id(), agency_id, place_in_filing_order(new))
    return judging.judge(new, plan, basis, clock.now())


def place_in_filing_order(new: NewPlan) -> int:
    """先提报优先: the next filing number. Covert plans are counted apart, below zero, so that no gap tells of one."""
    if new.channel is Channel.GREEN and new.cause is Cause.COVERT:
        return -next_number("sealed filing")
    return next_number("filing")


def withdraw_plan(plan_id: str, *, account_id: str | None) -> None:
    """Withdraws a plan from its visit, which keeps its day, or is cancelled when nobody is left."""
    with transaction():
        row = queries.plan_or_refuse(plan_id)
        lock_object(row.premises)
        _, settings = queries.settings_on(clock.today())
        visits, _ = judging.standing_visits(row.premises, settings, clock.now())
        visit = next((visit for visit in visits if rules.is_withdrawable(visit, plan_id)), None)
        if visit is None:
            raise Refused(NOT_WITHDRAWABLE)
        row.state = PlanState.WITHDRAWN
        keep_visit(effects.without(visit, [plan_id]))
        facts = decisions.withdrawn(visit).as_document()
        trail.append("plan.withdrawn", "plan", plan_id, facts, account_id=account_id, agency_id=row.agency_id)


def lapse_overdue() -> int:
    """Lapses every visit that nobody started in time, and says how many there were."""
    with transaction():
        overdue = queries.overdue_visits(clock.today())
        for row in overdue:
            lock_object(row.premises)
            db.session.refresh(row)
        late = [row for row in overdue if row.state == VisitState.OPEN]
        for row in late:
            note_lapse(row)
    return len(late)


def note_lapse(row: VisitRow) -> None:
    """A visit lapses: told to the trail and the phones once."""
    row.state = VisitState.LAPSED
    trail.append("visit.lapsed", "visit", row.id, {"visit_on": row.visit_on})
    trail.touched("visit", row.id)


def lock_object(premises: Place | None) -> None:
    """Holds every other filing for the enterprise, whichever scope the object has, until this one is kept."""
    if premises:
        lock(_object(premises))


def _object(premises: Place) -> str:
    return f"object:{premises.enterprise_id}"


def require_not_refused(decision: Decision) -> None:
    """Tells the filer what the rules refused."""
    if decision.because:
        raise Refused(REASONS[decision.because], **decision.facts)


def keep_filing(new: NewPlan, judgement: Judgement, account_id: str | None) -> str | None:
    """Keeps the plan with its decision, and the visits as the decision leaves them; returns the visit it is in."""
    for visit in judgement.lapsed:
        note_lapse(db.session.get_one(VisitRow, visit.id))
    changed = effects.filed(judgement.plan, judgement.decision, judgement.visits, new_id())
    standing = {visit.id for visit in judgement.visits}
    founded = [visit for visit in changed if visit.id not in standing]
    visit_id = changed[0].id if changed else None
    with together():
        for visit in founded:
            found_visit(visit, judgement)
        keep_plan(new, judgement, visit_id, account_id)
    for visit in founded if judgement.decision.pulled else ():
        hold(visit)
    for visit in changed:
        if visit.id in standing:
            keep_visit(visit)
    return visit_id


def found_visit(visit: Visit, judgement: Judgement) -> None:
    """Adds a visit that a plan founds."""
    plan = judgement.plan
    row = {
        "id": visit.id, "premises_id": judgement.basis.premises.id, "visit_on": visit.visit_on, "state": visit.state,
        "planned": True, "agency_id": plan.agency, "cause": plan.cause, "founding_plan_id": plan.id,
        "made_at": clock.now(),
    }  # fmt: skip
    ask(VISIT, row)
    trail.made("visit", visit.id)


def keep_visit(visit: Visit) -> None:
    """Keeps a visit as it stands now, with its plans and its lead, and tells the phones."""
    row = db.session.get_one(VisitRow, visit.id)
    has_moved = row.visit_on != visit.visit_on
    row.state, row.visit_on = visit.state, visit.visit_on
    if lead := rules.leading(visit.plans):
        row.agency_id, row.cause = lead.agency, lead.cause
    db.session.flush()
    hold(visit, has_moved=has_moved)
    trail.touched("visit", visit.id)


def hold(visit: Visit, *, has_moved: bool = False) -> None:
    """Keeps which plans a visit holds; whose day has changed by it is looked after."""
    here = [plan.id for plan in visit.plans]
    elsewhere = (PlanRow.visit_id != visit.id) | (PlanRow.stands_on != visit.visit_on)
    before = dict(db.session.execute(select(PlanRow.id, PlanRow.visit_id).where(PlanRow.id.in_(here), elsewhere)).all())
    if before:
        now_here = update(PlanRow).where(PlanRow.id.in_(before))
        db.session.execute(now_here.values(visit_id=visit.id, stands_on=visit.visit_on))
    coming = [plan for plan, held_by in before.items() if held_by != visit.id]
    if moved := here if has_moved else coming:
        clashes.notice(visit, moved)


def keep_plan(new: NewPlan, judgement: Judgement, visit_id: str | None, account_id: str | None) -> None:
    """Keeps the plan with its items, its team and the decision, and leaves the trail entry."""
    plan, decision = judgement.plan, judgement.decision
    document = decision.as_document() | {"visit": visit_id}
    row = {
        "id": plan.id, "number": plan.filed_no, "agency_id": plan.agency, "premises_id": judgement.basis.premises.id,
        "channel": plan.channel, "cause": plan.cause, "reference": new.reference or None, "visit_on": plan.visit_on,
        "earliest": plan.earliest, "latest": plan.latest, "fixed_day": plan.fixed_day, "urgent": plan.urgent,
        "filed_at": judgement.at, "filed_by": account_id, "visit_id": visit_id, "decision": document,
        "state": PlanState.REFUSED if decision.because else PlanState.FILED,
        "setting_version": judgement.basis.setting_version, "window": new.window, "stands_on": decision.visit_on,
    }  # fmt: skip
    kind = "plan.refused" if decision.because else "plan.filed"
    ask(PLAN, row)
    ask(PLAN_ITEM, item_rows(new, judgement))
    ask(PLAN_TEAM, team_rows(plan.id, judgement.team, decision.visit_on or plan.visit_on))
    trail.append(kind, "plan", plan.id, document, account_id=account_id, agency_id=plan.agency)


def keep_prompted(plan: Plan, prompted: dict[str, Any], account_id: str | None) -> None:
    """Keeps what the filer was asked and told, and what he answered."""
    db.session.execute(update(PlanRow).where(PlanRow.id == plan.id).values(prompted=prompted))
    trail.append("plan.prompted", "plan", plan.id, prompted, account_id=account_id, agency_id=plan.agency)


def item_rows(new: NewPlan, judgement: Judgement) -> list[dict[str, Any]]:
    """The items of a plan, each in the version of the day asked for."""
    return [
        {
            "plan_id": judgement.plan.id, "item_id": code, "item_version_id": judgement.items[code].version_id,
            "position": position,
        }
        for position, code in enumerate(dict.fromkeys(new.items))
    ]  # fmt: skip


def team_rows(plan_id: str, team: Iterable[Member], day: date) -> list[dict[str, Any]]:
    """The team of a plan, each with the badge he goes with on the day."""
    badges = [(member, admission.badge_on(member, day)) for member in team]
    return [
        {
            "plan_id": plan_id, "inspector_id": member.inspector_id, "role": member.role,
            "badge_number": badge.number if badge else "", "position": position,
        }
        for position, (member, badge) in enumerate(badges)
    ]  # fmt: skip
