"""What somebody recorded while he might counts for the agency he served, whenever it arrives; the rest is set aside."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server import clock
from server.accounts import devices
from server.accounts.tables import AccountRow
from server.db import db, transaction
from server.registry import commands as registry
from server.visits.tables import ResultRow
from tests.field import Field, Office, a_field, an_office, close, find, open_visit
from tests.phone import a_blob

MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
NOON = MORNING + timedelta(hours=4)
PHOTO = b"\xff\xd8\xff" + bytes(100)


@pytest.fixture
def field(app: Flask, client: FlaskClient) -> Field:
    with clock.at(MORNING):
        return a_field(client)


@pytest.fixture
def elsewhere(field: Field, client: FlaskClient) -> Office:
    with clock.at(MORNING):
        return an_office(client, "market-regulation", "food", "market")


def codes(answer) -> list[str | None]:
    return [result.get("code") for result in answer.json["results"]]


def test_what_was_recorded_before_he_moved_counts_for_the_agency_he_left(field: Field, elsewhere: Office):
    with clock.at(MORNING + timedelta(hours=1)):
        open_visit(field.phone, field)
    with clock.at(MORNING + timedelta(hours=2)):
        registry.move_inspector(field.fire.inspectors[0].id, "王建国", elsewhere.agency.id, None)

    with clock.at(NOON):
        assert codes(field.phone.push()) == [None]
        assert [each["agency"] for each in field.fire.phones[1].visit(field.visit)["opened"]] == ["fire-rescue"]


def test_what_he_found_stays_the_finding_of_the_agency_he_left(field: Field, elsewhere: Office):
    with clock.at(MORNING + timedelta(hours=1)):
        open_visit(field.phone, field)
        finding = find(field.phone, field)
        close(field.phone, field)
        field.phone.push()
    registry.move_inspector(field.fire.inspectors[0].id, "王建国", elsewhere.agency.id, None)
    with clock.at(NOON):
        field.fire.phones[1].record("finding.withdrawn", field.visit, finding=finding, reason="看错")

        assert codes(field.fire.phones[1].push()) == [None]
        visit = field.fire.phones[1].visit(field.visit)

    assert {each["agency"] for each in (*visit["opened"], *visit["findings"], *visit["closings"])} == {"fire-rescue"}
    newest = db.session.query(ResultRow).order_by(ResultRow.version.desc()).first()
    assert newest is not None
    assert (newest.agency_id, newest.version) == ("fire-rescue", 2)


def test_what_he_records_for_the_old_agency_afterwards_is_set_aside(field: Field, elsewhere: Office):
    with clock.at(MORNING + timedelta(hours=1)):
        registry.move_inspector(field.fire.inspectors[0].id, "王建国", elsewhere.agency.id, None)
    with clock.at(NOON):
        open_visit(field.phone, field)
        field.phone.agency = elsewhere.agency.id
        open_visit(field.phone, field)

        assert codes(field.phone.push()) == ["no_right", None]


def test_what_was_recorded_before_the_account_ended_counts_and_nothing_after(field: Field):
    with clock.at(MORNING + timedelta(hours=1)):
        open_visit(field.phone, field)
    with clock.at(MORNING + timedelta(hours=2)), transaction():
        db.session.get_one(AccountRow, field.phone.account).ended_at = clock.now()
    with clock.at(NOON):
        find(field.phone, field)

        assert codes(field.phone.push()) == [None, "no_right"]
        assert field.phone.post("pull", {"proto": 1, "cursor": None}).status_code == 403


def test_a_clock_set_back_buys_nobody_a_right(field: Field):
    with clock.at(MORNING + timedelta(hours=2)), transaction():
        db.session.get_one(AccountRow, field.phone.account).ended_at = clock.now()
    with clock.at(NOON):
        open_visit(field.phone, field, made_at=datetime(1999, 1, 1, tzinfo=UTC))

        assert codes(field.phone.push()) == ["no_right"]


def test_who_has_left_the_list_may_hand_in_what_he_recorded_while_he_served(field: Field):
    with clock.at(MORNING + timedelta(hours=1)):
        open_visit(field.phone, field)
    with clock.at(MORNING + timedelta(days=2)):
        registry.end_inspector(field.fire.inspectors[0].id, clock.today() - timedelta(days=1), None)
        find(field.phone, field)

        assert codes(field.phone.push()) == [None, "no_right"]


@pytest.fixture
def revoked(field: Field) -> Field:
    with clock.at(MORNING):
        open_visit(field.phone, field)
        field.phone.push()
        for _ in range(50):
            find(field.phone, field)
        find(field.phone, field, blobs=[a_blob(PHOTO)])
        devices.revoke(field.phone.device)
    return field


def test_a_revoked_device_hands_over_what_it_holds_and_nothing_of_it_counts(revoked: Field):
    with clock.at(NOON):
        assert revoked.phone.push(2).json["code"] == "device_revoked"

        answer = revoked.phone.post("surrender", revoked.phone.batch(2))

    assert (answer.status_code, answer.json["acked"], answer.json["head"]) == (200, 52, revoked.phone.heads[52])
    assert [(each["status"], each["code"]) for each in answer.json["results"]] == [("quarantined", "revoked")] * 51
    assert revoked.fire.phones[1].visit(revoked.visit)["findings"] == []


def test_surrendering_twice_is_the_same_as_once(revoked: Field):
    with clock.at(NOON):
        revoked.phone.post("surrender", revoked.phone.batch(2))

        again = revoked.phone.post("surrender", revoked.phone.batch(2))

    assert {each["status"] for each in again.json["results"]} == {"duplicate"}
    assert again.json["acked"] == 52


def test_a_revoked_device_hands_over_its_photos_and_reads_nothing(revoked: Field):
    sha256 = a_blob(PHOTO)["sha256"]
    with clock.at(NOON):
        [needed] = revoked.phone.post("surrender", revoked.phone.batch(2)).json["need_blobs"]

        assert needed == sha256
        assert revoked.phone.send(sha256, 0, len(PHOTO), PHOTO).status_code == 201
        assert revoked.phone.get(sha256).status_code == 403
        assert revoked.phone.post("pull", {"proto": 1, "cursor": None}).status_code == 403


def test_a_device_that_may_push_has_nothing_to_surrender(field: Field):
    with clock.at(MORNING):
        open_visit(field.phone, field)

        answer = field.phone.post("surrender", field.phone.batch())

    assert (answer.status_code, answer.json["code"]) == (409, "device_stands")


def test_hello_says_how_a_device_stands(field: Field, revoked: Field, client: FlaskClient):
    def hello(token: str) -> dict:
        headers = {"Authorization": f"Device {token}"}
        return client.post("/sync/v1/hello", json={"proto": [1]}, headers=headers).json

    with clock.at(NOON):
        known, gone, strange = (hello(token) for token in (field.fire.phones[1].token, field.phone.token, "x"))

    assert (known["device"], known["wipe"], known["last_dseq"]) == ("known", False, 0)
    assert (gone["device"], gone["wipe"], gone["last_dseq"]) == ("revoked", True, 1)
    assert (strange["device"], strange["wipe"]) == ("unknown", False)
    assert known["lease_days"] == 14
