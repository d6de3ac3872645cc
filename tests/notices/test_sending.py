"""A notice is kept once, shown until it is put away, and handed to the senders once."""

from datetime import timedelta

import orjson
import pytest

from server import clock, notices, trail, worker
from server.db import db, transaction
from server.planning.tables import VisitRow
from server.vocabulary import Role, VisitState
from tests.builders import an_account, an_enterprise, signed_in
from tests.feedback.visits import a_fire_plan, a_visit, door

GIVEN = {"process": "1", "result": "1"}


@pytest.fixture
def manager(app) -> str:
    return str(an_account(Role.MANAGER, enterprise=an_enterprise()).id)


def test_telling_the_same_again_is_no_second_notice(manager):
    for _ in range(2):
        notices.send(manager, "rating.asked", {"visit_on": "2026-10-12"}, about="a-visit")

    assert len(notices.standing(manager, "rating.asked")) == 1


def test_each_notice_leaves_once(app, manager, tmp_path):
    notices.send(manager, "rating.asked", {"visit_on": "2026-10-12"}, about="a-visit")
    notices.send(manager, "rating.asked", {"visit_on": "2026-10-13"}, about="another")

    for _ in range(2):
        notices.deliver(notices.senders(tmp_path))

    lines = [orjson.loads(line) for line in (tmp_path / "notices.log").read_bytes().splitlines()]
    assert [(each["to"], each["about"]) for each in lines] == [(manager, "a-visit"), (manager, "another")]


def test_what_a_sender_does_not_take_is_handed_over_again(app, manager, tmp_path):
    notices.send(manager, "rating.asked", {}, about="a-visit")

    def broken(_: object) -> None:
        raise OSError("no line")

    with pytest.raises(OSError, match="no line"):
        notices.deliver([broken])
    notices.deliver(notices.senders(tmp_path))

    assert len((tmp_path / "notices.log").read_bytes().splitlines()) == 1


def test_nobody_puts_another_s_notice_away(manager):
    notices.send(manager, "rating.asked", {}, about="a-visit")
    (row,) = notices.standing(manager, "rating.asked")

    assert notices.dismiss("somebody-else", row.id) is None
    assert notices.dismiss(manager, row.id) is not None
    assert list(notices.standing(manager, "rating.asked")) == []


@pytest.fixture
def visit(app) -> VisitRow:
    """Ended now."""
    visit = a_visit(an_enterprise().premises[0], a_fire_plan(), state=VisitState.COMPLETED)
    with transaction():
        visit = db.session.merge(visit)
        visit.completed_at = clock.now()
        trail.append("visit.completed", "visit", visit.id, {})
    return visit


def asked_after(app, hours: float) -> None:
    with clock.at(clock.now() + timedelta(hours=hours)):
        worker.work(app)


def test_two_hours_after_a_visit_its_manager_is_asked_again(app, client, visit):
    enterprise = visit.premises.enterprise
    address = door(enterprise)
    signed_in(client, an_account(Role.MANAGER, enterprise=enterprise))

    asked_after(app, 1.9)
    assert "检查人员已离开" not in client.get(address).text
    asked_after(app, 2.1)
    assert "检查人员已离开" in client.get(address).text


@pytest.mark.parametrize("rates_before", [True, False])
def test_who_has_rated_by_then_is_asked_all_the_same(app, client, visit, rates_before):
    """Otherwise the link would tell whoever looks at the phone."""
    enterprise = visit.premises.enterprise
    address, form = door(enterprise), f"{door(enterprise)}/visits/{visit.id}/rating"
    signed_in(client, an_account(Role.MANAGER, enterprise=enterprise))
    if rates_before:
        assert client.post(form, data=GIVEN).status_code == 303

    asked_after(app, 3)
    page = client.get(address).text
    put_away = page.split('<form method="post" action="')[1].split('"')[0]

    assert client.post(put_away, data={"answer": "rate"}).location == form
    assert "检查人员已离开" not in client.get(address).text
