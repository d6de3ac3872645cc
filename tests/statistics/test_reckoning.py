"""What one enterprise's records count for."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from server.statistics.measures import NEVER
from server.statistics.reckoning import ALL, Complained, Ordered, Planned, Records, Told, TooLate, Visited, lines

DAY = date(2026, 3, 10)
FIRE, MARKET = ("fire", ""), ("market", "")


def a_plan(agency="fire", cause=None, items=("exit",), channel=None) -> Planned:
    return Planned(agency, channel or ("green" if cause else "ordinary"), cause, items)


def a_visit(*plans: Planned, day=DAY, state="completed", made=0, **facts) -> Visited:
    made_at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=made)
    name = facts.pop("id", f"v{day}{made}")
    return Visited(name, "p", day, made_at, state, bool(plans), facts.pop("agency", None), plans, **facts)


def counts(*visits: Visited, scope=ALL, **more) -> dict[str, int]:
    total: dict[str, int] = {}
    for line in lines(Records(visits, **more), lambda day: 7):
        if line.scope == scope:
            for name, number in line.counts.items():
                total[name] = total.get(name, 0) + number
    return total


def test_a_joint_visit_is_one_visit_for_the_district_and_one_for_each_agency():
    visit = a_visit(a_plan(), a_plan("market", items=("food", "sign")))
    assert counts(visit)["visits"] == counts(visit)["joint"] == counts(visit)["saved"] == 1
    assert counts(visit, scope=FIRE) == {"visits": 1, "saved": 1, "joint": 1, "plans": 1, "ordinary": 1}
    assert counts(visit, scope=("", "sign"))["plans"] == 1


def test_what_has_not_begun_is_not_counted_and_a_covert_visit_that_never_began_is_nowhere():
    covert = a_visit(a_plan(cause="covert"), state="lapsed")
    assert counts(a_visit(a_plan(), state="open"), a_visit(a_plan(), state="cancelled", made=1), covert) == {}
    assert counts(a_visit(a_plan(cause="covert")))["covert"] == 1
    assert counts(a_visit(a_plan(), state="lapsed")) == {"lapsed": 1}


def test_green_plans_are_counted_by_cause():
    told = counts(a_visit(a_plan(cause="emergency"), a_plan("market", cause="tip_off")))
    assert (told["green"], told["emergency"], told["tip_off"], told["plans"]) == (2, 1, 1, 2)


def test_the_later_made_of_two_near_visits_is_the_exception():
    first, second = a_visit(a_plan(), made=1), a_visit(a_plan("market"), day=DAY + timedelta(days=7))
    assert counts(first, replace(second, premises="elsewhere")).get("in_quiet", 0) == 0
    assert [line.id for line in lines(Records([first, second]), lambda day: 7) if line.counts.get("in_quiet")] == [
        first.id, first.id, first.id
    ]  # fmt: skip
    assert counts(first, second, scope=FIRE)["in_quiet"] == 1
    assert "in_quiet" not in counts(first, replace(second, day=DAY + timedelta(days=8)))


def test_an_item_again_within_half_a_year_is_a_repeat_but_not_for_a_cause():
    first, again = a_visit(a_plan()), DAY + timedelta(days=182)
    assert counts(first, a_visit(a_plan(), day=again), scope=("", "exit"))["repeats"] == 1
    assert "repeats" not in counts(first, a_visit(a_plan(), day=again + timedelta(days=1)))
    assert "repeats" not in counts(first, a_visit(a_plan(items=("other",)), day=again))
    assert "repeats" not in counts(first, a_visit(a_plan(cause="tip_off"), day=again))


def test_results_corrections_and_late_uploads():
    visit = a_visit(
        a_plan(), a_plan("market", items=("food",)), late_synced=frozenset({"market"}),
        results=[Told("fire", True, {"exit": "correction_ordered"}), Told("market", False, {"food": "no_problem"})],
        corrections=[Ordered("fire", "exit", True), Ordered("fire", "exit", False), Ordered("fire", "exit", None)],
    )  # fmt: skip
    told = counts(visit)
    assert (told["results"], told["late_results"], told["problems"], told["late_synced"]) == (2, 1, 1, 1)
    assert (told["ordered"], told["in_time"], told["corrected_late"]) == (3, 1, 1)
    market = counts(visit, scope=MARKET)
    assert market["late_synced"] == 1
    assert not {"problems", "ordered", "late_results"} & market.keys()


def test_refused_too_late_and_complaints_count_where_they_belong():
    late = [TooLate("x", "p", DAY, "fire", ("exit",))]
    told = [Complained(str(n), "p", DAY, None, *of) for n, of in enumerate(
        [("closed", "upheld"), ("closed", "partly"), ("closed", "unfounded"), ("declined", None), ("accepted", None)]
    )]  # fmt: skip
    assert counts(too_late=late, scope=FIRE) == {"refused_late": 1}
    assert counts(complaints=told) == {"complaints": 5, "upheld": 2, "unfounded": 1, "declined": 1}


def test_each_line_knows_the_month_of_the_visit_before_in_its_scope():
    visits = [a_visit(a_plan()), a_visit(a_plan("market", items=("food",)), day=date(2026, 5, 2))]
    before = {(line.id, line.scope): line.before for line in lines(Records(visits), lambda day: 7)}
    assert before[visits[1].id, ALL] == "2026-03"
    assert before[visits[1].id, MARKET] == before[visits[0].id, ALL] == NEVER
