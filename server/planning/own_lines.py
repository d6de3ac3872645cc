"""Lines that only a district's own log has: what stands as it begins, and settings that change."""

from typing import Any

from server.planning.lines import BadLine, day, field, read_plan, words
from server.planning.settings import BadSettings, settings_from
from server.planning.values import Plan, Settings, Visit
from server.vocabulary import VisitState

Facts = dict[str, Any]
STATES = {str(state): state for state in (VisitState.OPEN, VisitState.STARTED, VisitState.COMPLETED)}


def read_settings(facts: Facts) -> Settings:
    """The settings that a `settings.changed` line brings into force; what it leaves out is the default."""
    try:
        return settings_from(field(facts, "settings"))
    except BadSettings as error:
        raise BadLine(f"settings: {error}") from error


def read_standing(facts: Facts) -> Visit:
    """The visit of a `visit.stands` line, with the plans it holds."""
    name = words(facts, "state")
    if name not in STATES:
        raise BadLine(f"no visit stands as {name!r}")
    visit_id = words(facts, "visit")
    if not visit_id.removeprefix("v:") or not visit_id.startswith("v:"):
        raise BadLine("visit is not v: and a plan")
    return Visit(visit_id, day(facts, "visit_on"), place(facts), tuple(plans(facts)), STATES[name])


def plans(facts: Facts) -> list[Plan]:
    """The plans a standing visit holds, at least one and each once, in filing order."""
    listed = field(facts, "plans")
    if not (isinstance(listed, list) and listed and all(isinstance(each, dict) for each in listed)):
        raise BadLine("plans is not a list of plans")
    found = sorted([read_plan(each, place(each)) for each in listed], key=lambda plan: plan.filed_no)
    if len({plan.id for plan in found}) < len(found):
        raise BadLine("plans names one twice")
    return found


def place(facts: Facts) -> int:
    """A place in the filing order from before the log began, where counting starts: a whole number below zero."""
    found = field(facts, "place")
    if type(found) is not int or found >= 0:
        raise BadLine("place is not a whole number below zero")
    return found


def visit_ids(facts: Facts) -> list[str]:
    """The visits that a `visit.gathered` line names, each once."""
    named = field(facts, "visits")
    if not (isinstance(named, list) and named and all(isinstance(each, str) for each in named)):
        raise BadLine("visits is not a list of texts")
    if len(set(named)) < len(named):
        raise BadLine("visits names one twice")
    return named


def plan_ids(facts: Facts) -> set[str]:
    """The plans that a `visit.stands` line makes known: those it holds and the one that founded it."""
    listed = facts.get("plans")
    held = [each.get("plan") for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    return {plan_id for plan_id in (*held, str(facts.get("visit")).removeprefix("v:")) if isinstance(plan_id, str)}
