"""Which doors are quiet these days is on the phone of everybody who inspects, and on nobody else's."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server import clock
from server.db import db, transaction
from server.planning.tables import VisitRow
from server.sync import quiet_records
from server.vocabulary import Role
from tests.builders import an_account, an_enterprise
from tests.field import Field, a_field, a_visit, an_office
from tests.phone import Phone


@pytest.fixture
def field(app: Flask, client: FlaskClient) -> Field:
    return a_field(client)


@pytest.fixture
def stranger(field: Field, client: FlaskClient) -> Phone:
    return an_office(client, "market-regulation", "food", "market").phone


def periods(phone: Phone) -> dict[str, tuple[str, str]]:
    quiet_records.publish()
    phone.pull()
    return {id: (d["first"], d["last"]) for (entity, id), d in phone.records.items() if entity == "quiet_period"}


def test_inspectors_of_other_agencies_know_the_quiet_period_of_a_planned_visit(field: Field, stranger: Phone):
    today = clock.today()

    known = periods(stranger)

    assert known == {field.visit: (str(today - timedelta(7)), str(today + timedelta(7)))}
    record = stranger.records["quiet_period", field.visit]
    assert record["enterprise"]["credit_code"] == field.enterprise.credit_code
    assert record["premises"]["door_token"] == field.enterprise.premises[0].door_token


def test_a_manager_learns_of_no_visits_to_others(field: Field, client: FlaskClient):
    rival = an_enterprise("春和楼", "91370211MA3C4XK29U")
    manager = Phone(client, an_account(Role.MANAGER, name="赵敏", enterprise=rival), "")

    assert periods(manager) == {}


def test_a_covert_visit_and_an_emergency_make_no_quiet_period_that_anybody_learns(field: Field, stranger: Phone):
    for cause in ("covert", "emergency", "tip_off"):
        a_visit(field.enterprise, field.fire, channel="green", cause=cause)

    assert periods(stranger).keys() == {field.visit}


def test_a_cancelled_visit_ends_its_period_and_a_moved_one_moves_it(field: Field, stranger: Phone):
    periods(stranger)
    visit = db.session.get_one(VisitRow, field.visit)
    with transaction():
        visit.visit_on = clock.today() + timedelta(3)
    assert periods(stranger)[field.visit][1] == str(clock.today() + timedelta(10))

    with transaction():
        visit.state = "cancelled"

    assert periods(stranger) == {}


def test_a_visit_further_ahead_than_the_period_lasts_comes_when_its_days_come(field: Field, stranger: Phone):
    ahead = a_visit(field.enterprise, field.fire, visit_on=clock.today() + timedelta(9))
    assert ahead not in periods(stranger)

    with clock.at(clock.now() + timedelta(2)):
        assert ahead in periods(stranger)
    with clock.at(clock.now() + timedelta(8)):
        assert field.visit not in periods(stranger)


def test_a_round_that_finds_nothing_new_writes_nothing(field: Field, stranger: Phone):
    periods(stranger)
    cursor = stranger.cursor

    assert list(quiet_records._stale(clock.today())) == []
    periods(stranger)
    assert stranger.cursor == cursor
