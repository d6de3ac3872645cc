"""A replay on several cores says what one process says, word for word, whatever the log."""

import io
import json
import os
import subprocess
import sys
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.planning import shared_log, sharing
from server.planning.replaying import run
from server.planning.shared_log import SharedLog
from server.planning.values import Settings
from tests.planning.test_replay import a_filing, a_line

CODES = ["91370211MA3C0AAAA1", "91370211MA3C0AAAB8", "91370211MA3C0AAAC5", "91370211MA3C0AAAD2"]
BAD = [
    "{",
    "[]",
    a_line(at="2026-09-20T09:00:00"),
    a_line(at="2026-09-01T09:00:00+08:00"),
    a_line(event="plan.approved"),
    a_line(event="plan.withdrawn", plan="nobody"),
    a_line(event="plan.withdrawn", plan=[]),
    a_line(event="visit.started", visit="v:nobody"),
    a_line(event="visit.started", visit={}),
    a_filing("p00", channel="red"),
    a_filing("p00"),
    a_filing("p01", credit_code=CODES[1]),
    a_filing("p02", credit_code=7),
    a_filing("late", at="9999-12-31T23:59:59-10:00"),
]


def a_log(seed, bad):
    """Lines for several enterprises in random order, some of which cannot have happened."""
    chance = Random(seed)
    lines = [one_line(chance, number) for number in range(chance.randint(1, 40))]
    for line in bad:
        lines.insert(chance.randint(0, len(lines)), line)
    return "\n".join(lines).encode()


def one_line(chance, number):
    at = f"2026-09-{20 + number // 8:02}T09:00:00+08:00"
    plan, other = f"p{number:02}", f"p{chance.randint(0, max(0, number - 1)):02}"
    match chance.choice(["plan.filed"] * 9 + ["plan.withdrawn", "clock", "blank"]):
        case "blank":
            return " "
        case "clock":
            return a_line(at=at)
        case "plan.withdrawn":
            return a_line(at=at, event="plan.withdrawn", plan=other)
    day = f"2026-10-{chance.randint(1, 28):02}"
    return a_filing(plan, at=at, credit_code=chance.choice(CODES), visit_on=day, agency=chance.choice("ab"))


def ran(log, processes):
    out, err = io.BytesIO(), io.StringIO()
    status = run(io.BytesIO(log), out, err, Settings(), processes)
    return status, out.getvalue(), err.getvalue()


@pytest.fixture
def few_bytes_at_once(monkeypatch):
    monkeypatch.setattr(shared_log, "CHUNK", 1_000)


@given(st.integers(0, 2**32), st.lists(st.sampled_from(BAD), max_size=2), st.integers(2, 3))
@settings(max_examples=40, deadline=None)
def test_several_processes_say_what_one_says(seed, bad, processes):
    log = a_log(seed, bad)

    assert ran(log, processes) == ran(log, 1)


@pytest.mark.parametrize("seed", range(5))
def test_parts_of_the_log_follow_each_other(few_bytes_at_once, seed):
    log = a_log(seed, [])

    assert ran(log, 3) == ran(log, 1)


@pytest.mark.parametrize("bad", BAD)
def test_the_first_bad_line_of_all_is_named_and_nothing_follows_it(few_bytes_at_once, bad):
    filed = [a_filing(f"p{number:02}", credit_code=CODES[number % 4]) for number in range(12)]
    log = "\n".join([*filed, bad, "{", *filed]).encode()

    status, out, err = ran(log, 3)

    assert (status, err.split(":")[0]) == (2, "line 13")
    assert [json.loads(line)["line"] for line in out.splitlines()] == list(range(1, 13))
    assert (status, out, err) == ran(log, 1)


def test_the_command_reads_a_file_one_given_as_standard_input_and_a_pipe(tmp_path):
    log = "\n".join(a_filing(f"p{number:02}", credit_code=CODES[number % 4]) for number in range(20)).encode()
    path = tmp_path / "log.jsonl"
    path.write_bytes(log)
    command = [sys.executable, "-m", "server.cli", "replay", "--processes", "3"]

    with path.open("rb") as redirected:
        said = [
            subprocess.check_output([*command, str(path)]),
            subprocess.check_output([*command, "-"], stdin=redirected),
            subprocess.check_output([*command, "-"], input=log),
        ]

    assert said == [ran(log, 1)[1]] * 3


def test_a_process_that_dies_is_an_error_and_no_half_a_replay(monkeypatch):
    monkeypatch.setattr(sharing, "help_out", lambda *_: os._exit(1))

    with pytest.raises(ChildProcessError):
        ran(a_log(7, []), 2)


def test_a_small_log_is_one_process_work_and_a_large_one_that_of_all_cores(tmp_path, monkeypatch):
    path = tmp_path / "log.jsonl"
    path.write_bytes(a_log(7, []))

    with path.open("rb") as log:
        small = sharing.processes_for(SharedLog(log))
        monkeypatch.setattr(shared_log, "SMALL", 10)
        large = sharing.processes_for(SharedLog(log))

    assert (small, large) == (1, min(sharing.MOST, len(os.sched_getaffinity(0))))
