"""F12: phones edit one visit offline and push in any order; nothing said is lost and all see what the oracle says."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from server.db import db
from server.ids import new_id
from server.visits.tables import AnswerRow, SettlementRow
from server.vocabulary import LineValue
from tests.field import Field, Office, a_field, a_visit, an_office
from tests.phone import Phone

SEEDS = 20
EDITS = 12
LINES = ("1", "2", "3")
VALUES = [str(value) for value in LineValue]


class Oracle:
    """What a visit holds, in plain Python: the newest of each person, what differs, what counts."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str, str, str]] = []
        self.settled: list[tuple[str, str, str, list[str]]] = []
        self.findings: dict[str, bool] = {}

    def take(self, operation: str, kind: str, body: dict[str, Any], who: str) -> None:
        """In the order in which the server took them."""
        if kind == "line.answered":
            self.said.append((operation, body["line"], body["value"], who))
        elif kind == "answer.settled":
            self.settled.append((operation, body["line"], body["value"], body["settles"]))
        elif kind == "finding.recorded":
            self.findings[body["finding"]] = False
        elif kind == "finding.withdrawn":
            self.findings[body["finding"]] = True

    def newest(self) -> dict[tuple[str, str], tuple[str, str]]:
        """(line, person) → (operation, value)."""
        return {(line, who): (operation, value) for operation, line, value, who in self.said}

    def differences(self) -> dict[str, str | None]:
        """Line → what counts, None while that is open."""
        found: dict[str, str | None] = {}
        for line in LINES:
            said = [each for (at, _), each in self.newest().items() if at == line]
            if len({value for _, value in said}) > 1:
                found[line] = self._counts(line, said)
        return found

    def _counts(self, line: str, said: list[tuple[str, str]]) -> str | None:
        there = [each for each in self.settled if each[1] == line]
        named = {operation for each in there for operation in each[3]}
        standing = [each for each in there if each[0] not in named]
        known = {operation for each in standing for operation in each[3]}
        values = {each[2] for each in standing}
        if len(values) != 1:
            return None
        [value] = values
        return value if all(operation in known or answer == value for operation, answer in said) else None


@pytest.fixture
def offices(app: Flask, client: FlaskClient) -> tuple[Field, Office]:
    field = a_field(client)
    return field, an_office(client, "market-regulation", "food", "market")


@pytest.mark.timeout(600)
def test_whatever_the_order_everybody_ends_with_what_the_oracle_says(offices: tuple[Field, Office]):
    field, other = offices
    phones = [*field.fire.phones, other.phone]
    for seed in range(SEEDS):
        visit = a_visit(field.enterprise, field.fire, other)
        oracle = live_through(random.Random(seed), phones, visit, field.fire)
        require_agreement(phones, visit, oracle, seed)


def live_through(chance: random.Random, phones: list[Phone], visit: str, office: Office) -> Oracle:
    oracle = Oracle()
    waiting: dict[str, list[tuple[str, str, dict[str, Any]]]] = {phone.device: [] for phone in phones}
    for _ in range(EDITS):
        phone = chance.choice(phones)
        waiting[phone.device].append(record_something(chance, phone, visit, office, oracle))
        if chance.random() < 0.3:
            hand_over(chance.choice(phones), waiting, oracle)
    for phone in chance.sample(phones, len(phones)):
        hand_over(phone, waiting, oracle)
    return oracle


def record_something(
    chance: random.Random, phone: Phone, visit: str, office: Office, oracle: Oracle
) -> tuple[str, str, dict[str, Any]]:
    line, value = chance.choice(LINES), chance.choice(VALUES)
    made: list[Callable[[], tuple[str, dict[str, Any]]]] = [
        lambda: ("line.answered", {**office.at_line(line), "value": value}),
        lambda: ("line.answered", {**office.at_line(line), "value": value}),
        lambda: ("finding.recorded", a_finding(office, line)),
        lambda: ("answer.settled", a_settlement(chance, office, line, value, oracle)),
    ]
    kind, body = chance.choice(made)()
    return phone.record(kind, visit, **body), kind, body


def a_finding(office: Office, line: str) -> dict[str, Any]:
    return {"finding": new_id(), **office.at_line(line), "text": "堵塞", "severity": "minor"}


def a_settlement(chance: random.Random, office: Office, line: str, value: str, oracle: Oracle) -> dict[str, Any]:
    """Upon what the person may have seen: any of what had been handed over by then."""
    seen = [operation for operation, at, *_ in (*oracle.said, *oracle.settled) if at == line]
    settles = chance.sample(seen, chance.randint(1, len(seen))) if seen else [new_id()]
    return {"inspection_item": office.item.item_id, "line": line, "value": value, "settles": settles, "reason": ""}


def hand_over(phone: Phone, waiting: dict[str, list[tuple[str, str, dict[str, Any]]]], oracle: Oracle) -> None:
    made, waiting[phone.device] = waiting[phone.device], []
    if not made:
        return
    results = phone.push(len(phone.operations) - len(made) + 1).json["results"]
    for (operation, kind, body), result in zip(made, results, strict=True):
        if result["status"] in ("applied", "conflict"):
            oracle.take(operation, kind, body, phone.device)
        else:
            assert (kind, result["code"]) == ("answer.settled", "not_yours")


def require_agreement(phones: list[Phone], visit: str, oracle: Oracle, seed: int) -> None:
    seen = [phone.visit(visit) for phone in phones]
    assert all(each == seen[0] | {"statement": None, "closed": None} for each in seen), seed
    record = seen[0]
    assert {each["operation"] for each in record["answers"]} == {op for op, _ in oracle.newest().values()}, seed
    assert {each["line"]: each["value"] for each in record["differences"]} == oracle.differences(), seed
    assert {each["id"] for each in record["findings"]} == set(oracle.findings), seed
    history = {
        table: set(db.session.scalars(select(table.operation_id).where(table.visit_id == visit)))
        for table in (AnswerRow, SettlementRow)
    }
    assert history[AnswerRow] == {each[0] for each in oracle.said}, seed
    assert history[SettlementRow] == {each[0] for each in oracle.settled}, seed
