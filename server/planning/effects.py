"""What a decision does to the visits of its object: the visits it changed, as they stand afterwards."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from server.planning import rules
from server.planning.values import Decision, Plan, Visit
from server.vocabulary import VisitState


def filed(plan: Plan, decision: Decision, visits: Sequence[Visit], new_id: str) -> list[Visit]:
    """The visits changed by filing a plan: the one that now holds it, and those it drew plans from."""
    if decision.because:
        return []
    if not decision.pulled:
        return [taken_up(plan, (), decision, visits, new_id)]
    given_up = [visit for visit in visits if holds_any(visit, decision.pulled)]
    pulled = [other for visit in given_up for other in visit.plans if other.id in decision.pulled]
    taken = taken_up(plan, pulled, decision, visits, new_id)
    return [taken, *[without(visit, decision.pulled) for visit in given_up]]


def taken_up(plan: Plan, pulled: Sequence[Plan], decision: Decision, visits: Iterable[Visit], new_id: str) -> Visit:
    """The visit founded or joined, once it holds the plan and those that it pulled."""
    if decision.joins is None and decision.visit_on:
        return Visit(new_id, decision.visit_on, plan.filed_no, (*pulled, plan) if pulled else (plan,))
    joined = next(visit for visit in visits if visit.id == decision.joins)
    return Visit(
        joined.id, decision.visit_on or joined.visit_on, joined.founded_no, (*joined.plans, *pulled, plan), joined.state
    )


def holding(visit: Visit, plans: tuple[Plan, ...]) -> Visit:
    """The visit with these plans instead."""
    return Visit(visit.id, visit.visit_on, visit.founded_no, plans, visit.state)


def holds_any(visit: Visit, plan_ids: Collection[str]) -> bool:
    """Whether a visit holds one of these plans."""
    return any(plan.id in plan_ids for plan in visit.plans)


def without(visit: Visit, plan_ids: Collection[str]) -> Visit:
    """The visit once these plans have left: it keeps its day, and is cancelled when nobody is left."""
    left = holding(visit, tuple(plan for plan in visit.plans if plan.id not in plan_ids))
    return left if left.plans else in_state(left, VisitState.CANCELLED)


def lapsed(visits: Iterable[Visit], today: date) -> list[Visit]:
    """The visits that lapse because nobody started them in time."""
    return [in_state(visit, VisitState.LAPSED) for visit in visits if rules.has_lapsed(visit, today)]


def in_state(visit: Visit, state: VisitState) -> Visit:
    """The visit once it is in another state."""
    return Visit(visit.id, visit.visit_on, visit.founded_no, visit.plans, state)
