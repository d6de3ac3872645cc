"""After half a year the old changes are put together; digests still add up, and who comes from before begins again."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server import clock, trail
from server.accounts import devices
from server.db import db, transaction
from server.planning.tables import VisitRow
from server.sync import compaction, upkeep
from server.sync.tables import ChangeRow, SyncHeadRow
from tests.field import Field, a_field, a_visit, find
from tests.phone import Phone

HALF_A_YEAR = timedelta(days=181)


@pytest.fixture
def field(app: Flask, client: FlaskClient) -> Field:
    return a_field(client)


@pytest.fixture
def later(field: Field) -> Iterator[None]:
    """A day on which many things had changed, and 181 days after it."""
    for place in range(5):
        find(field.phone, field, text=f"第{place}处")
        field.phone.push(place + 1)
    upkeep.work()
    with clock.at(clock.now() + HALF_A_YEAR):
        yield


def own(field: Field) -> str:
    return f"inspector:{field.fire.inspectors[0].id}"


def changes(feed: str) -> int:
    return db.session.query(ChangeRow).filter_by(feed=feed).count()


def cancel(visit: str) -> None:
    with transaction():
        db.session.get_one(VisitRow, visit).state = "cancelled"
        db.session.get_one(VisitRow, visit).plans[0].state = "withdrawn"
        trail.touched("visit", visit)


def test_only_the_newest_change_of_each_record_stays_and_the_digests_add_up(field: Field, later: None):
    assert changes(own(field)) == 6

    upkeep.work()

    assert changes(own(field)) == 1
    assert db.session.get_one(SyncHeadRow, own(field)).floor == 6
    assert all(compaction.adds_up(head.feed) for head in db.session.query(SyncHeadRow))


def test_what_comes_after_the_floor_still_adds_up(field: Field, later: None):
    upkeep.work()
    sign_in_again(field.phone)
    find(field.phone, field)
    assert field.phone.push(6).status_code == 200

    head = db.session.get_one(SyncHeadRow, own(field))
    assert head.seq > head.floor
    assert compaction.adds_up(head.feed)


def test_it_is_done_once_a_day(field: Field, later: None, monkeypatch: pytest.MonkeyPatch):
    done: list[object] = []
    monkeypatch.setattr(compaction, "compact", done.append)

    for _ in range(3):
        upkeep.work()

    assert len(done) == 1


def test_a_feed_whose_rows_were_changed_by_hand_is_left_as_it_is(field: Field, later: None):
    with transaction():
        db.session.query(ChangeRow).filter_by(feed=own(field), seq=3).one().rev = 99

    upkeep.work()

    assert changes(own(field)) == 6
    assert not compaction.adds_up(own(field))


def test_who_comes_from_below_the_floor_begins_again_and_loses_what_was_deleted(field: Field):
    gone = a_visit(field.enterprise, field.fire)
    field.phone.pull()
    cancel(gone)
    upkeep.work()
    with clock.at(clock.now() + HALF_A_YEAR):
        upkeep.work()
        start({field.visit})
        sign_in_again(field.phone)
        answer = field.phone.post("pull", {"proto": 1, "cursor": field.phone.cursor}).json

    assert own(field) in answer["reset"]
    assert {change["id"] for change in answer["changes"] if change["e"] == "visit"} == {field.visit}


def test_who_begins_in_small_pages_after_the_floor_is_not_sent_back_to_the_start(field: Field):
    visits = {field.visit, *(a_visit(field.enterprise, field.fire) for _ in range(5))}
    start(visits)
    upkeep.work()
    with clock.at(clock.now() + HALF_A_YEAR):
        upkeep.work()
        sign_in_again(field.phone)
        assert pages(field.phone, limit=1) < 40

    assert {entity_id for entity, entity_id in field.phone.records if entity == "visit"} == visits


def start(visits: set[str]) -> None:
    with transaction():
        for visit in visits:
            db.session.get_one(VisitRow, visit).state = "started"
            trail.touched("visit", visit)


def sign_in_again(phone: Phone) -> None:
    phone.token = devices.enrol(phone.account, phone.device, "after half a year").token


def pages(phone: Phone, limit: int) -> int:
    count, more = 0, True
    while more and count < 100:
        answer = phone.post("pull", {"proto": 1, "cursor": phone.cursor, "limit": limit}).json
        phone.cursor, more, count = answer["cursor"], answer["more"], count + 1
        assert answer["reset"] == []
        for change in answer["changes"]:
            phone.records[change["e"], change["id"]] = change.get("d")
    return count
