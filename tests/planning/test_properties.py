"""What holds for every filing log: the engine against a second reading of the rules, and the promises one by one."""

from collections import Counter

from hypothesis import given, settings

from server.planning import rules
from server.planning.district import District
from server.planning.kinds import is_emergency, kind
from server.planning.lines import BadLine
from server.planning.values import Settings
from server.vocabulary import FilingOutcome, VisitState
from tests.planning.logs import logs, moment
from tests.planning.second_reading import Reader

DEFAULTS = Settings()
PREMISES = ("91370211MA3C0AAAA1", 1)


def visits_of(district, at):
    return district.of_object(district.near[PREMISES[0]], PREMISES, at)


def steps(log, district):
    """Plays a log; yields before every filing (plan, at, decide), where `decide()` files it."""
    for hour, what, subject in log:
        at = moment(hour)
        visits_of(district, at)
        if what == "file":
            yield subject, at, lambda plan=subject, at=at: district.file(plan, PREMISES, at)
        else:
            aside(district, what, subject, at)


def aside(district, what, number, at):
    plan_id = f"p{number:02}"
    try:
        if what == "withdraw":
            district.withdraw(plan_id, at)
        elif what == "start":
            district.start(f"v:{plan_id}", at)
        else:
            district.complete(f"v:{plan_id}", at)
    except BadLine:
        pass


def played(log):
    district = District(DEFAULTS)
    decided = [(plan, decide()) for plan, _, decide in steps(log, district)]
    return district, decided


def fact_of(decision):
    return decision.facts.get("earliest") or decision.facts.get("first_free") or decision.because


@given(logs())
@settings(max_examples=300, deadline=None)
def test_the_engine_agrees_with_a_second_reading_of_the_rules(log):
    district, reader = District(DEFAULTS), Reader()
    for hour, what, subject in log:
        at = moment(hour)
        reader.lapse(at)
        if what == "file":
            _, decision = district.file(subject, PREMISES, at)
            pulled = list(decision.pulled) if is_emergency(subject) and decision.because is None else None
            mine = (decision.outcome, decision.visit_on, fact_of(decision), pulled)
            assert mine == reader.file(subject, at)
        elif what == "withdraw":
            aside(district, what, subject, at)
            reader.withdraw(f"p{subject:02}")
        else:
            aside(district, what, subject, at)
            reader.step(what, f"v:p{subject:02}")
        visits_of(district, at)
        assert as_mine(district, at) == as_read(reader)


def as_mine(district, at):
    visits = district.visits.values()
    return {v.id: (v.visit_on, district.state_of(v, at), {p.id for p in v.plans}) for v in visits}


def as_read(reader):
    return {v["id"]: (v["on"], v["state"], {p.id for p in v["plans"]}) for v in reader.visits}


@given(logs())
def test_the_same_log_gives_the_same_decisions(log):
    assert played(log)[1] == played(log)[1]


@given(logs())
@settings(deadline=None)
def test_no_visit_is_founded_in_a_standing_quiet_period_except_by_a_plan_that_none_stops(log):
    district = District(DEFAULTS)
    for plan, at, decide in steps(log, district):
        quiet = rules.quiet_periods(visits_of(district, at), DEFAULTS)
        _, decision = decide()
        if decision.joins is None and decision.visit_on and kind(plan).stopped:
            assert not any(decision.visit_on in period for period in quiet)


@given(logs())
@settings(deadline=None)
def test_merging_moves_no_plan_more_than_seven_days(log):
    district, decided = played(log)
    deferred = {plan.id for plan, (_, decision) in decided if decision.outcome is FilingOutcome.DEFERRED}
    moved = {p.id: abs((v.visit_on - p.visit_on).days) for v in district.visits.values() for p in v.plans}

    assert all(days <= 7 for plan_id, days in moved.items() if plan_id not in deferred)


@given(logs())
@settings(deadline=None)
def test_an_emergency_is_never_moved(log):
    district, _ = played(log)

    assert all(
        visit.visit_on == plan.visit_on
        for visit in district.visits.values()
        for plan in visit.plans
        if is_emergency(plan)
    )


@given(logs())
@settings(deadline=None)
def test_nothing_joins_after_the_freeze_or_a_covert_visit(log):
    district = District(DEFAULTS)
    for _, at, decide in steps(log, district):
        could_be_joined = {visit.id for visit in visits_of(district, at) if rules.is_open(visit, DEFAULTS, at)}
        _, decision = decide()
        assert decision.joins is None or decision.joins in could_be_joined


@given(logs())
@settings(deadline=None)
def test_every_plan_has_one_outcome_with_a_reason_and_stands_in_at_most_one_visit(log):
    district, decided = played(log)
    stands = Counter(plan.id for visit in district.visits.values() for plan in visit.plans)

    assert all(decision.reasons for _, (_, decision) in decided)
    assert all(stands[plan.id] <= (decision.because is None) for plan, (_, decision) in decided)


@given(logs())
@settings(deadline=None)
def test_a_visit_is_cancelled_exactly_when_nobody_is_left(log):
    district, _ = played(log)

    assert all((visit.state is VisitState.CANCELLED) == (not visit.plans) for visit in district.visits.values())
