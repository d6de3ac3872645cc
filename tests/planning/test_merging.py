"""The worked examples of the rules, and each rule at its edges."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from server.planning import effects, rules
from server.planning.merging import decide
from server.planning.values import Plan, Settings, Visit
from server.vocabulary import Cause, Channel, VisitState

LOCAL = ZoneInfo("Asia/Shanghai")
SETTINGS = Settings()


def october(day, hour=9, minute=0):
    return datetime(2026, 10, day, hour, minute, tzinfo=LOCAL)


def on(day, month=10):
    return date(2026, month, day)


def a_plan(name="X", day=12, **facts):
    facts = {"agency": name.lower(), "items": frozenset({name}), "channel": Channel.ORDINARY, "filed_no": 50} | facts
    return Plan(id=name, visit_on=on(day), **facts)


def green(name, day, cause, **facts):
    return a_plan(name, day, channel=Channel.GREEN, cause=cause, **facts)


def a_visit(day, *plans, state=VisitState.OPEN, founded_no=1):
    return Visit(f"v:{day}", on(day), founded_no, plans or (a_plan(f"A{day}", day, filed_no=founded_no),), state)


def decided(plan, *visits, at=None, settings=SETTINGS):
    return decide(plan, visits, settings, at or datetime(2026, 9, 20, 9, tzinfo=LOCAL))


def result(decision):
    day = decision.visit_on or decision.facts.get("earliest") or decision.facts.get("first_free")
    return decision.because or str(decision.outcome), day


def test_a_chain_is_not_merged_through_its_middle():
    first = a_visit(12)

    assert result(decided(a_plan("B", 19), first)) == ("joined", on(12))
    assert result(decided(a_plan("C", 26), first)) == ("founded", on(26))


def test_the_middle_filed_first_gathers_both_sides():
    middle = a_visit(19)

    assert result(decided(a_plan("A", 12), middle)) == ("joined", on(19))
    assert result(decided(a_plan("C", 26), middle)) == ("joined", on(19))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (october(1, 23, 59), ("founded", on(8))),
        (october(2, 0, 1), ("notice_too_short", on(9))),
    ],
)
def test_seven_days_of_notice_are_counted_in_calendar_days(at, expected):
    assert result(decided(a_plan(day=8), at=at)) == expected


def test_the_day_of_filing_is_the_day_in_shanghai():
    late_on_the_first = datetime.fromisoformat("2026-10-01T15:59:00+00:00")
    early_on_the_second = datetime.fromisoformat("2026-10-01T16:01:00+00:00")

    assert result(decided(a_plan(day=8), at=late_on_the_first)) == ("founded", on(8))
    assert result(decided(a_plan(day=8), at=early_on_the_second)) == ("notice_too_short", on(9))


def test_joining_needs_no_notice_of_its_own():
    assert result(decided(a_plan(day=12), a_visit(12), at=october(8))) == ("joined", on(12))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (october(11, 17, 59), ("joined", on(12))),
        (october(11, 18, 0), ("deferred", on(20))),
    ],
)
def test_a_visit_freezes_at_six_in_the_evening_of_the_day_before(at, expected):
    assert result(decided(a_plan(day=18), a_visit(12), at=at)) == expected


def test_a_tip_off_in_a_quiet_period_founds_and_makes_no_quiet_period():
    tip_off = green("T", 15, Cause.TIP_OFF)
    done = a_visit(12, state=VisitState.COMPLETED)

    decision = decided(tip_off, done, at=october(14))

    assert result(decision) == ("founded", on(15))
    assert not rules.makes_quiet(effects.filed(tip_off, decision, [done], "v:T")[0])


def test_an_emergency_two_days_ahead_pulls_the_plans_that_may_move_to_it():
    near, far = a_plan("A", 12, filed_no=1), a_plan("B", 19, filed_no=2)
    emergency, visit = green("E", 11, Cause.EMERGENCY), a_visit(12, near, far)

    decision = decided(emergency, visit, at=october(9))
    founded, left = effects.filed(emergency, decision, [visit], "v:E")

    assert (result(decision), decision.pulled) == (("founded", on(11)), ("A",))
    assert (founded.visit_on, rules.leading(founded.plans).id) == (on(11), "E")
    assert (left.visit_on, rules.leading(left.plans).id, left.state) == (on(12), "B", VisitState.OPEN)


def test_an_emergency_that_takes_everybody_away_leaves_the_visit_cancelled():
    emergency, visit = green("E", 11, Cause.EMERGENCY), a_visit(12)

    decision = decided(emergency, visit, at=october(9))

    assert decision.cancelled == ("v:12",)
    assert effects.filed(emergency, decision, [visit], "v:E")[1].state is VisitState.CANCELLED


def test_an_emergency_for_today_or_tomorrow_moves_nobody():
    for day in (10, 11):
        decision = decided(green("E", day, Cause.EMERGENCY), a_visit(12), at=october(10))

        assert (result(decision), decision.pulled) == (("founded", on(day)), ())


@pytest.mark.parametrize(
    "held",
    [
        green("H", 12, Cause.EMERGENCY, filed_no=1),
        green("H", 12, Cause.TIP_OFF, filed_no=1),
        green("H", 12, Cause.SUPERIOR_ORDER, fixed_day=True, filed_no=1),
        a_plan("H", 12, channel=Channel.RECHECK, filed_no=1),
        a_plan("H", 12, earliest=on(12), filed_no=1),
        a_plan("H", 19, filed_no=1),
    ],
)
def test_an_emergency_does_not_pull_a_plan_that_keeps_or_cannot_take_its_day(held):
    assert decided(green("E", 11, Cause.EMERGENCY), a_visit(12, held), at=october(5)).pulled == ()


def test_an_emergency_joins_the_visit_that_stands_on_its_day_and_leads_it():
    emergency, visit = green("E", 12, Cause.EMERGENCY), a_visit(12)

    decision = decided(emergency, visit, at=october(8))
    joined = effects.filed(emergency, decision, [visit], "v:E")[0]

    assert (decision.joins, rules.leading(joined.plans).id) == ("v:12", "E")


def test_a_visit_not_started_by_the_end_of_the_next_day_lapses_and_its_quiet_period_ends():
    visit = a_visit(12)
    lapsed = effects.lapsed([visit], on(14))

    assert effects.lapsed([visit], on(13)) == []
    assert result(decided(a_plan(day=22), *lapsed, at=october(14))) == ("founded", on(22))


def test_green_plans_of_unknown_cause_are_refused_before_anything_else():
    assert result(decided(green("Z", 1, None), at=october(10)))[0] == "unknown_cause"


def test_a_day_that_has_passed_is_refused():
    assert result(decided(a_plan(day=9), at=october(10)))[0] == "day_has_passed"


@pytest.mark.parametrize(
    ("state", "because"),
    [
        (VisitState.OPEN, "item_already_planned"),
        (VisitState.STARTED, "item_already_planned"),
        (VisitState.COMPLETED, "founded"),
        (VisitState.CANCELLED, "founded"),
        (VisitState.LAPSED, "founded"),
    ],
)
def test_the_same_agency_does_not_file_the_same_item_twice_for_one_unfinished_visit(state, because):
    before = green("A", 12, Cause.TIP_OFF, agency="fire", items=frozenset({"exits", "alarms"}))
    again = green("B", 19, Cause.TIP_OFF, agency="fire", items=frozenset({"alarms"}))

    assert result(decided(again, a_visit(12, before, state=state), at=october(11)))[0] == because


def test_the_same_item_eight_days_on_may_be_filed():
    before = a_plan("A", 12, agency="fire", items=frozenset({"exits"}))

    again = a_plan("B", 20, agency="fire", items=frozenset({"exits"}))

    assert result(decided(again, a_visit(12, before))) == ("founded", on(20))


def test_a_recheck_may_repeat_an_item_that_stands():
    before = a_plan("A", 12, agency="fire", items=frozenset({"exits"}))
    recheck = a_plan("R", 14, agency="fire", items=frozenset({"exits"}), channel=Channel.RECHECK)

    assert result(decided(recheck, a_visit(12, before))) == ("founded", on(14))


def test_covert_plans_join_nothing_and_nothing_joins_them():
    covert = green("K", 12, Cause.COVERT)

    assert result(decided(covert, a_visit(12))) == ("founded", on(12))
    assert result(decided(a_plan(day=12), a_visit(12, covert))) == ("founded", on(12))


def test_the_visit_that_holds_an_emergency_takes_plans_first_then_the_first_founded():
    early = a_visit(10, founded_no=1)
    late = a_visit(14, founded_no=2)
    urgent = a_visit(16, green("E", 16, Cause.EMERGENCY), founded_no=3)

    assert decided(a_plan(day=12), late, early).joins == "v:10"
    assert decided(a_plan(day=12), late, early, urgent).joins == "v:16"


def test_earliest_and_latest_narrow_what_a_movable_plan_accepts():
    assert rules.accepts_day(a_plan(day=12), on(5), SETTINGS)
    assert not rules.accepts_day(a_plan(day=12), on(4), SETTINGS)
    assert not rules.accepts_day(a_plan(day=12, earliest=on(6)), on(5), SETTINGS)
    assert not rules.accepts_day(a_plan(day=12, latest=on(13)), on(14), SETTINGS)


def test_a_plan_that_keeps_its_day_ignores_earliest_and_latest():
    recheck = a_plan(day=12, channel=Channel.RECHECK, earliest=on(13), latest=on(11))

    assert rules.accepts_day(recheck, on(12), SETTINGS)
    assert not rules.accepts_day(recheck, on(13), SETTINGS)


def test_nobody_goes_around_a_joint_inspection_that_he_missed():
    started = a_visit(12, state=VisitState.STARTED)
    tip_off = a_visit(15, green("T", 15, Cause.TIP_OFF))
    can_wait = green("U", 17, Cause.TIP_OFF, urgent=False)

    assert result(decided(a_plan(day=19), started, tip_off, at=october(12))) == ("deferred", on(20))
    assert result(decided(can_wait, started, tip_off, at=october(12))) == ("joined", on(15))


def test_a_deferred_plan_joins_a_visit_on_its_first_day_however_far():
    frozen, far = a_visit(12), a_visit(27)

    decision = decided(a_plan(day=18), frozen, far, at=october(11, 19))

    assert (result(decision), decision.joins) == (("deferred", on(27)), "v:27")


def test_a_plan_that_would_be_deferred_past_its_latest_day_is_refused_with_the_first_free_day():
    plan = a_plan(day=18, latest=on(19))

    assert result(decided(plan, a_visit(12), at=october(11, 19))) == ("quiet_period", on(20))


def test_short_notice_is_said_before_the_quiet_period():
    assert result(decided(a_plan(day=16), a_visit(12), at=october(12))) == ("notice_too_short", on(19))


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (green("S", 17, Cause.SUPERIOR_ORDER), ("deferred", on(20))),
        (green("S", 17, Cause.SUPERIOR_ORDER, fixed_day=True), ("founded", on(17))),
        (green("O", 17, Cause.OTHER), ("deferred", on(20))),
        (green("T", 17, Cause.TIP_OFF), ("founded", on(17))),
        (green("T", 17, Cause.TIP_OFF, urgent=False), ("founded", on(17))),
        (green("E", 17, Cause.EMERGENCY), ("founded", on(17))),
        (a_plan("R", 17, channel=Channel.RECHECK), ("founded", on(17))),
    ],
)
def test_what_a_quiet_period_stops_is_put_off_and_the_rest_goes_ahead(plan, expected):
    assert result(decided(plan, a_visit(12, state=VisitState.COMPLETED), at=october(14))) == expected


def test_a_quiet_period_ends_when_no_plan_that_makes_one_is_left():
    ordinary, tip_off = a_plan("A", 12, filed_no=1), green("T", 12, Cause.TIP_OFF, filed_no=2)
    visit = a_visit(12, ordinary, tip_off)

    left = effects.without(visit, ["A"])

    assert rules.makes_quiet(visit)
    assert not rules.makes_quiet(left)
    assert (left.visit_on, rules.leading(left.plans).id) == (on(12), "T")


def test_an_emergency_leads_and_after_it_the_earliest_filed():
    plans = [a_plan("A", filed_no=1), a_plan("B", filed_no=2), green("E", 12, Cause.EMERGENCY, filed_no=3)]

    assert rules.leading(plans).id == "E"
    assert rules.leading(plans[:2]).id == "A"
    assert rules.leading([]) is None


def test_a_decision_says_whom_it_met_and_how_far_apart_the_days_are():
    reason = decided(a_plan("X", 15), a_visit(12)).reasons[0]

    assert reason.code == "stands_first"
    assert reason.facts == {"agency": "a12", "visit_on": on(12), "asked_on": on(15), "days": 3}


def test_other_numbers_give_other_decisions():
    strict = Settings(notice_days=10, merge_days=3, quiet_days=5)

    assert result(decided(a_plan(day=12), at=october(3), settings=strict)) == ("notice_too_short", on(13))
    assert result(decided(a_plan(day=16), a_visit(12), at=october(1), settings=strict)) == ("deferred", on(18))
