"""What phones pull: what concerns their inspector, once per record, complete whatever the order of commits."""

import gzip
import json
from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server import clock, trail
from server.db import db, transaction
from server.ids import new_id
from server.planning.tables import PlanTeamRow, VisitRow
from server.registry.tables import AgencyRow, InspectorRow
from server.sync import projections
from server.sync.tables import ChangeRow, SyncMetaRow
from tests.builders import an_agency
from tests.field import Field, a_field, a_visit, an_office, find, open_visit


@pytest.fixture
def field(app: Flask, client: FlaskClient) -> Field:
    return a_field(client)


def test_a_new_phone_gets_its_visits_and_the_reference_lists(field: Field):
    projections.publish_all()

    field.phone.pull()

    assert field.phone.records.keys() == {
        ("visit", field.visit),
        ("agency_visit", field.visit),
        ("quiet_period", field.visit),
        *(("colleague", each.id) for each in field.fire.inspectors),
        ("agency", "fire-rescue"),
        ("item_version", field.fire.item.id),
    }
    visit = field.phone.records["visit", field.visit]
    assert visit["enterprise"]["name"] == "海之味餐饮有限公司"
    assert visit["plans"][0]["items"] == [field.fire.item.id]
    assert [member["name"] for member in visit["plans"][0]["team"]] == ["王建国", "李秀英"]


def test_publishing_what_has_not_changed_numbers_nothing(field: Field):
    projections.publish_all()
    before = db.session.query(ChangeRow).count()

    projections.publish_all()

    assert db.session.query(ChangeRow).count() == before


def test_a_colleague_sees_what_was_found(field: Field):
    open_visit(field.phone, field)
    finding = find(field.phone, field)
    field.phone.push()

    visit = field.fire.phones[1].visit(field.visit)

    assert visit["state"] == "started"
    assert [each["name"] for each in visit["opened"]] == ["王建国"]
    assert [each["id"] for each in visit["findings"]] == [finding]


def test_the_second_pull_brings_only_what_is_new(field: Field):
    field.phone.pull()
    assert field.phone.pull() == []

    open_visit(field.phone, field)
    field.phone.push()

    assert [change["e"] for change in field.phone.pull()] == ["visit", "agency_visit"]


def test_a_record_that_changed_often_comes_once_in_its_newest_form(field: Field):
    for place in range(5):
        find(field.phone, field, text=f"第{place}处")
        field.phone.push(place + 1)

    changes = [change for change in field.phone.pull() if change["e"] == "visit"]

    assert len(changes) == 1
    assert len(changes[0]["d"]["findings"]) == 5


def test_pages_come_one_after_the_other_and_leave_nothing_out(field: Field):
    visits = {a_visit(field.enterprise, field.fire, visit_on=clock.today() + timedelta(days=day)) for day in range(7)}

    changes = field.phone.pull(limit=2)

    assert {change["id"] for change in changes if change["e"] == "visit"} == visits | {field.visit}


def test_a_new_team_member_gets_the_visit_and_one_who_left_loses_it(field: Field, client: FlaskClient):
    other = an_office(client, "market-regulation", "food", "market")
    other.phone.pull()
    plan = db.session.get_one(VisitRow, field.visit).plans[0]
    with transaction():
        db.session.add(PlanTeamRow(plan_id=plan.id, inspector_id=other.inspectors[0].id, position=9))
        trail.touched("visit", field.visit)
    assert other.phone.visit(field.visit) is not None

    with transaction():
        db.session.delete(db.session.get_one(PlanTeamRow, (plan.id, other.inspectors[0].id)))
        trail.touched("visit", field.visit)

    assert other.phone.visit(field.visit) is None


def test_a_renamed_inspector_is_renamed_in_the_visits_ahead(field: Field):
    with transaction():
        db.session.get_one(InspectorRow, field.fire.inspectors[1].id).name = "李新名"
        trail.touched("inspector", field.fire.inspectors[1].id)

    team = field.phone.visit(field.visit)["plans"][0]["team"]

    assert [member["name"] for member in team] == ["王建国", "李新名"]


def test_a_covert_visit_is_sent_to_its_own_agency_only(field: Field, client: FlaskClient):
    other = an_office(client, "market-regulation", "food", "market")
    covert = a_visit(field.enterprise, other, channel="green", cause="covert")
    open_visit(field.phone, field, visit=covert)
    field.phone.push()

    assert field.phone.visit(covert) is None
    assert other.phone.visit(covert) is not None


def test_visits_long_past_are_not_sent_to_a_phone_that_begins_afresh(field: Field):
    past = a_visit(field.enterprise, field.fire, visit_on=clock.today() - timedelta(days=3))

    with clock.at(clock.now() + timedelta(days=20)):
        field.phone.pull()
        coming = a_visit(field.enterprise, field.fire)
        field.phone.pull()

    assert ("visit", past) not in field.phone.records
    assert ("visit", coming) in field.phone.records


def test_a_feed_one_has_no_right_to_is_said_to_be_gone(field: Field):
    field.phone.pull()
    strange = f"inspector:{new_id()}"
    field.phone.cursor["feeds"][strange] = 3

    assert field.phone.pull() == [{"f": strange, "op": "gone", "why": "scope"}]
    assert field.phone.pull() == []


def test_a_cursor_of_another_epoch_is_refused_with_the_new_one(field: Field):
    field.phone.pull()
    with transaction():
        db.session.get_one(SyncMetaRow, "epoch").value = "restored"

    answer = field.phone.post("pull", {"proto": 1, "cursor": field.phone.cursor})

    assert (answer.status_code, answer.json["code"]) == (409, "epoch")
    assert answer.json["facts"] == {"epoch": "restored"}


@pytest.mark.parametrize("cursor", ["x", [], {}, {"feeds": {"a": -1}}, {"feeds": {"a": "1"}}, {"feeds": 3}])
def test_a_cursor_that_is_none_of_ours_is_refused(field: Field, cursor):
    assert field.phone.post("pull", {"proto": 1, "cursor": cursor}).status_code == 400


def test_a_transaction_undone_leaves_no_hole_in_the_numbers(field: Field):
    with pytest.raises(RuntimeError), transaction():
        trail.touched("agency", "fire-rescue")
        raise RuntimeError
    with transaction():
        db.session.get_one(AgencyRow, "fire-rescue").name = "消防救援支队"
        trail.touched("agency", "fire-rescue")

    numbers = [row.seq for row in db.session.query(ChangeRow).filter_by(feed="reference").order_by(ChangeRow.seq)]

    assert numbers == list(range(1, len(numbers) + 1))


def test_a_reader_never_misses_what_was_still_being_committed(app: Flask, field: Field):
    codes = [f"agency-{n}" for n in range(8)]
    for code in codes:
        an_agency(code)
    writers = [Thread(target=_rename, args=(app, code)) for code in codes]

    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        field.phone.pull(limit=3)
    field.phone.pull()

    names = {key[1]: record["name"] for key, record in field.phone.records.items() if key[0] == "agency"}
    assert {code: names[code] for code in codes} == dict.fromkeys(codes, "名称9")


def _rename(app: Flask, code: str) -> None:
    with app.app_context():
        for time in range(10):
            with transaction():
                db.session.get_one(AgencyRow, code).name = f"名称{time}"
                trail.touched("agency", code)
        db.session.remove()


def test_an_answer_is_packed_for_those_who_can_unpack_it(field: Field):
    question = {"proto": 1, "cursor": None}
    headers = {**field.phone.authorization, "Accept-Encoding": "gzip"}

    packed = field.client.post("/sync/v1/pull", json=question, headers=headers)

    assert packed.headers["Content-Encoding"] == "gzip"
    plain = field.phone.post("pull", question).json
    assert json.loads(gzip.decompress(packed.data))["changes"] == plain["changes"]
