"""The lines that only a district's own log has: moved and gathered visits, what stands, and settings that change."""

import json

import pytest

from server.planning.replay import ReplayError, replay
from server.planning.values import Settings
from tests.planning.test_replay import a_filing, a_line
from tests.planning.test_sharing import CODES, ran

MOVED = {"event": "visit.moved", "visit": "v:A", "visit_on": "2026-10-20"}
GATHERED = {"event": "visit.gathered", "visits": ["v:A", "v:B"], "visit_on": "2026-10-17"}
NEW_RULES = {"event": "settings.changed", "settings": {"notice_days": 31}}


def a_plan_of_before(plan="A", place=-1, **facts):
    return (
        {name: each for name, each in json.loads(a_filing(plan)).items() if name != "event"} | {"place": place} | facts
    )


def standing(plan="A", **facts):
    what = {
        "event": "visit.stands", "visit": f"v:{plan}", "credit_code": CODES[0], "premises": 1,
        "visit_on": "2026-10-12", "state": "open", "place": -1, "plans": [a_plan_of_before(plan)],
    }  # fmt: skip
    return a_line(**what | facts)


def said(*lines):
    return [json.loads(line) for line in replay(lines, Settings())]


def error_of(*lines):
    with pytest.raises(ReplayError) as error:
        said(*lines)
    return error.value


def test_a_moved_visit_stands_on_its_new_day_and_takes_plans_there():
    *_, joined, left = said(a_filing("A"), a_line(**MOVED), a_filing("B", visit_on="2026-10-26"))

    assert (joined["outcome"], joined["visit_on"]) == ("joined", "2026-10-20")
    assert left["plans"] == ["A", "B"]


def test_gathered_visits_become_the_one_founded_first():
    *_, first, second = said(a_filing("A"), a_filing("B", visit_on="2026-10-22"), a_line(**GATHERED))

    assert (first["visit_on"], first["plans"], first["lead"]) == ("2026-10-17", ["A", "B"], "A")
    assert (second["state"], second["plans"], second["lead"]) == ("cancelled", [], None)


def test_settings_judge_from_their_line_on():
    before, after, _ = said(a_filing("A"), a_line(**NEW_RULES), a_filing("B", visit_on="2026-10-20"))

    assert before["outcome"] == "founded"
    assert (after["because"], after["earliest"]) == ("notice_too_short", "2026-10-21")


def test_a_longer_quiet_period_counts_for_visits_that_no_longer_mattered():
    done = [
        a_line(event=f"visit.{step}", visit="v:A", at="2026-10-12T09:00:00+08:00") for step in ("started", "completed")
    ]
    looked_at = a_filing("B", at="2026-10-25T09:00:00+08:00", visit_on="2026-10-25")
    longer = a_line(event="settings.changed", settings={"quiet_days": 30}, at="2026-10-25T09:00:00+08:00")
    asked = a_filing("C", at="2026-10-25T09:00:00+08:00", visit_on="2026-11-01")

    *_, decision, _, _ = said(a_filing("A"), *done, looked_at, longer, asked)

    assert (decision["outcome"], decision["visit_on"]) == ("deferred", "2026-11-12")


def test_a_visit_that_stands_is_joined_and_led_by_who_filed_first():
    plans = [a_plan_of_before("B", -1), a_plan_of_before("A", -3)]
    *_, joined, left = said(standing(place=-3, plans=plans), a_filing("C", visit_on="2026-10-15"))

    assert (joined["outcome"], joined["visit"]) == ("joined", "v:A")
    assert (left["plans"], left["lead"]) == (["A", "B", "C"], "A")


def test_a_visit_may_stand_whose_founder_an_emergency_drew_to_its_own():
    left = standing("A", place=-3, plans=[a_plan_of_before("B", -2)])
    drawn = standing("E", visit_on="2026-10-11", plans=[a_plan_of_before("A", -3), a_plan_of_before("E", -1)])

    assert [visit["plans"] for visit in said(left, drawn)] == [["B"], ["A", "E"]]
    assert ran(f"{left}\n{drawn}".encode(), 3) == ran(f"{left}\n{drawn}".encode(), 1)


def test_premises_of_a_standing_visit_count():
    there, _, _ = said(standing(premises=2), a_filing("C", visit_on="2026-10-15"))

    assert there["outcome"] == "founded"


@pytest.mark.parametrize(
    "line",
    [
        a_line(**MOVED | {"visit": "v:nobody"}),
        a_line(**MOVED | {"visit_on": "2026-09-19"}),
        a_line(**MOVED | {"visit_on": None}),
        a_line(**MOVED | {"visit": 7}),
        a_line(**GATHERED | {"visits": []}),
        a_line(**GATHERED | {"visits": ["v:A", "v:A"]}),
        a_line(**GATHERED | {"visits": ["v:A", 7]}),
        a_line(**GATHERED | {"visits": "v:A"}),
        a_line(**GATHERED | {"visits": ["v:nobody", "v:A"]}),
        a_line(**GATHERED | {"visits": ["v:A", "v:far"]}),
        a_line(**GATHERED | {"visits": ["v:far", "v:A"]}),
        a_line(**GATHERED | {"visit_on": "2026-09-19"}),
        a_line(**NEW_RULES | {"settings": {"notice_days": -1}}),
        a_line(**NEW_RULES | {"settings": {"notice": 7}}),
        a_line(**NEW_RULES | {"settings": []}),
        a_line(event="settings.changed"),
        standing(),
        standing("far"),
        standing("C", state="lapsed"),
        standing("C", place=1),
        standing("C", place=None),
        standing("C", visit="C"),
        standing("C", visit="v:"),
        standing("C", plans=[]),
        standing("C", plans=[7]),
        standing("C", plans=[a_plan_of_before("C"), a_plan_of_before("C")]),
        standing("C", plans=[a_plan_of_before("C", 0)]),
        standing("C", plans=[a_plan_of_before("C", channel="red")]),
        standing("C", plans=[a_plan_of_before("A")]),
        standing("C", plans=[a_plan_of_before("far")]),
        standing("C", premises="1"),
    ],
)
def test_an_extra_line_that_is_broken_or_cannot_have_happened_is_an_error_in_one_process_and_in_three(line):
    log = "\n".join([a_filing("A"), a_filing("far", credit_code=CODES[1]), line]).encode()

    status, out, err = ran(log, 1)

    assert (status, err.split(":")[0]) == (2, "line 3")
    assert (status, out, err) == ran(log, 3) == ran(log, 2)


def test_extra_lines_are_shared_out_like_the_others():
    log = [
        a_line(**NEW_RULES | {"settings": {"notice_days": 3}}),
        standing("E", credit_code=CODES[2]),
        *(
            a_filing(name, credit_code=code)
            for name, code in zip("ABCD", [CODES[0], CODES[0], *CODES[1:3]], strict=True)
        ),
        a_filing("F", visit_on="2026-10-25"),
        a_line(event="visit.moved", visit="v:C", visit_on="2026-10-13"),
        a_line(event="visit.moved", visit="v:E", visit_on="2026-10-16"),
        a_line(event="visit.gathered", visits=["v:A", "v:F"], visit_on="2026-10-18"),
        a_line(event="plan.withdrawn", plan="E"),
    ]

    assert ran("\n".join(log).encode(), 1)[0] == 0
    assert ran("\n".join(log).encode(), 3) == ran("\n".join(log).encode(), 1)
