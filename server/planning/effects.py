"""What a decision does to the visits of its object: the visits it changed, as they stand afterwards."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from server.planning import rules
from server.planning.values import Decision, Plan, Visit
from server.vocabulary import FilingOutcome, VisitState


def filed(plan: Plan, decision: Decision, visits: Iterable[Visit], new_id: str) -> list[Visit]:
    """The visits changed by filing a plan: the one that now holds it, and those it drew plans from."""
    if decision.outcome is FilingOutcome.REFUSED:
        return []
    given_up = [visit for visit in visits if holds_any(visit, decision.pulled)] if decision.pulled else []
    pulled = [other for visit in given_up for other in visit.plans if other.id in decision.pulled]
    taking = founded_or_joined(plan, decision, visits, new_id)
    grown = replace(taking, plans=(*taking.plans, *pulled, plan))
    return [grown, *(without(visit, decision.pulled) for visit in given_up)]


def founded_or_joined(plan: Plan, decision: Decision, visits: Iterable[Visit], new_id: str) -> Visit:
    """The visit that takes the plan up, before it holds it."""
    if decision.joins is None and decision.visit_on:
        return Visit(new_id, decision.visit_on, plan.filed_no, plans=())
    return next(visit for visit in visits if visit.id == decision.joins)


def holds_any(visit: Visit, plan_ids: Iterable[str]) -> bool:
    """Whether a visit holds one of these plans."""
    return any(plan.id in plan_ids for plan in visit.plans)


def without(visit: Visit, plan_ids: Iterable[str]) -> Visit:
    """The visit once these plans have left: it keeps its day, and is cancelled when nobody is left."""
    left = tuple(plan for plan in visit.plans if plan.id not in plan_ids)
    return replace(visit, plans=left, state=visit.state if left else VisitState.CANCELLED)


def lapsed(visits: Iterable[Visit], today: date) -> list[Visit]:
    """The visits that lapse because nobody started them in time."""
    return [replace(visit, state=VisitState.LAPSED) for visit in visits if rules.has_lapsed(visit, today)]


def in_state(visit: Visit, state: VisitState) -> Visit:
    """The visit once it is in another state."""
    return replace(visit, state=state)
