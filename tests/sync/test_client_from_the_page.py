"""A client that knows only docs/protocol.md comes through lost, doubled, foreign and damaged messages and a restore."""

import hashlib
import os
import random
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from server.accounts import devices
from server.db import db, transaction
from server.evidence import store
from server.sync import epoch
from server.trail.tables import TrailEntryRow
from tests.field import Field, a_field
from tests.sync.client_from_the_page import Answer, Client, Stopped

PHOTO = os.urandom(200_000)
FAULTS = ("none", "none", "lost", "unheard", "doubled", "portal", "redirect", "busy", "damaged")


class BadWire:
    """A network on which anything may happen to a message, the same again for the same seed."""

    def __init__(self, client: FlaskClient, seed: int) -> None:
        self.client, self.chance = client, random.Random(seed)
        self.seen: set[str] = set()

    def __call__(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer | None:
        fault = self.chance.choice(FAULTS)
        self.seen.add(fault)
        if fault == "lost":
            return None
        if fault == "portal":
            return Answer(200, {"Content-Type": "text/html"}, b"<html>welcome</html>")
        if fault == "redirect":
            return Answer(302, {"Location": "http://hotel.example/"}, b"")
        if fault == "busy":
            return Answer(503, {"X-Mashang-Sync": "1", "Retry-After": "1"}, b"{}")
        if fault == "damaged" and method == "PATCH":
            body = bytes([body[0] ^ 1]) + body[1:]
        answer = self.straight(method, path, headers, body)
        if fault == "doubled":
            answer = self.straight(method, path, headers, body)
        return None if fault == "unheard" else answer

    def straight(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        answer = self.client.open(path, method=method, headers=headers, data=body)
        return Answer(answer.status_code, answer.headers, answer.data)


@pytest.fixture
def field(app: Flask, client: FlaskClient) -> Field:
    return a_field(client)


@pytest.fixture
def phone(field: Field) -> Client:
    return a_client(field, 0)


def a_client(field: Field, seed: int) -> Client:
    twin = field.fire.phones[seed % 2]
    return Client(BadWire(field.client, seed), twin.device, twin.token, twin.account, "fire-rescue")


def a_day(phone: Client, field: Field) -> Iterator[str]:
    """Enters, finds a fault with a photo, answers three lines."""
    yield phone.record("visit.opened", field.visit, {"premises": field.enterprise.premises[0].id, "planned": True})
    at = field.fire.at_line()
    finding = {"finding": "0198f2c6-0000-7000-8000-0000000000aa", **at, "text": "上锁", "severity": "minor"}
    digest = hashlib.sha256(PHOTO).hexdigest()
    yield phone.record("finding.recorded", field.visit, {**finding, "evidence": [digest]}, (PHOTO,))
    for line in ("1", "2", "3"):
        yield phone.record("line.answered", field.visit, {**at, "line": line, "value": "conforming"})


def stored(phone: Client) -> list[str]:
    rows = select(TrailEntryRow.body).where(TrailEntryRow.device_id == phone.device).order_by(TrailEntryRow.dseq)
    return [bytes(body).decode() for body in db.session.scalars(rows)]


def require_all_there(phone: Client, field: Field) -> None:
    assert stored(phone) == phone.texts
    assert phone.acked == len(phone.texts)
    assert store.path(hashlib.sha256(PHOTO).hexdigest()).read_bytes() == PHOTO
    visit = next(
        record for (_, entity, key), record in phone.records.items() if (entity, key) == ("visit", field.visit)
    )
    assert len(visit["answers"]) == 3
    assert len(visit["findings"]) == 1


@pytest.mark.parametrize("seed", range(4))
def test_a_day_over_a_network_that_loses_doubles_and_damages(field: Field, seed: int):
    phone = a_client(field, seed)

    for _ in a_day(phone, field):
        if phone.wire.chance.random() < 0.5:
            phone.round()
    phone.round()
    phone.pull()

    require_all_there(phone, field)
    assert len(phone.wire.seen) > 5


def test_an_operation_that_cannot_be_used_holds_up_nothing(field: Field, phone: Client):
    odd = phone.record("visit.sung", field.visit, {})
    list(a_day(phone, field))

    phone.round()
    phone.pull()

    assert phone.set_aside == {odd: "unknown_kind"}
    require_all_there(phone, field)


def test_after_a_restore_everything_is_pulled_and_pushed_again(field: Field, phone: Client):
    list(a_day(phone, field))
    phone.round()
    with transaction():
        epoch.renew(epoch.current())

    phone.round()

    require_all_there(phone, field)
    assert phone.epoch == epoch.current()


def test_a_revoked_device_keeps_everything_and_surrenders(field: Field, phone: Client):
    made = list(a_day(phone, field))
    devices.revoke(phone.device)
    with pytest.raises(Stopped):
        phone.round()

    phone.push("surrender")

    assert stored(phone) == phone.texts
    assert phone.set_aside == dict.fromkeys(made, "revoked")


def test_a_session_that_ended_loses_nothing(field: Field, phone: Client):
    list(a_day(phone, field))
    again = devices.enrol(phone.account, phone.device, "same phone")
    with pytest.raises(Stopped):
        phone.round()

    phone.token = again.token
    phone.round()
    phone.pull()

    require_all_there(phone, field)
