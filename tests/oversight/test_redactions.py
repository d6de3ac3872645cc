"""A person decides what agencies read of a rating's words; both versions stay, and the figures stand beside."""

import json
from datetime import timedelta

import pytest

from server import clock
from server.accounts.tables import AccountRow
from server.db import db, transaction
from server.feedback import rated_days
from server.feedback.tables import RatingRow, RedactionRow
from server.ids import new_id
from server.planning.tables import VisitRow
from server.trail.tables import TrailEntryRow
from server.vocabulary import Role, VisitState
from tests.builders import an_account, an_enterprise, in_days, signed_in
from tests.feedback.visits import a_fire_plan, a_visit

WORDS = {"process_text": "在长江路1号等了三个小时", "result_text": "没有说明"}


@pytest.fixture
def visit(app) -> VisitRow:
    day = in_days(-3)
    return a_visit(an_enterprise().premises[0], a_fire_plan(on=day), state=VisitState.COMPLETED, on=day)


@pytest.fixture
def supervisor(client):
    return signed_in(client, an_account(Role.SUPERVISOR))


def a_rating(visit: VisitRow, grouped: bool = True) -> str:
    row = RatingRow(
        id=new_id(), visit_id=visit.id, enterprise_id=visit.premises.enterprise_id, process=2, result=4, **WORDS,
        made_at=clock.now(), changed_at=clock.now(), group_id=new_id() if grouped else None,
        made_by=an_account(Role.MANAGER, enterprise=visit.premises.enterprise).id,
    )  # fmt: skip
    with transaction():
        db.session.add(row)
        return row.id


def at(client, account):
    return signed_in(client, db.session.get_one(AccountRow, account))


def propose(client, rating: str, **told):
    return client.post(f"/desk/ratings/words/{rating}", data={**WORDS, **told})


def confirm(client, rating: str, by: str | None = None):
    """By a colleague of whoever proposed it."""
    second = at(client, by or an_account(Role.SUPERVISOR, name="程以宁").id)
    return second.post(f"/desk/ratings/words/{rating}", data={"answer": "confirm"})


def test_words_wait_once_their_group_has_closed(supervisor, visit):
    a_rating(visit)

    assert WORDS["process_text"] in supervisor.get("/desk/ratings/words").text


def test_words_that_may_still_change_do_not_wait(supervisor, visit):
    rating = a_rating(visit, grouped=False)

    assert "没有待处理的文字" in supervisor.get("/desk/ratings/words").text
    assert supervisor.post(f"/desk/ratings/words/{rating}", data=WORDS).status_code == 404


def test_both_versions_are_kept_and_the_trail_holds_them(supervisor, visit):
    rating = a_rating(visit)

    propose(supervisor, rating, process_text="等了很久", answer="tell")
    assert db.session.query(RedactionRow).count() == 0
    confirm(supervisor, rating)

    assert db.session.get_one(RatingRow, rating).process_text == WORDS["process_text"]
    assert db.session.query(RedactionRow).one().process_text == "等了很久"
    body = json.loads(db.session.query(TrailEntryRow).filter_by(kind="rating.redacted").one().body)["body"]
    assert (body["written"]["process_text"], body["told"]["process_text"]) == (WORDS["process_text"], "等了很久")


def test_words_may_be_withheld_altogether(supervisor, visit):
    rating = a_rating(visit)

    propose(supervisor, rating, answer="withhold")
    confirm(supervisor, rating)

    redaction = db.session.query(RedactionRow).one()
    assert (redaction.process_text, redaction.result_text) == ("", "")


def test_what_was_decided_is_not_decided_again(supervisor, visit):
    rating = a_rating(visit)
    propose(supervisor, rating)
    assert "已经拟定" in propose(supervisor, rating, process_text="别的").text
    confirm(supervisor, rating)

    answer = propose(supervisor, rating, process_text="别的")

    assert answer.status_code == 422 and "已处理过" in answer.text
    assert db.session.query(RedactionRow).one().process_text == WORDS["process_text"]


def test_nobody_confirms_his_own_and_what_is_returned_is_proposed_anew(client, visit):
    rating, own = a_rating(visit), an_account(Role.SUPERVISOR).id
    propose(at(client, own), rating)

    assert "须由另一位同事复核" in confirm(client, rating, by=own).text
    second = at(client, an_account(Role.SUPERVISOR, name="程以宁").id)
    assert "待您复核" in second.get("/desk/ratings/words").text
    second.post(f"/desk/ratings/words/{rating}", data={"answer": "send_back", "reason": "还看得出是哪条路"})
    assert "还没有拟定" in confirm(client, rating).text
    assert "还看得出是哪条路" in at(client, own).get("/desk/ratings/words").text
    propose(client, rating, process_text="等了三个小时")
    confirm(client, rating)

    assert db.session.query(RedactionRow).one().process_text == "等了三个小时"


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AGENCY_LEAD, Role.INSPECTOR, Role.ADMIN])
def test_nobody_else_reads_or_decides(client, visit, role):
    rating = a_rating(visit)
    signed_in(client, an_account(role, agency=visit.plans[0].agency))

    for page in ("/desk/ratings/words", "/desk/ratings/response"):
        assert client.get(page).status_code == 403
    assert client.post(f"/desk/ratings/words/{rating}", data=WORDS).status_code == 403


def test_the_response_stands_by_agency_and_month_with_its_interval(supervisor, visit):
    a_rating(visit)
    for days in (4, 5, 6):
        day = visit.visit_on - timedelta(days=days - 3)
        a_visit(visit.premises, a_fire_plan(on=day), state=VisitState.COMPLETED, on=day)
    rated_days.catch_up()

    page = supervisor.get("/desk/ratings/response").text

    assert "消防救援" in page
    assert "1/4 · 5%–70%" in page and "0/1 · 0%–79%" in page
