"""`script/fault api`: very many calls to all routes, by everybody, with messages that are nearly right."""

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fault.flood.calls import Caller, caller, wrong
from fault.flood.parsing import altered
from server.policy import DEVICE, TABLE
from server.vocabulary import Role
from tests.whole.test_hostile import BODIES, IDS, WORDS

CALLS = 20_000
# Calls that share one state: what one of them did, the next ones find.
TOGETHER = 50
TOLD_EVERY = 500
QUERIES = (
    *("page", "q", "since", "until", "agency", "credit_code", "premises", "visit_on", "next", "limit", "version"),
    *("at", "of", "from", "to", "size", "epoch", "format", "state", "result", "visit", "r", "group", "rows"),
)


@dataclass
class Tally:
    """How the calls ended."""

    calls: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    routes: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="script/fault api", description=__doc__)
    parser.add_argument("--calls", type=int, default=CALLS)
    asked = parser.parse_args(arguments)
    with (
        tempfile.TemporaryDirectory(prefix="flood-", ignore_cleanup_errors=True) as folder,
        caller(Path(folder)) as made,
    ):
        tally = called(made, asked.calls)
        routes = len({rule.endpoint for _, rule in made.routes})
    print(
        f"{tally.calls} calls to {len(tally.routes)} of {routes} routes, {len(tally.done)} of which did what was asked"
    )
    print(", ".join(f"{status}: {count}" for status, count in sorted(tally.statuses.items())))
    for each in tally.faults[:40]:
        print(f"WRONG {each}")
    print(f"{len(tally.faults)} faults, refusals without a code, or answers of another shape")
    return int(bool(tally.faults))


def called(made: Caller, count: int, *, deterministic: bool = False) -> Tally:
    """So many calls, each drawn anew; the state is put back now and then, lest everybody end up signed out."""
    tally = Tally()

    @settings(
        max_examples=count, deadline=None, database=None, phases=[Phase.generate], derandomize=deterministic,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.data())
    def one(data: st.DataObject) -> None:
        _one(made, data, tally)

    one()
    return tally


def _one(made: Caller, data: st.DataObject, tally: Tally) -> None:
    if tally.calls % TOGETHER == TOGETHER - 1:
        made.renew()
    method, rule = data.draw(st.sampled_from(made.routes))
    granted = [role for role in Role if role in TABLE[rule.endpoint].grants]
    role = data.draw(st.sampled_from([*granted * 8, *Role, None]))
    where = made.where(rule, _ids(made, data))
    headers = made.token if DEVICE in TABLE[rule.endpoint].grants and data.draw(st.integers(0, 9)) else {}
    answer = made.call(method, where, role, headers, **_sends(method, rule.rule, made.messages[rule.endpoint], data))
    tally.calls += 1
    tally.statuses[answer.status_code] += 1
    tally.routes.add(rule.endpoint)
    if answer.status_code < 400:
        tally.done.add(rule.endpoint)
    if tally.calls % TOLD_EVERY == 0:
        print(f"{tally.calls} calls, {len(tally.faults)} wrong", file=sys.stderr, flush=True)
    if fault := wrong(answer):
        tally.faults.append(f"{method} {where[:150]} as {role}: {fault}")


def _ids(made: Caller, data: st.DataObject) -> Mapping[str, str]:
    """Mostly one's own things; sometimes another's, or some of them, or nothing that there could be."""
    own, foreign = made.ids
    kind = data.draw(st.integers(0, 9))
    if kind < 7:
        return own
    if kind == 7:
        return foreign
    if kind == 8:
        return {name: data.draw(st.sampled_from([own, foreign]))[name] for name in own}
    odd = data.draw(st.sampled_from([*IDS, "1"]))
    return {**dict.fromkeys(own, odd), "number": "7"}


def _sends(method: str, path: str, message: Mapping[str, Any], data: st.DataObject) -> dict[str, Any]:
    if method == "GET":
        return {"query_string": _query(data)}
    how = data.draw(st.integers(0, 7))
    if how == 0:
        kind, body = data.draw(st.sampled_from(BODIES))
        return {"query_string": _query(data), "content_type": kind, "data": body}
    said = message if how < 3 or not message else data.draw(altered(message))
    if path.startswith(("/api/", "/sync/")):
        return {"content_type": "application/json", "data": json.dumps(said)}
    return {"data": {name: _text(each) for name, each in said.items()} if isinstance(said, dict) else {}}


def _query(data: st.DataObject) -> dict[str, bytes]:
    names = data.draw(st.lists(st.sampled_from(QUERIES), max_size=3))
    words = st.sampled_from(WORDS) | st.text(max_size=20)
    return {name: data.draw(words).encode(errors="replace") for name in names}


def _text(value: Any) -> Any:
    if isinstance(value, list):
        return [_text(each) for each in value]
    return (value if isinstance(value, str) else json.dumps(value)).encode(errors="replace").decode()
