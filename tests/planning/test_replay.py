"""The replay agrees with every published case, and says which line is bad and why."""

import io
import json
from pathlib import Path

import pytest

from server.planning.replay import ReplayError, replay
from server.planning.replaying import run
from server.planning.values import Settings

CASES = Path(__file__).parent.parent / "cases" / "planning"
DEFAULTS = Settings()
NAMES = sorted(path.stem for path in CASES.glob("*.jsonl") if not path.stem.endswith(".expected"))


def a_line(**facts):
    return json.dumps({"at": "2026-09-20T09:00:00+08:00", "event": "clock"} | facts, ensure_ascii=False)


def a_filing(plan="A", **facts):
    return a_line(
        **{
            "event": "plan.filed",
            "plan": plan,
            "agency": plan.lower(),
            "credit_code": "91370211MA3C0AAAA1",
            "premises": 1,
            "items": [f"item-{plan.lower()}"],
            "channel": "ordinary",
            "visit_on": "2026-10-12",
        }
        | facts
    )


def decisions(log, settings=DEFAULTS):
    return [json.loads(answer) for answer in replay(log, settings)]


def without(name, line):
    return json.dumps({key: value for key, value in json.loads(line).items() if key != name})


def error_of(*lines):
    with pytest.raises(ReplayError) as error:
        decisions(lines)
    return error.value


def ran(text):
    out, err = io.BytesIO(), io.StringIO()
    status = run(io.BytesIO(text.encode()), out, err, Settings())
    return status, out.getvalue().decode(), err.getvalue()


@pytest.mark.parametrize("name", NAMES)
def test_every_published_case_replays_to_its_expected_decisions(name):
    log = (CASES / f"{name}.jsonl").read_text()
    expected = (CASES / f"{name}.expected.jsonl").read_text()

    assert ran(log) == (0, expected, "")


def test_there_are_cases():
    assert len(NAMES) >= 19


def test_blank_lines_are_skipped_and_counted():
    lines = decisions(["\n", a_filing(), "  \n"])

    assert lines[0]["line"] == 2


def test_an_empty_log_says_nothing():
    assert ran("") == (0, "", "")


def test_the_error_names_its_line_and_nothing_follows_it():
    status, out, err = ran("\n".join([a_filing("A"), a_filing("B"), "{", a_filing("C")]))

    assert status == 2
    assert [json.loads(line)["plan"] for line in out.splitlines()] == ["A", "B"]
    assert err == "line 3: not JSON\n"


def test_times_may_be_equal_and_are_compared_across_offsets():
    log = [a_filing("A"), a_line(at="2026-09-20T01:00:00Z"), a_line(at="2026-09-19T21:00:00-04:00")]

    first, *_ = decisions(log)

    assert first["outcome"] == "founded"


def test_time_does_not_run_backwards():
    error = error_of(a_line(at="2026-09-20T09:00:00+08:00"), a_line(at="2026-09-20T09:30:00+09:00"))

    assert (error.line, error.reason) == (2, "time runs backwards")


@pytest.mark.parametrize(
    "field", ["at", "event", "plan", "agency", "credit_code", "premises", "items", "channel", "visit_on"]
)
def test_a_filing_without_one_of_its_fields_is_an_error(field):
    assert error_of(without(field, a_filing())).reason == f"{field} is missing"


@pytest.mark.parametrize(
    "facts",
    [
        {"at": "2026-09-20T09:00:00"},
        {"at": "yesterday"},
        {"at": 20260920},
        {"at": "9999-12-31T23:59:59-10:00"},
        {"event": "plan.approved"},
        {"channel": "red"},
        {"channel": None},
        {"channel": "green", "cause": "emergency"},
        {"channel": "green", "cause": "emergency", "reference": ""},
        {"plan": ""},
        {"agency": 7},
        {"premises": "1"},
        {"premises": True},
        {"items": "fire-exit"},
        {"items": []},
        {"items": [1]},
        {"visit_on": "12.10.2026"},
        {"visit_on": "20261012"},
        {"visit_on": "2026-W42-1"},
        {"visit_on": "2026-02-30"},
        {"earliest": "soon"},
        {"latest": 5},
        {"fixed_day": "yes"},
        {"urgent": 1},
    ],
)
def test_a_malformed_field_is_an_error(facts):
    assert error_of(a_filing(**facts)).line == 1


@pytest.mark.parametrize("text", ["{", "[]", "7", "null", '{"at":"2026-09-20T09:00:00+08:00"}', b"\xff{}"])
def test_a_broken_line_is_an_error(text):
    assert error_of(text).line == 1


def test_a_plan_id_is_used_once_even_after_a_refusal():
    refused = a_filing("A", visit_on="2026-09-01")

    assert error_of(refused, a_filing("A")).line == 2


@pytest.mark.parametrize(
    "lines",
    [
        [a_line(event="plan.withdrawn", plan="A")],
        [a_line(event="visit.started", visit="v:A")],
        [a_line(event="visit.completed", visit="v:A")],
        [a_filing("A"), a_line(event="visit.completed", visit="v:A")],
        [a_filing("A"), a_line(event="visit.started", visit="v:A"), a_line(event="visit.started", visit="v:A")],
        [a_filing("A"), a_filing("B"), a_line(event="visit.started", visit="v:B")],
        [a_filing("A"), a_line(event="plan.withdrawn", plan="A"), a_line(event="visit.started", visit="v:A")],
        [a_filing("A"), a_line(event="visit.started", visit="v:A", at="2026-10-14T00:00:00+08:00")],
        [a_filing("A"), a_line(event="visit.started", visit=None)],
    ],
)
def test_what_cannot_have_happened_is_an_error_of_its_line(lines):
    assert error_of(*lines).line == len(lines)


def test_a_visit_may_be_started_until_the_end_of_the_next_day():
    started = a_line(event="visit.started", visit="v:A", at="2026-10-13T23:59:59+08:00")

    assert decisions([a_filing("A"), started])[-1]["state"] == "started"


def test_a_visit_lapses_at_the_last_line_and_not_after_it():
    still_open = decisions([a_filing("A"), a_line(at="2026-10-13T23:59:59+08:00")])
    lapsed = decisions([a_filing("A"), a_line(at="2026-10-14T00:00:00+08:00")])

    assert (still_open[-1]["state"], lapsed[-1]["state"]) == ("open", "lapsed")
    assert (lapsed[-1]["plans"], lapsed[-1]["lead"]) == (["A"], "A")


@pytest.mark.parametrize(
    ("log", "because"),
    [
        ([a_filing("A", visit_on="2026-09-01")], "refused"),
        ([a_filing("A"), a_line(event="visit.started", visit="v:A")], "started"),
        ([a_filing("A"), a_line(at="2026-10-14T00:00:00+08:00")], "lapsed"),
    ],
)
def test_a_plan_that_is_not_waiting_for_its_visit_cannot_be_withdrawn(log, because):
    at = json.loads(log[-1])["at"]
    withdrawal = decisions([*log, a_line(at=at, event="plan.withdrawn", plan="A")])

    line = next(line for line in withdrawal if line.get("line") == len(log) + 1)
    assert line == {"line": len(log) + 1, "plan": "A", "outcome": "refused", "because": "not_withdrawable"}


def test_a_frozen_plan_can_still_be_withdrawn():
    withdrawal = a_line(at="2026-10-12T08:00:00+08:00", event="plan.withdrawn", plan="A")

    assert decisions([a_filing("A"), withdrawal])[1] == {
        "line": 2,
        "plan": "A",
        "outcome": "withdrawn",
        "visit": "v:A",
        "visit_state": "cancelled",
    }


def test_premises_are_one_object_where_the_jurisdiction_says_so():
    log = [a_filing("A"), a_filing("B", premises=2)]

    lines = decisions(log, Settings(object_scope="entity"))

    assert [line["outcome"] for line in lines[:2]] == ["founded", "joined"]


def test_a_day_at_the_end_of_the_calendar_is_an_error_and_not_a_crash():
    log = [a_filing("A", visit_on="9999-12-30"), a_filing("B", visit_on="9999-12-31", earliest="9999-12-31")]

    assert error_of(*log).line == 2
