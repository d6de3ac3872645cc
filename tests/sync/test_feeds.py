"""Each feed carries what its readers may know: inspectors, an agency's people, an enterprise's manager."""

import json
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server import clock, trail
from server.accounts.tables import MembershipRow
from server.db import db, transaction
from server.feedback.commands import rate_visit
from server.ids import new_id
from server.planning.tables import VisitRow
from server.policy import Actor
from server.registry import commands as registry
from server.registry.tables import PremisesRow
from server.sync import projections
from server.visits.tables import ResultRow
from server.vocabulary import ResultState, Role
from tests.builders import an_account
from tests.feedback.visits import sign
from tests.field import Field, a_field, a_visit, an_office, close, find, open_visit
from tests.phone import Phone


@pytest.fixture
def field(app: Flask, client: FlaskClient) -> Field:
    return a_field(client)


@pytest.fixture
def manager(field: Field, client: FlaskClient) -> Phone:
    return Phone(client, an_account(Role.MANAGER, name="赵敏", enterprise=field.enterprise), "")


def entities(phone: Phone) -> set[str]:
    return {entity for entity, _ in phone.records}


def test_a_lead_sees_the_agencys_visits_and_people_and_no_other_agencys(field: Field, client: FlaskClient):
    lead = Phone(client, an_account(Role.AGENCY_LEAD, agency=field.fire.agency), "fire-rescue")
    other = an_office(client, "market-regulation", "food", "market")
    foreign = a_visit(field.enterprise, other)
    projections.publish_coming()

    lead.pull()

    assert entities(lead) == {"agency_visit", "colleague"}
    assert ("agency_visit", field.visit) in lead.records
    assert ("agency_visit", foreign) not in lead.records
    assert sorted(each["name"] for (entity, _), each in lead.records.items() if entity == "colleague") == [
        "李秀英",
        "王建国",
    ]


def test_a_covert_visit_is_told_to_its_own_agency_alone(field: Field, client: FlaskClient, manager: Phone):
    other = an_office(client, "market-regulation", "food", "market")
    covert = a_visit(field.enterprise, other, channel="green", cause="covert")
    field.phone.pull()
    manager.pull()

    assert ("agency_visit", covert) not in field.phone.records
    assert ("enterprise_visit", covert) not in manager.records
    assert ("enterprise_visit", field.visit) in manager.records

    open_visit(other.phone, field, visit=covert, present=other.present)
    other.phone.push()
    manager.pull()
    field.phone.pull()

    assert manager.records["enterprise_visit", covert]["state"] == "started"
    assert ("agency_visit", covert) not in field.phone.records


def test_a_manager_reads_what_his_page_shows_and_nothing_else(field: Field, manager: Phone):
    open_visit(field.phone, field)
    kept, withdrawn = find(field.phone, field), find(field.phone, field, text="不存在")
    field.phone.record("finding.withdrawn", field.visit, finding=withdrawn, reason="看错")
    close(field.phone, field)
    field.phone.push()
    manager.pull()
    assert manager.records["enterprise_visit", field.visit]["results"] == []
    with transaction():
        [result] = db.session.query(ResultRow)
        result.state = ResultState.SIGNED
        sign(result)

    manager.pull()

    visit = manager.records["enterprise_visit", field.visit]
    assert entities(manager) == {"enterprise_visit"}
    assert [each["id"] for each in visit["findings"]] == [kept]
    assert [(each["agency"], each["outcome"]) for each in visit["results"]] == [("fire-rescue", "problems_found")]
    assert [(each["name"], each["present"]) for each in visit["parts"][0]["people"]] == [
        ("王建国", True),
        ("李秀英", True),
    ]
    said = json.dumps(visit, ensure_ascii=False)
    assert not any(word in said for word in ("不存在", "answers", "license_code", "lat_e7", "recent_results"))


def test_no_phone_learns_that_a_visit_was_rated(field: Field, manager: Phone):
    open_visit(field.phone, field)
    close(field.phone, field)
    field.phone.push()
    field.phone.pull()
    manager.pull()
    actor = Actor(manager.account, roles=frozenset({Role.MANAGER}), enterprises=frozenset({field.enterprise.id}))

    rate_visit(field.visit, process=5, result=4, by=actor)

    assert manager.pull() == []
    assert field.phone.pull() == []


def test_whoever_entered_without_a_plan_is_named_to_the_manager(field: Field, client: FlaskClient, manager: Phone):
    stranger = an_office(client, "market-regulation", "food", "market")
    open_visit(stranger.phone, field, present=[])
    stranger.phone.push()

    manager.pull()

    parts = manager.records["enterprise_visit", field.visit]["parts"]
    assert [(part["agency"], part["channel"]) for part in parts] == [
        ("fire-rescue", "ordinary"),
        ("market-regulation", None),
    ]


def test_whoever_gains_a_role_gets_its_feed_from_the_beginning_and_loses_it_with_the_role(field: Field):
    phone = field.phone
    phone.pull()
    with transaction():
        db.session.add(MembershipRow(account_id=phone.account, role=Role.MANAGER, enterprise_id=field.enterprise.id))

    phone.pull()
    assert ("enterprise_visit", field.visit) in phone.records

    with transaction():
        db.session.query(MembershipRow).filter_by(role=Role.MANAGER).one().ended_at = clock.now()
    assert phone.pull() == [{"f": f"enterprise:{field.enterprise.id}", "op": "gone", "why": "scope"}]


def test_who_moves_to_another_agency_reads_its_feed_and_no_longer_the_old_one(field: Field, client: FlaskClient):
    other = an_office(client, "market-regulation", "food", "market")
    mover = field.fire.phones[0]
    mover.pull()

    registry.move_inspector(field.fire.inspectors[0].id, "王建国", other.agency.id, None)

    changes = mover.pull()
    assert {"f": "agency:fire-rescue", "op": "gone", "why": "scope"} in changes
    assert [change["id"] for change in changes if change.get("e") == "colleague" and change["op"] == "put"] != []
    field.fire.phones[1].pull()
    assert ("colleague", field.fire.inspectors[0].id) not in field.fire.phones[1].records


def test_a_visit_filed_far_ahead_is_published_when_it_comes_near(field: Field):
    far = a_visit(field.enterprise, field.fire, visit_on=clock.today() + timedelta(days=70))
    assert field.phone.visit(far) is None

    with clock.at(clock.now() + timedelta(days=20)):
        projections.publish_coming()
        assert field.phone.visit(far) is not None


def test_a_cancelled_visit_leaves_the_managers_feed(field: Field, manager: Phone):
    manager.pull()
    with transaction():
        db.session.get_one(VisitRow, field.visit).state = "cancelled"
        trail.touched("visit", field.visit)

    manager.pull()

    assert manager.records == {}


def test_who_has_left_reads_nothing_any_more(field: Field):
    registry.end_inspector(field.fire.inspectors[0].id, clock.today(), None)

    answer = field.phone.post("pull", {"proto": 1, "cursor": None})

    assert (answer.status_code, answer.json["code"]) == (403, "device_revoked")


def test_an_inspector_knows_the_doors_of_the_enterprises_other_places(field: Field):
    with transaction():
        for number, ended_on in ((2, None), (3, clock.today())):
            place = {"number": number, "name": "分店", "address": "珠江路2号", "door_token": f"door-of-{number}"}
            db.session.add(PremisesRow(id=new_id(), enterprise_id=field.enterprise.id, ended_on=ended_on, **place))
        trail.touched("visit", field.visit)

    assert field.phone.visit(field.visit)["premises"]["other_doors"] == ["door-of-2"]
