"""What the form answers while it is filled in: the plan's fate in one sentence, and the day that would do instead."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from server import clock
from server.planning import admission, judging, merging, queries, views
from server.planning.rules import DAY
from server.planning.values import Decision, NewPlan, Plan, Settings, Visit
from server.registry.tables import PremisesRow
from server.vocabulary import FilingOutcome

FARTHEST = 120  # days looked at for one that would do


@dataclass(frozen=True)
class Fate:
    """The sentence under the day, how good the news is, the day the visit falls on, and a day that would do instead."""

    tone: str
    sentence: str
    lands: date | None = None
    instead: date | None = None


def fate(new: NewPlan, agency_id: str, premises: PremisesRow, language: str) -> Fate:
    """What would become of a plan by its day and kind alone, whether or not its items and team are chosen yet."""
    admission.require_day(new, clock.today())
    admission.require_standing(premises.enterprise.ended_on or premises.ended_on, new.visit_on)
    _, settings = queries.settings_on(clock.today())
    visits, _ = judging.standing_visits(premises, settings, clock.now())
    plan = new.numbered("", agency_id, filed_no=0)
    decision = merging.decide(plan, visits, settings, clock.now())
    sentence = views.decision(decision.as_document(), language)["sentence"]
    instead = first_possible(plan, visits, settings, clock.now()) if decision.because else None
    return Fate(tone(decision), sentence, decision.visit_on, instead)


def tone(decision: Decision) -> str:
    """Whether the news is good, to be noted, or bad."""
    if decision.because:
        return "stop"
    return "attention" if decision.outcome is FilingOutcome.DEFERRED else "valid"


def first_possible(plan: Plan, visits: list[Visit], settings: Settings, at: datetime) -> date | None:
    """The first day from the one asked for on which the plan would not be refused."""
    last = plan.latest or plan.visit_on + FARTHEST * DAY
    days = (plan.visit_on + count * DAY for count in range(FARTHEST))
    possible = (day for day in days if day <= last and accepted(replace(plan, visit_on=day), visits, settings, at))
    return next(possible, None)


def accepted(plan: Plan, visits: list[Visit], settings: Settings, at: datetime) -> bool:
    """Whether the rules would take the plan."""
    return merging.decide(plan, visits, settings, at).because is None
