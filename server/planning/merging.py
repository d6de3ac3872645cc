"""What becomes of a plan when it is filed, in the order of the rules: refused, founding, joining, deferred."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from server.planning import decisions, open_days, rules
from server.planning.kinds import is_covert, is_emergency, kind
from server.planning.rules import DAY, Period, days_apart, repeats
from server.planning.values import Decision, Plan, Settings, Visit
from server.vocabulary import Channel


def decide(plan: Plan, visits: Sequence[Visit], settings: Settings, at: datetime) -> Decision:
    """Judges a plan filed at a moment against the visits of its object, of which no overdue one is left unlapsed."""
    at = rules.local(at)
    today = at.date()
    if refusal := refused_at_once(plan, visits, settings, today):
        return refusal
    if is_covert(plan):
        return decisions.founded(plan.visit_on, "covert_alone")
    open_visits = rules.joinable_now(visits, settings, at) if visits else visits
    if is_emergency(plan):
        return emergency(plan, open_visits, settings, today)
    joinable = not_barred(plan, open_visits, visits, settings) if open_visits else open_visits
    if joinable and (visit := found_to_join(plan, joinable, visits, settings, at)):
        return decisions.joined(plan, visit)
    return without_a_visit(plan, joinable, visits, settings, today)


def refused_at_once(plan: Plan, visits: Sequence[Visit], settings: Settings, today: date) -> Decision | None:
    """Rule 1: what is refused whatever else stands."""
    if plan.channel is Channel.GREEN and plan.cause is None:
        return decisions.refused("unknown_cause")
    if plan.visit_on < today:
        return decisions.refused("day_has_passed")
    if visits and (visit := same_item_planned(plan, visits, settings)):
        return decisions.refused("item_already_planned", visit_on=visit.visit_on, days=settings.merge_days)
    return None


def same_item_planned(plan: Plan, visits: Iterable[Visit], settings: Settings) -> Visit | None:
    """An unfinished visit near the day asked for where the same agency has one of these items; rechecks are exempt."""
    if plan.channel is Channel.RECHECK:
        return None
    for visit in visits:
        near = days_apart(visit.visit_on, plan.visit_on) <= settings.merge_days
        if near and visit.state in rules.UNFINISHED and any([repeats(plan, other) for other in visit.plans]):
            return visit
    return None


def emergency(plan: Plan, open_visits: Sequence[Visit], settings: Settings, today: date) -> Decision:
    """Rule 3 (应急优先): an emergency keeps its day, and filed early enough draws the movable plans around to it."""
    visit = visit_to_join(plan, open_visits, settings)
    if (plan.visit_on - today).days < settings.emergency_pull_days:
        return decisions.emergency(plan, visit, reason="too_near_to_pull", days=settings.emergency_pull_days)
    others = [other for other in open_visits if other is not visit]
    pulled = {other.id: plans_drawn_to(plan.visit_on, other, settings) for other in others}
    emptied = [other.id for other in others if len(pulled[other.id]) == len(other.plans)]
    return decisions.emergency(plan, visit, [plan for plans in pulled.values() for plan in plans], emptied)


def plans_drawn_to(day: date, visit: Visit, settings: Settings) -> list[Plan]:
    """The plans of a visit that an emergency on a day moves to itself."""
    return [plan for plan in visit.plans if kind(plan).movable and rules.accepts_day(plan, day, settings)]


def not_barred(
    plan: Plan, open_visits: Sequence[Visit], visits: Sequence[Visit], settings: Settings
) -> Sequence[Visit]:
    """Rule 4's bar: nobody goes around a joint inspection that he missed by joining another inside its quiet period."""
    if not kind(plan).stopped:
        return open_visits
    missed = [visit for visit in visits if visit not in open_visits]
    return [visit for visit in open_visits if not rules.is_quiet(visit.visit_on, missed, settings)]


def found_to_join(
    plan: Plan, joinable: Sequence[Visit], visits: Sequence[Visit], settings: Settings, at: datetime
) -> Visit | None:
    """The visit that takes the plan up as it stands, or where days are open on a day that suits the plan too."""
    visit = visit_to_join(plan, joinable, settings)
    if visit is None and settings.day_policy == "open":
        return open_days.visit_shifted_for(plan, joinable, visits, settings, at)
    return visit


def visit_to_join(plan: Plan, joinable: Iterable[Visit], settings: Settings) -> Visit | None:
    """Rule 4: of the visits whose day the plan accepts, the one that takes plans up first."""
    accepted = [visit for visit in joinable if rules.accepts_day(plan, visit.visit_on, settings)]
    return min(accepted, key=rules.takes_first) if accepted else None


def without_a_visit(
    plan: Plan, joinable: Sequence[Visit], visits: Sequence[Visit], settings: Settings, today: date
) -> Decision:
    """Rules 5 to 8, for a plan that found no visit to join."""
    if not kind(plan).stopped:
        return decisions.founded(plan.visit_on, "never_stopped")
    if plan.channel is Channel.ORDINARY and (plan.visit_on - today).days < settings.notice_days:
        earliest = today + settings.notice_days * DAY
        return decisions.refused("notice_too_short", earliest=earliest, days=settings.notice_days)
    if visits and rules.is_quiet(plan.visit_on, visits, settings):
        return put_off(plan, joinable, rules.quiet_periods(visits, settings))
    return decisions.founded(plan.visit_on, "day_is_free")


def put_off(plan: Plan, joinable: Sequence[Visit], quiet: Sequence[Period]) -> Decision:
    """Rule 7: deferred to the first day on which the plan can be done, or refused if that is later than its latest."""
    first_free = first_free_day(plan.visit_on, joinable, quiet)
    if plan.latest and first_free > plan.latest:
        return decisions.refused("quiet_period", first_free=first_free)
    on_that_day = (visit for visit in joinable if visit.visit_on == first_free)
    return decisions.deferred(plan, first_free, min(on_that_day, key=rules.takes_first, default=None))


def first_free_day(asked: date, joinable: Iterable[Visit], quiet: Sequence[Period]) -> date:
    """The first day after the asked one that has a visit to join, however far, or lies outside every quiet period."""
    days_of_visits = [visit.visit_on for visit in joinable if visit.visit_on > asked]
    return min([*days_of_visits, rules.first_day_outside(quiet, asked + DAY)])
