"""The fewest visits possible: as few as trying every choice of days finds, and never outside a plan's range."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import combinations
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from server.planning import rules, what_if
from server.planning.kinds import is_covert, kind
from server.planning.values import Plan, Settings, Visit
from server.vocabulary import Cause, Channel, VisitState
from tests.planning.logs import a_plan

SETTINGS = Settings()
BEFORE = datetime(2026, 10, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


def october(day):
    return date(2026, 10, 1) + timedelta(days=day - 1)


def an_ordinary(day, name="a", number=1, **facts):
    return Plan(name, name, frozenset({name}), Channel.ORDINARY, october(day), number, **facts)


def alone(plan):
    return Visit(f"v:{plan.id}", plan.visit_on, plan.filed_no, (plan,))


def random_visits(seed, most=7):
    """Visits of one object as filings may leave them: each plan stands where it asked, or with an earlier visit."""
    chance, visits = Random(seed), []
    for number in range(chance.randint(1, most)):
        plan = replace(a_plan(chance, number, 0), visit_on=october(chance.randint(3, 36)))
        plan = replace(plan, earliest=None, latest=plan.latest and max(plan.latest, plan.visit_on))
        joined = [v for v in visits if rules.accepts_day(plan, v.visit_on, SETTINGS) and not rules.is_sealed(v)]
        if joined and not is_covert(plan) and chance.random() < 0.5:
            place = visits.index(chance.choice(joined))
            visits[place] = replace(visits[place], plans=(*visits[place].plans, plan))
        else:
            visits.append(alone(plan))
    return visits


def tried_out(visits, reach):
    """The fewest days by trying every choice of them."""
    windows = [what_if.window(p, v.visit_on, reach) for v in visits for p in v.plans if not is_covert(p)]
    covert = sum(is_covert(p) for v in visits for p in v.plans)
    days = sorted({each.last for each in windows})
    choices = (c for size in range(len(days) + 1) for c in combinations(days, size))
    return covert + next(len(c) for c in choices if all(any(day in each for day in c) for each in windows))


@given(st.integers(0, 2**32), st.sampled_from([0, 7, 14]))
def test_the_fewest_is_what_trying_every_choice_of_days_finds(seed, reach):
    visits = random_visits(seed)

    assert what_if.fewest(visits, reach) == tried_out(visits, reach)


@given(st.integers(0, 2**32))
def test_the_fewest_is_never_more_than_merged_and_a_wider_range_never_needs_more(seed):
    visits = random_visits(seed, most=12)

    compared = what_if.compare({"here": visits}, 7, 30)

    assert compared.filed >= compared.merged >= compared.fewest >= compared.wider


@given(st.integers(0, 2**32), st.sampled_from([7, 30]))
def test_every_proposal_respects_ranges_quiet_periods_and_what_cannot_move(seed, reach):
    visits = random_visits(seed, most=12)

    for proposal in what_if.proposals("here", visits, SETTINGS, BEFORE, reach):
        plans = [plan for visit in proposal.moving for plan in visit.plans]
        others = [visit for visit in visits if visit not in proposal.visits]
        assert proposal.saved >= 1
        assert all(kind(plan).movable for plan in plans)
        assert all(not plan.latest or proposal.day <= plan.latest for plan in plans)
        assert all(rules.days_apart(plan.visit_on, proposal.day) <= reach for plan in plans)
        if any(kind(plan).stopped for plan in plans):
            assert not any(proposal.day in period for period in rules.quiet_periods(others, SETTINGS))


@given(st.integers(0, 2**32))
def test_visits_gathered_as_proposed_keep_every_plan_and_are_no_fewer_than_the_fewest(seed):
    visits = random_visits(seed, most=12)

    proposals = what_if.proposals("here", visits, SETTINGS, BEFORE, 7)
    after = [v for p in proposals for v in what_if.gathered(p.visits, p.day)] + [
        visit for visit in visits if not any(visit in p.visits for p in proposals)
    ]
    standing = [visit for visit in after if visit.state is VisitState.OPEN]

    assert what_if.fewest(visits, 7) <= len(standing) <= len(visits)
    assert len(standing) == len(visits) - sum(p.saved for p in proposals)
    assert {p.id for v in standing for p in v.plans} == {p.id for v in visits for p in v.plans}


def test_the_chain_of_three_that_filing_leaves_as_two_visits_could_be_one():
    visits = [replace(alone(an_ordinary(12)), plans=(an_ordinary(12), an_ordinary(19, "b", 2)))]
    visits.append(alone(an_ordinary(26, "c", 3)))

    [proposal] = what_if.proposals("here", visits, SETTINGS, BEFORE, 7)

    assert what_if.compare({"here": visits}, 7, 14) == (3, 2, 1, 1)
    assert (proposal.day, proposal.agencies) == (october(19), ("a", "b", "c"))


def test_visits_move_to_the_day_where_most_stand_and_only_who_moves_has_to_agree():
    visits = [alone(an_ordinary(12)), alone(an_ordinary(20, "b", 2))]
    visits[1] = replace(visits[1], plans=(*visits[1].plans, an_ordinary(18, "c", 3)))

    [proposal] = what_if.proposals("here", visits, SETTINGS, BEFORE, 14)

    assert (proposal.day, proposal.agencies) == (october(20), ("a",))


def test_an_emergency_stays_and_the_others_come_to_it():
    urgent = Plan("e", "e", frozenset("e"), Channel.GREEN, october(9), 2, cause=Cause.EMERGENCY)

    [proposal] = what_if.proposals("here", [alone(an_ordinary(14)), alone(urgent)], SETTINGS, BEFORE, 7)

    assert (proposal.day, proposal.agencies) == (october(9), ("a",))


def test_what_is_frozen_or_repeats_the_same_item_is_not_proposed():
    early, late = alone(an_ordinary(2)), alone(an_ordinary(9, "b", 2))
    again = [alone(an_ordinary(12)), alone(replace(an_ordinary(20, "a2", 2), agency="a", items=frozenset("a")))]

    assert what_if.proposals("here", [early, late], SETTINGS, BEFORE.replace(hour=18), 7) == []
    assert what_if.proposals("here", again, SETTINGS, BEFORE, 7) == []


def test_visits_that_are_one_are_led_by_who_filed_first():
    first, second = alone(an_ordinary(12)), alone(an_ordinary(20, "b", 2))

    taking, given_up = what_if.gathered([second, first], october(15))

    assert (taking.id, taking.visit_on, [plan.id for plan in taking.plans]) == ("v:a", october(15), ["a", "b"])
    assert (given_up.id, given_up.state) == ("v:b", VisitState.CANCELLED)
