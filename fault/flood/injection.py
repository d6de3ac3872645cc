"""`script/fault injection`: markup, formulas and line ends typed into every field, looked for in all that goes out."""

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fault.flood.calls import Caller, caller
from fault.flood.payloads import MARK, PAYLOADS
from fault.flood.sinks import found
from server.policy import DEVICE, EVERYBODY, SIGNED_IN, TABLE
from server.vocabulary import Role

PREFERRED = (Role.ADMIN, Role.AGENCY_LEAD, Role.OFFICER, Role.SUPERVISOR, Role.MANAGER, Role.INSPECTOR)
# What would end the work before it is done, or is drawn at length and holds no typed text.
LEFT_OUT = ("accounts_api.sign_out", "accounts.sign_out", "colleagues.leave", "posters.png", "shell.asset")


@dataclass
class Tally:
    """How much was typed, how much of it was taken, where it was seen again, and what of it would be run."""

    typed: int = 0
    fields: set[str] = field(default_factory=set)
    looked_at: int = 0
    seen: set[str] = field(default_factory=set)
    runs: list[str] = field(default_factory=list)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="script/fault injection", description=__doc__)
    parser.add_argument("--payloads", type=int, default=len(PAYLOADS))
    asked, tally = parser.parse_args(arguments), Tally()
    with tempfile.TemporaryDirectory(prefix="flood-") as folder, caller(Path(folder)) as made:
        for payload in PAYLOADS[: asked.payloads]:
            tried(made, payload, tally)
    print(f"{asked.payloads} payloads, {tally.typed} times typed, taken by {len(tally.fields)} fields")
    print(f"{tally.looked_at} pages, tables and papers looked at; seen again on {len(tally.seen)} routes")
    for each in tally.runs[:40]:
        print(f"WRONG {each}")
    print(f"{len(tally.runs)} would have been run")
    return int(bool(tally.runs))


def tried(made: Caller, payload: str, tally: Tally) -> None:
    """One payload typed everywhere, then everything that anybody may open."""
    made.renew()
    _record(made, payload, tally)
    for method, rule in made.routes:
        if method != "GET" and rule.endpoint not in LEFT_OUT:
            _type(made, method, rule, payload, tally)
    for method, rule in made.routes:
        if method == "GET" and rule.endpoint not in LEFT_OUT:
            _look(made, rule, payload, tally)


def _record(made: Caller, payload: str, tally: Tally) -> None:
    """What a phone tells of a visit, in an inspector's own words."""
    answer = made.call("POST", "/sync/v1/push", None, made.token, json=made.told(payload))
    assert answer.json
    tally.typed += len(answer.json["results"])
    applied = [n for n, each in enumerate(answer.json["results"]) if each["status"] == "applied"]
    tally.fields |= {f"sync.push_operations {n}" for n in applied}


def _type(made: Caller, method: str, rule: Any, payload: str, tally: Tally) -> None:
    """Into each text of the right message in turn."""
    message = made.messages[rule.endpoint]
    for name, value in message.items():
        if not isinstance(value, str):
            continue
        said = {**message, name: payload}
        for role in _who(rule.endpoint)[:1]:
            headers = made.token if DEVICE in TABLE[rule.endpoint].grants else {}
            answer = made.call(method, made.where(rule, made.ids[0]), role, headers, **_sends(rule.rule, said))
            tally.typed += 1
            if answer.status_code < 400:
                tally.fields.add(f"{rule.endpoint} {name}")
            tally.runs += [f"{payload!r} in {rule.endpoint} {name}, answered with {each}" for each in found(answer)]


def _look(made: Caller, rule: Any, payload: str, tally: Tally) -> None:
    for role in _who(rule.endpoint):
        headers = made.token if DEVICE in TABLE[rule.endpoint].grants else {}
        answer = made.call(
            "GET", made.where(rule, made.ids[0]), role, headers, query_string={"q": payload, "next": payload}
        )
        tally.looked_at += 1
        if (
            MARK in answer.get_data(as_text=True)
            if answer.mimetype.startswith(("text/", "application/json"))
            else False
        ):
            tally.seen.add(rule.endpoint)
        tally.runs += [f"{payload!r} at {rule.endpoint} as {role}: {each}" for each in found(answer)]


def _who(endpoint: str) -> list[Role | None]:
    grants = TABLE[endpoint].grants
    if EVERYBODY in grants or DEVICE in grants:
        return [None, Role.MANAGER]
    return [role for role in PREFERRED if role in grants or SIGNED_IN in grants]


def _sends(path: str, said: Mapping[str, Any]) -> dict[str, Any]:
    if path.startswith(("/api/", "/sync/")):
        return {"content_type": "application/json", "data": json.dumps(said)}
    return {"data": {name: each if isinstance(each, list) else str(each) for name, each in said.items()}}
