"""异议复查 is arranged: the objecting agency files a recheck; one of its team had no part in the first visit."""

from datetime import date
from typing import NamedTuple

from server.db import db, transaction
from server.ids import is_id
from server.oversight import objection_rules as rules
from server.oversight import objection_ties, objections
from server.oversight.objection_rules import By
from server.planning import (
    access,
    approval,
    approving,
    commands,
    filing,
    forms,
    item_facts,
    judging,
    prompting,
    queries,
)
from server.planning.tables import PlanRow
from server.planning.values import NamedTrigger, NewPlan
from server.policy import Actor
from server.refusals import LEAD_ARRANGES, Refused
from server.registry.tables import InspectorRow
from server.visits.objection_tables import ObjectionRow
from server.vocabulary import Channel, ObjectionAct, ObjectionState, TeamRole, Trigger, VisitState


class Asked(NamedTuple):
    """What the objecting agency asks for: a day, items of its own, a team, and who of it had no part before."""

    visit_on: date
    items: tuple[str, ...]
    team: tuple[str, ...]
    uninvolved: str


class Offer(NamedTuple):
    """What the form offers for a day: items with those objected to or equivalent ticked, and people by their ties."""

    items_noted: list[tuple[str, str, str]]
    suggested: set[str]
    people_noted: list[tuple[str, str, str]]
    uninvolved: list[tuple[str, str]]


def offer(row: ObjectionRow, day: date) -> Offer:
    """The objecting agency's own items and people on a day."""
    premises = row.visit.premises
    found = forms.offer(row.agency_id, premises.enterprise.credit_code, premises.number, day) if premises else None
    equals = item_facts.equals_of(row.items)
    wanted = set(row.items).union(*equals.values())
    if found is None:
        return Offer([], set(), [], [])
    free = [(each.id, each.words) for each in found.team if not any(ties_of(row, each.id) or ())]
    return Offer(found.items_noted, wanted & {code for code, _ in found.items}, found.team_noted, free)


def plan(objection_id: str, asked: Asked, *, by: Actor) -> str:
    """Files the re-inspection as a recheck, which no quiet period stops; returns the plan's id."""
    with transaction():
        row = objections.held(objection_id)
        rules.step(ObjectionState(row.state), ObjectionAct.PLAN, By.OBJECTOR)
        _require_uninvolved(row, asked)
        leads = access.leads(by, row.agency_id)
        if approval.is_required() and not leads:
            raise Refused(LEAD_ARRANGES)
        row.plan_id = filing.file_plan(_new(row, asked), agency_id=row.agency_id, account_id=by.account_id)
        row.uninvolved_id = asked.uninvolved
        if approval.is_required():
            approving.note(queries.plan_or_refuse(row.plan_id), by.account_id)
        facts = {"plan": row.plan_id, "visit_on": asked.visit_on, "uninvolved": asked.uninvolved}
        objections.move(row, ObjectionAct.PLAN, By.OBJECTOR, facts, by.account_id)
        return row.plan_id


def withdraw(objection_id: str, text: str, *, by: Actor) -> None:
    """The objector takes its objection back, and with it a re-inspection that has not begun."""
    with transaction():
        row = objections.held(objection_id)
        rules.require_said(ObjectionAct.WITHDRAW, text)
        standing = db.session.get(PlanRow, row.plan_id) if row.plan_id else None
        objections.move(row, ObjectionAct.WITHDRAW, By.OBJECTOR, {"text": text}, by.account_id)
        if standing and standing.visit and standing.visit.state in (VisitState.OPEN, VisitState.STARTED):
            commands.withdraw_plan(standing.id, account_id=by.account_id)


def ties_of(row: ObjectionRow, inspector_id: str) -> rules.Ties | None:
    """What ties somebody of the objecting agency to the first result; nothing is known of a stranger."""
    inspector = db.session.get(InspectorRow, inspector_id) if is_id(inspector_id) else None
    return objection_ties.of_inspector(row, inspector) if inspector else None


def _require_uninvolved(row: ObjectionRow, asked: Asked) -> None:
    named = db.session.get(InspectorRow, asked.uninvolved) if asked.uninvolved in asked.team else None
    ties = objection_ties.of_inspector(row, named) if named else None
    rules.require_uninvolved(named.name if named else "", ties)


def _new(row: ObjectionRow, asked: Asked) -> NewPlan:
    """The plan with every prompt answered by the objection: it is what is new."""
    premises = row.visit.premises
    new = NewPlan(
        credit_code=premises.enterprise.credit_code if premises else "", premises=premises.number if premises else 0,
        items=asked.items, team=tuple((who, TeamRole.INSPECTOR) for who in asked.team), visit_on=asked.visit_on,
        channel=Channel.RECHECK, reference=row.number,
        triggers=tuple(NamedTrigger(item, Trigger.APPROVED_OBJECTION, row.number) for item in asked.items),
    )  # fmt: skip
    results = filing.asked_now(new, row.agency_id, judging.premises_for(new)).results
    return prompting.going_on(new, results, f"异议复查 {row.number}")
