"""Managers are told of what is planned, of each change once, and never of what is covert."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import orjson
import pytest
from flask import Flask

from server import clock, notices, worker
from server.accounts.tables import AccountRow
from server.db import db, transaction
from server.feedback import telling
from server.notices.tables import NoticeRow, PushRow, PushSubscriptionRow
from server.planning.tables import PlanRow, VisitRow
from server.registry.tables import EnterpriseRow
from server.vocabulary import Cause, Channel, News, Outcome, PlanState, Role, VisitState
from tests.builders import an_account, an_agency, an_enterprise, an_inspector, an_item, in_days, signed_in
from tests.feedback.visits import a_fire_plan, a_plan, a_visit, close, door, find
from tests.notices.push_service import Browser, PushService, a_push_service

pytestmark = pytest.mark.one_database


@pytest.fixture
def enterprise(app) -> EnterpriseRow:
    return an_enterprise()


@pytest.fixture
def manager(enterprise) -> str:
    return an_account(Role.MANAGER, enterprise=enterprise).id


@pytest.fixture
def service(app: Flask) -> Iterator[PushService]:
    with a_push_service() as service:
        settings = app.extensions["settings"]
        app.extensions["settings"] = replace(settings, push_services=frozenset({service.host}))
        yield service


def told(account_id: str) -> list[str]:
    telling.tell()
    rows = db.session.query(NoticeRow).filter_by(recipient_id=account_id).order_by(NoticeRow.made_at, NoticeRow.id)
    return [row.kind for row in rows]


def ahead(enterprise: EnterpriseRow, **plan) -> str:
    return a_visit(enterprise.premises[0], a_fire_plan(on=in_days(9), **plan), on=in_days(9)).id


def change(visit_id: str, **columns) -> None:
    with transaction():
        for name, value in columns.items():
            setattr(db.session.get_one(VisitRow, visit_id), name, value)


def work(app: Flask) -> None:
    worker.work(app)
    db.session.rollback()


def join(visit_id: str, plan: PlanRow, number: int) -> None:
    with transaction():
        plan.number, plan.visit_id = number, visit_id
        plan.premises_id = db.session.get_one(VisitRow, visit_id).premises_id
        db.session.add(plan)


def test_a_planned_visit_is_told_once(enterprise, manager):
    ahead(enterprise)

    assert told(manager) == [News.PLANNED]
    assert told(manager) == [News.PLANNED]


def test_each_change_is_told_once_and_a_visit_called_off_as_well(enterprise, manager):
    visit = ahead(enterprise)
    told(manager)

    change(visit, visit_on=in_days(11))
    assert told(manager)[1:] == [News.MOVED]
    market = an_agency("market", "市场监督管理局", "market")
    join(visit, a_plan(market, [an_inspector(market)], an_item(market, "food"), on=in_days(9)), 999)
    assert told(manager)[2:] == [News.CHANGED]
    change(visit, state=VisitState.CANCELLED)
    assert told(manager)[3:] == [News.WITHDRAWN] == told(manager)[3:]


def test_a_covert_plan_is_told_neither_alone_nor_when_it_joins_or_leaves_another(enterprise, manager):
    ahead(enterprise, channel=Channel.GREEN, cause=Cause.COVERT)
    assert told(manager) == []

    visit = ahead(enterprise)
    assert told(manager) == [News.PLANNED]
    covert = a_fire_plan(on=in_days(9), channel=Channel.GREEN, cause=Cause.COVERT)
    join(visit, covert, -7)
    assert told(manager) == [News.PLANNED]
    with transaction():
        db.session.query(PlanRow).filter_by(number=-7).one().state = PlanState.WITHDRAWN
    assert told(manager) == [News.PLANNED]


def test_a_covert_visit_that_begins_makes_no_news_either(enterprise, manager):
    visit = ahead(enterprise, channel=Channel.GREEN, cause=Cause.COVERT)
    told(manager)

    change(visit, state=VisitState.STARTED, started_at=clock.now())

    assert told(manager) == []


def test_what_begins_needs_no_news(enterprise, manager):
    visit = ahead(enterprise)
    told(manager)

    change(visit, state=VisitState.STARTED, started_at=clock.now())

    assert told(manager) == [News.PLANNED]


def test_a_result_and_a_correction_due_within_three_days_are_told_once(enterprise, manager):
    visit = a_visit(enterprise.premises[0], a_fire_plan(on=in_days(-5)), state=VisitState.COMPLETED, on=in_days(-5))
    find(visit)  # due seven days after the visit
    close(visit, Outcome.CORRECTION_ORDERED)

    assert sorted(told(manager)) == [News.CORRECTION_DUE, News.RESULT] == sorted(told(manager))


def test_a_correction_due_later_waits(enterprise, manager):
    visit = a_visit(enterprise.premises[0], a_fire_plan(on=in_days(-3)), state=VisitState.COMPLETED, on=in_days(-3))
    find(visit)

    assert told(manager) == []
    with clock.at(clock.now() + timedelta(days=1)):
        assert told(manager) == [News.CORRECTION_DUE]


def test_only_the_enterprise_s_own_managers_are_told(enterprise, manager):
    other = an_account(Role.MANAGER, enterprise=an_enterprise("别家", "91370211MA3C0AAB01")).id
    gone = an_account(Role.MANAGER, enterprise=enterprise)
    with transaction():
        gone.memberships[0].ended_at = clock.now()
    ahead(enterprise)

    assert (told(manager), told(other), told(gone.id)) == ([News.PLANNED], [], [])


def test_news_stand_on_the_page_until_put_away(client, enterprise, manager):
    visit = ahead(enterprise)
    address = door(enterprise)
    telling.tell()
    change(visit, visit_on=in_days(11))
    telling.tell()
    signed_in(client, db.session.get_one(AccountRow, manager))

    page = client.get(address).text
    assert "消防救援大队定于" in page and "检查从" in page and "需要准备什么" in page
    for each in notices.standing(manager, News.PLANNED, News.MOVED):
        assert client.post(f"{address}/news/{each.id}").status_code == 303
    assert "检查从" not in client.get(address).text


def test_nobody_puts_away_what_another_was_told(client, enterprise, manager):
    ahead(enterprise)
    telling.tell()
    notice = notices.standing(manager, News.PLANNED)[0].id
    colleague = an_account(Role.MANAGER, enterprise=enterprise)

    assert signed_in(client, colleague).post(f"{door(enterprise)}/news/{notice}").status_code == 404


def subscribed(client, enterprise, manager, browser: Browser):
    signed_in(client, db.session.get_one(AccountRow, manager))
    return client.post(f"{door(enterprise)}/push", json=browser.told)


def test_a_subscribed_phone_is_woken_once_and_its_lock_screen_tells_nothing(app, client, enterprise, manager, service):
    browser = Browser(service)
    assert subscribed(client, enterprise, manager, browser).status_code == 204
    ahead(enterprise)

    work(app)
    work(app)

    [(headers, sealed)] = service.taken
    shown = orjson.loads(browser.opened(sealed))
    assert shown["body"] == "有一次检查安排，请打开查看" and shown["open"] == "/e/"
    assert set(shown) == {"title", "body", "tag", "open"}
    assert headers["authorization"].startswith("vapid t=") and headers["content-encoding"] == "aes128gcm"
    assert "消防".encode() not in sealed
    assert "消防救援大队" in (app.extensions["settings"].data / "notices.log").read_text()


def test_a_covert_plan_wakes_no_phone(app, client, enterprise, manager, service):
    subscribed(client, enterprise, manager, Browser(service))
    ahead(enterprise, channel=Channel.GREEN, cause=Cause.COVERT)

    work(app)

    assert service.taken == []


def test_a_push_service_that_is_down_is_tried_again_later_and_then_no_more(app, client, enterprise, manager, service):
    subscribed(client, enterprise, manager, Browser(service))
    ahead(enterprise)
    service.status = 503

    work(app)
    work(app)
    assert len(service.taken) == 1
    service.status = 201
    with clock.at(clock.now() + timedelta(minutes=2)):
        work(app)
        work(app)

    assert len(service.taken) == 2
    assert db.session.query(PushRow).one().sent_at is not None


def test_a_push_service_that_sends_elsewhere_is_not_followed(app, client, enterprise, manager, service):
    subscribed(client, enterprise, manager, Browser(service))
    ahead(enterprise)
    service.status, service.elsewhere = 307, f"http://{service.host}/inside-the-house"

    work(app)

    assert len(service.taken) == 1
    assert db.session.query(PushRow).one().sent_at is None


def test_a_phone_that_is_gone_is_not_asked_again(app, client, enterprise, manager, service):
    subscribed(client, enterprise, manager, Browser(service))
    ahead(enterprise)
    service.status = 410

    work(app)

    assert db.session.query(PushSubscriptionRow).one().ended_at is not None


def test_whoever_has_ended_it_is_not_woken(app, client, enterprise, manager, service):
    browser = Browser(service)
    subscribed(client, enterprise, manager, browser)
    assert client.post(f"{door(enterprise)}/push/end", json={"endpoint": browser.endpoint}).status_code == 204
    ahead(enterprise)

    work(app)

    assert service.taken == []


@pytest.mark.parametrize(
    "endpoint",
    ["http://127.0.0.1:5432/", "https://localhost/x", "https://fcm.googleapis.com:22/x", "https://fcm.googleapis.com.evil.cn/",
     "https://user@fcm.googleapis.com/", "file:///etc/passwd", "x"],
)  # fmt: skip
def test_only_push_services_are_ever_connected_to(client, enterprise, manager, service, endpoint):
    browser = Browser(service)
    browser.endpoint = endpoint

    assert subscribed(client, enterprise, manager, browser).status_code == 422
    assert db.session.query(PushSubscriptionRow).count() == 0
