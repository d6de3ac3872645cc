"""Moving a whole visit at the desk: the calendar says what a day takes, those asked answer at theirs."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server import clock
from server.db import db
from server.planning import proposing
from server.planning.tables import ProposalRow
from server.vocabulary import Role
from tests.builders import an_account, an_enterprise, signed_in
from tests.planning.district import a_party, another_party, october
from tests.planning.test_commands import CREDIT_CODE
from tests.planning.test_moving import filed, visit_of


@pytest.fixture
def fire(app: Flask):
    an_enterprise(credit_code=CREDIT_CODE)
    with clock.at(october(1)):
        yield a_party()


def page(client, who, visit, day=None):
    address = f"/desk/plans/visits/{visit.id}/day"
    return who.signed_in(client).get(address, query_string={"choose": f"2026-10-{day:02}"} if day else {})


def moved(client, who, visit, day, action="move"):
    address = f"/desk/plans/visits/{visit.id}/day"
    return who.signed_in(client).post(address, data={"visit_on": f"2026-10-{day:02}", "action": action})


def day_of(visit):
    db.session.expire_all()
    return visit.visit_on.day


def test_a_day_that_all_accept_is_offered_and_the_visit_moves(client: FlaskClient, fire):
    plan = filed(fire, 12)
    visit = visit_of(plan)
    filed(another_party(), 14)

    plan_page, offered = fire.signed_in(client).get(f"/desk/plans/{plan}").text, page(client, fire, visit, 15).text
    done = moved(client, fire, visit, 15)

    assert f"/desk/plans/visits/{visit.id}/day" in plan_page
    assert "可以改到10月15日" in offered and ">改到10月15日 周四</button>" in offered
    assert (done.status_code, day_of(visit)) == (302, 15)
    assert "检查日后来改为10月15日 周四。" in client.get(done.location).text


def test_whose_consent_a_day_needs_is_said_and_their_answers_are_seen(client: FlaskClient, fire):
    plan, market = filed(fire, 15), another_party()
    visit = visit_of(plan)
    filed(market, 12)

    offered = page(client, fire, visit, 20).text
    moved(client, fire, visit, 20)
    waiting = [page(client, fire, visit).text, fire.signed_in(client).get(f"/desk/plans/{plan}").text]
    lead = an_account(Role.AGENCY_LEAD, agency=market.agency)
    asked = signed_in(client, lead).get("/desk/proposals").text
    [proposal] = db.session.query(ProposalRow).all()
    client.post(f"/desk/proposals/{proposal.id}", data={"answer": "accept"})

    assert "须经市场监管同意" in offered and "征求市场监管同意" in offered
    assert all("已就改到10月20日 周二征求意见：消防救援 同意、市场监管 待答复" in each for each in waiting)
    assert "牵头单位请求整次改期" in asked and '<span class="count">1' in asked
    assert day_of(visit) == 20


def test_a_day_that_is_barred_says_why_and_offers_the_visit_to_join(client: FlaskClient, fire):
    visit = visit_of(filed(fire, 16))
    moved(client, fire, visit, 12)
    market = another_party()
    other = visit_of(filed(market, 20, earliest=october(20).date()))

    barred = page(client, fire, visit, 14).text
    refused = moved(client, fire, visit, 14)
    joined = moved(client, fire, visit, 20, "join")

    assert "可改到10月20日 周二与该检查合并" in barred
    assert 'name="visit_on" value="2026-10-20"' in barred and "并入10月20日 周二的检查" in barred
    assert (refused.status_code, "可改到10月20日 周二与该检查合并" in refused.text) == (422, True)
    assert "检查日后来改为10月20日" in client.get(joined.location).text
    assert {visit.state, other.state} == {"open", "cancelled"}


def test_a_visit_far_away_is_not_joined(client: FlaskClient, fire):
    visit = visit_of(filed(fire, 12))
    filed(another_party(), 28)

    assert moved(client, fire, visit, 28, "join").status_code == 422
    assert day_of(visit) == 12


def test_a_visit_is_not_moved_where_a_member_cannot_come(client: FlaskClient, fire):
    visit = visit_of(filed(fire, 12, window=None))
    other = an_enterprise("另一家酒楼", "91370211MA3C0BBB30")
    fire.signed_in(client).post("/api/plans", json=fire.asks(14, other, window="whole_day"))

    refused = moved(client, fire, visit, 14)

    assert refused.status_code == 422 and "王建国在10月14日 周三已安排检查另一家酒楼" in refused.text
    assert day_of(visit) == 12


def test_where_anothers_team_cannot_come_its_agency_is_asked_and_not_said_why(client: FlaskClient, fire):
    visit, market = visit_of(filed(fire, 12)), another_party()
    filed(market, 14)
    other = an_enterprise("另一家酒楼", "91370211MA3C0BBB30")
    sealed = {"channel": "green", "cause": "covert", "reference": "局长", "window": "whole_day"}
    market.signed_in(client).post("/api/plans", json=market.asks(15, other, **sealed))

    text = page(client, fire, visit, 15).text

    assert "须经市场监管同意" in text and "另一家酒楼" not in text


def test_only_members_see_the_page_and_only_the_lead_moves(client: FlaskClient, fire):
    visit, market = visit_of(filed(fire, 12)), another_party()
    filed(market, 14)
    stranger = a_party("urban", "城市管理局", "urban")

    assert page(client, stranger, visit).status_code == moved(client, stranger, visit, 15).status_code == 404
    assert "只有牵头单位可以改期整次检查" in page(client, market, visit).text
    assert moved(client, market, visit, 15).status_code == 422


def test_a_day_that_is_none_or_the_same_is_refused_in_words(client: FlaskClient, fire):
    visit = visit_of(filed(fire, 12))
    address = f"/desk/plans/visits/{visit.id}/day"

    none = fire.signed_in(client).post(address, data={"visit_on": "x"})

    assert (none.status_code, "填写有误：检查日期" in none.text) == (422, True)
    assert "检查已定在这一天" in moved(client, fire, visit, 12).text


def test_a_proposal_whose_day_is_over_waits_for_nobody(client: FlaskClient, fire):
    visit, market = visit_of(filed(fire, 15)), another_party()
    filed(market, 12)
    moved(client, fire, visit, 20)

    assert (proposing.settle_outdated(), proposing.count_waiting(["market"])) == (0, 1)
    with clock.at(october(16)):
        assert (proposing.settle_outdated(), proposing.count_waiting(["market"])) == (1, 0)
