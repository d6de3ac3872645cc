"""F12: two inspectors of two agencies edit one visit offline; their phones, the server and plain reason agree."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from fault.accounts import Account
from fault.client import day
from fault.client.phone import Draft, Phone, new_id
from fault.client.sending import Sender
from fault.run import Run, fault


@fault("F12", "two phones edit one visit", broken=("last_write_wins",))
def one_visit(run: Run) -> Account:
    seeds, edits = run.of((5, 20), (100, 40), (1_000, 200))
    with run.server() as server:
        phones = run.phones(2, server.url)
        differing = [_differs(phones, Random(seed), edits) for seed in range(seeds)]
        account = run.account(phones)
    account.notes["seeds"] = seeds
    account.must_be_none["visits that differ from the oracle"] = sum(differing)
    return account


def _differs(phones: list[Phone], random: Random, edits: int) -> bool:
    """One visit, edited by both and sent in pieces by turns; whether any phone ends with something else."""
    visit = new_id()
    for phone in phones:
        phone.record(_edits(phone, visit, phones, random, edits))
    while any(phone.state.waiting for phone in phones):
        _send_some(random.choice([phone for phone in phones if phone.state.waiting]), random)
    for phone in phones:
        phone.pull()
    expected = Oracle()
    for phone in phones:
        expected.hear(phone, visit)
    return any(seen(phone.records("visit")[visit]) != expected.told() for phone in phones)


def _send_some(phone: Phone, random: Random) -> None:
    first = phone.state.server_at + 1
    last = min(first + random.randrange(8), len(phone.state.operations))
    Sender(phone.state, phone.link, phone.patience).send(first, last)


def _edits(phone: Phone, visit: str, phones: list[Phone], random: Random, count: int) -> Iterator[Draft]:
    """Answers to the lines of both agencies' items, findings, and findings withdrawn again."""
    items = [day.own_item(each) for each in phones]
    found: list[str] = []
    yield Draft("visit.opened", visit, day.entry(phone, planned=False))
    for _ in range(count):
        what = random.random()
        if what < 0.6:
            item = random.choice(items)
            yield day.answer(visit, item, random.choice(item["lines"])["line"], random)
        elif what < 0.9 or not found:
            finding = day.finding(visit, day.own_item(phone), random)
            found.append(finding.body["finding"])
            yield finding
        else:
            yield Draft("finding.withdrawn", visit, {"finding": random.choice(found), "reason": "看错了门"})


@dataclass
class Oracle:
    """What a visit must show: nobody's last answer is lost to another's, and what is withdrawn stays, marked."""

    answers: dict[tuple[str, str, str], str] = field(default_factory=dict)
    findings: dict[str, str] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)

    def hear(self, phone: Phone, visit: str) -> None:
        for operation in map(json.loads, phone.state.operations):
            if operation["entity_id"] == visit:
                self._take(operation["kind"], operation["body"], phone.state.me["inspector"])

    def _take(self, kind: str, body: dict[str, Any], inspector: str) -> None:
        if kind == "line.answered":
            self.answers[body["inspection_item"], body["line"], inspector] = body["value"]
        elif kind == "finding.recorded":
            self.findings[body["finding"]] = body["text"]
        elif kind == "finding.withdrawn":
            self.withdrawn.add(body["finding"])

    def told(self) -> tuple[Any, Any]:
        findings = {key: (text, key in self.withdrawn) for key, text in self.findings.items()}
        return self.answers, findings


def seen(record: dict[str, Any]) -> tuple[Any, Any]:
    """The same of the record that a phone pulled."""
    answers = {(each["inspection_item"], each["line"], each["inspector"]): each["value"] for each in record["answers"]}
    return answers, {each["id"]: (each["text"], each["withdrawn"]) for each in record["findings"]}
