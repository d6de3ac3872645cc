"""A manager asks for another day; the leading agency moves the visit by its rules, or says why not."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server import clock
from server.db import db
from server.feedback import telling
from server.notices.tables import NoticeRow
from server.planning import day_requests, moving, proposing
from server.planning.tables import DayRequestRow, ProposalRow, VisitRow
from server.planning.waiting import for_actor
from server.policy import Actor
from server.registry.tables import EnterpriseRow
from server.trail.tables import TrailEntryRow
from server.vocabulary import Cause, Channel, DayRequestState, News, Role, VisitState
from tests.builders import an_account, an_enterprise, signed_in
from tests.feedback.visits import door
from tests.planning.district import a_party, another_party, october
from tests.planning.test_commands import CREDIT_CODE
from tests.planning.test_moving import filed, visit_of

# What is asked of a database here is asked of PostgreSQL too by other tests.
pytestmark = pytest.mark.one_database

WORDS = "当天停业盘点"


@pytest.fixture
def enterprise(app: Flask) -> EnterpriseRow:
    return an_enterprise(credit_code=CREDIT_CODE)


@pytest.fixture
def fire(enterprise):
    with clock.at(october(1)):
        yield a_party()


@pytest.fixture
def manager(enterprise):
    return an_account(Role.MANAGER, enterprise=enterprise)


def asked(client: FlaskClient, manager, address: str, visit_id: str, **told):
    form = {"reason": WORDS, "wished_on": "2026-10-15", **told}
    return signed_in(client, manager).post(f"{address}/ahead/{visit_id}/day", data=form)


def answered(client: FlaskClient, who, **told):
    row = db.session.query(DayRequestRow).order_by(DayRequestRow.made_at.desc()).first()
    return who.signed_in(client).post(f"/desk/day-requests/{row.id}", data=told)


def only() -> DayRequestRow:
    db.session.expire_all()
    return db.session.query(DayRequestRow).one()


def test_the_lead_agrees_and_the_visit_moves(client, enterprise, fire, manager):
    visit, address = visit_of(filed(fire, 12)), door(enterprise)
    visit_id = visit.id
    assert "申请改期" in signed_in(client, manager).get(address).text
    assert asked(client, manager, address, visit_id).status_code == 303
    assert "改期申请待答复" in client.get(address).text

    desk = fire.signed_in(client).get("/desk/day-requests").text
    assert WORDS in desk and "可以改到10月15日" in desk
    assert answered(client, fire, does="agree", day="2026-10-15", answer="好的").status_code == 302

    row = only()
    assert (row.state, row.moved_to, row.answer) == (DayRequestState.AGREED, date(2026, 10, 15), "好的")
    assert db.session.get_one(VisitRow, visit_id).visit_on == date(2026, 10, 15)
    assert "已按您的申请改期" in signed_in(client, manager).get(address).text
    kinds = [row.kind for row in db.session.query(TrailEntryRow).filter_by(entity_id=visit_id)]
    assert {"day.asked", "visit.moved", "day.answered"} <= set(kinds)


def test_the_lead_declines_with_a_reason_and_the_manager_is_told(client, enterprise, fire, manager):
    visit, address = visit_of(filed(fire, 12)), door(enterprise)
    asked(client, manager, address, visit.id)

    without = answered(client, fire, does="decline", answer=" ")
    assert without.status_code == 422 and "请填写理由" in without.text and WORDS in without.text
    assert answered(client, fire, does="decline", answer="临近汛期，不能推迟").status_code == 302

    telling.tell()
    page = signed_in(client, manager).get(address).text
    assert "改期申请未获同意" in page and "临近汛期，不能推迟" in page
    kinds = [row.kind for row in db.session.query(NoticeRow).filter_by(recipient_id=manager.id)]
    assert sorted(kinds) == [News.DAY_ANSWERED, News.PLANNED]


def test_only_one_request_waits_at_a_time_and_after_an_answer_another_may_be_made(client, enterprise, fire, manager):
    visit, address = visit_of(filed(fire, 12)), door(enterprise)
    visit_id = visit.id
    asked(client, manager, address, visit_id)

    second = asked(client, manager, address, visit_id, reason="再说一次")
    assert second.status_code == 422 and "正在等待答复" in second.text and "再说一次" in second.text
    answered(client, fire, does="decline", answer="不行")
    assert asked(client, manager, address, visit_id).status_code == 303


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"reason": "  "}, "请填写理由"),
        ({"reason": "长" * 501}, "500字以内"),
        ({"wished_on": "2026-09-01"}, "检查日期已过"),
        ({"wished_on": "2026-10-12"}, "检查已定在这一天"),
        ({"wished_on": "nonsense"}, "检查日期已过"),
    ],
)
def test_a_request_that_cannot_be_taken_comes_back_whole(client, enterprise, fire, manager, told, said):
    visit, address = visit_of(filed(fire, 12)), door(enterprise)

    answer = asked(client, manager, address, visit.id, **told)

    assert answer.status_code == 422 and said in answer.text
    assert told.get("reason", WORDS).strip() in answer.text
    assert db.session.query(DayRequestRow).count() == 0


def test_a_day_without_a_wish_is_chosen_by_the_lead(client, enterprise, fire, manager):
    visit, address = visit_of(filed(fire, 12)), door(enterprise)
    visit_id = visit.id
    asked(client, manager, address, visit_id, wished_on="")

    assert answered(client, fire, does="agree", day="").status_code == 422
    assert answered(client, fire, does="agree", day="2026-10-16").status_code == 302

    assert db.session.get_one(VisitRow, visit_id).visit_on == date(2026, 10, 16)


def test_where_others_must_consent_the_request_waits_for_them(client, enterprise, fire, manager):
    visit = visit_of(filed(fire, 15))
    visit_id, address = visit.id, door(enterprise)
    filed(another_party(), 12)
    asked(client, manager, address, visit_id, wished_on="2026-10-20")

    answered(client, fire, does="agree", day="2026-10-20")
    assert only().state == DayRequestState.OPEN
    assert "已请其他单位同意改到10月20日" in fire.signed_in(client).get("/desk/day-requests").text
    proposal = db.session.query(ProposalRow.id).scalar()
    proposing.answer(proposal, agency_id="market", accepted=True, reason="", account_id=None)

    assert (only().state, only().moved_to) == (DayRequestState.AGREED, date(2026, 10, 20))


def test_a_visit_moved_without_looking_at_the_request_answers_it(enterprise, fire, manager):
    visit = visit_of(filed(fire, 12))
    day_requests.ask(visit.id, reason=WORDS, wished_on=None, account_id=manager.id)

    moving.move_visit(visit.id, date(2026, 10, 15), agency_id="fire-rescue", account_id=None)

    assert only().state == DayRequestState.AGREED


def test_a_day_that_the_rules_bar_is_refused_and_the_request_waits(client, enterprise, fire, manager):
    visit, address = visit_of(filed(fire, 12)), door(enterprise)
    asked(client, manager, address, visit.id)

    answer = answered(client, fire, does="agree", day="2026-09-01", answer="好")

    assert answer.status_code == 422 and "检查日期已过" in answer.text
    assert only().state == DayRequestState.OPEN and only().answer == ""


def test_only_the_leading_agency_sees_and_answers_it_and_its_desk_counts_it(client, enterprise, fire, manager):
    visit, address = visit_of(filed(fire, 12)), door(enterprise)
    market = another_party()
    filed(market, 14)
    asked(client, manager, address, visit.id)

    assert WORDS not in market.signed_in(client).get("/desk/day-requests").text
    assert answered(client, market, does="decline", answer="不行").status_code == 404
    assert _waits(fire) == 1 and _waits(market) == 0
    answered(client, fire, does="decline", answer="不行")
    assert _waits(fire) == 0


def test_a_covert_visit_can_not_be_asked_about(client, enterprise, fire, manager):
    plan = filed(fire, 12, channel=Channel.GREEN, cause=Cause.COVERT)
    visit, address = visit_of(plan), door(enterprise)

    assert asked(client, manager, address, visit.id).status_code == 404


def test_a_visit_that_has_begun_keeps_its_day(client, enterprise, fire, manager):
    visit, address = visit_of(filed(fire, 12)), door(enterprise)
    visit_id = visit.id
    visit.state = VisitState.STARTED
    db.session.commit()

    assert asked(client, manager, address, visit_id).status_code == 404
    assert db.session.query(DayRequestRow).count() == 0


def _waits(party) -> int:
    agency = frozenset({party.agency.id})
    return for_actor(Actor("x", roles=frozenset({Role.OFFICER}), agencies={Role.OFFICER: agency}))[
        "day_requests.listed"
    ]
