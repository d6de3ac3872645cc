"""Corrections at the agency's desk: more time, a recheck visit, confirmed with or without a report; what is late."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from server import clock
from server.accounts.tables import AccountRow
from server.db import db
from server.feedback import telling
from server.notices.tables import NoticeRow
from server.registry.tables import AgencyRow
from server.trail.tables import TrailEntryRow
from server.visits import correcting, correction_queries, correction_rules, reminding
from server.visits.correction_rules import Reported, Step
from server.visits.tables import FindingRow
from server.vocabulary import (
    Channel,
    CorrectionStage,
    CorrectionState,
    CorrectionStep,
    DeskNews,
    News,
    Outcome,
    Role,
    VisitState,
)
from tests.builders import an_account, an_agency, an_enterprise, in_days, signed_in
from tests.feedback.visits import a_fire_plan, a_visit, close, door, find

SEEN = "现场复查合格。"
DAY = date(2026, 10, 12)


class Order:
    """A correction ordered two days ago, due in five days, with the people on both sides of it."""

    def __init__(self, client: FlaskClient) -> None:
        self.client, self.enterprise = client, an_enterprise()
        visit = a_visit(
            self.enterprise.premises[0], a_fire_plan(on=in_days(-2)), state=VisitState.COMPLETED, on=in_days(-2)
        )
        self.visit, self.finding = visit.id, find(visit).id
        close(visit, Outcome.CORRECTION_ORDERED)
        self.manager = an_account(Role.MANAGER, enterprise=self.enterprise).id
        self.officer = an_account(Role.OFFICER, agency=db.session.get_one(AgencyRow, "fire-rescue")).id
        self.address = f"/desk/corrections/of/{self.finding}"

    def at(self, account_id: str) -> FlaskClient:
        return signed_in(self.client, db.session.get_one(AccountRow, account_id))

    def decide(self, does: str, reason: str = SEEN, by: str = "", **more: str) -> Any:
        return self.at(by or self.officer).post(self.address, data={"does": does, "reason": reason, **more})

    def report(self) -> str:
        return correcting.report(self.finding, "已清出通道", account_id=self.manager)

    def desk(self, show: str = "") -> str:
        return str(self.at(self.officer).get(f"/desk/corrections?show={show}").text)

    def page(self, what: str = "") -> str:
        address = f"{door(self.enterprise)}/visits/{self.visit}{what}"
        return str(self.at(self.manager).get(address).text)

    def told(self, account_id: str) -> list[str]:
        telling.tell()
        reminding.remind()
        return sorted(row.kind for row in db.session.query(NoticeRow).filter_by(recipient_id=account_id))

    @property
    def now(self) -> correction_queries.Correction:
        db.session.expire_all()
        return correction_queries.of_finding(db.session.get_one(FindingRow, self.finding))


@pytest.fixture
def order(app, client) -> Order:
    return Order(client)


def test_the_agency_gives_more_time_with_a_reason_and_the_enterprise_sees_both_days(order):
    later = in_days(20)

    assert order.decide("extend", "配件下周到货。", due=later.isoformat()).status_code == 302

    assert order.now.due == later
    page = order.page(f"/findings/{order.finding}")
    assert "配件下周到货。" in page and "已延长" in page
    assert News.CORRECTION_EXTENDED in order.told(order.manager)
    [entry] = db.session.query(TrailEntryRow).filter_by(kind="correction.extended")
    assert entry.entity_id == order.visit and entry.account_id == order.officer


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "请选择日期"),
        ({"due": "soon"}, "填写有误"),
        ({"due": in_days(4).isoformat()}, "晚于原期限"),
        ({"due": in_days(400).isoformat()}, "最多延到"),
        ({"due": in_days(9).isoformat(), "reason": " "}, "请填写理由"),
        ({"due": in_days(9).isoformat(), "reason": "长" * 2001}, "2000字以内"),
    ],
)
def test_a_deadline_that_is_none_or_unexplained_is_not_given(order, more, said):
    answer = order.decide("extend", **({"reason": "等配件"} | more))

    assert answer.status_code == 422 and said in answer.text
    assert order.now.due == in_days(5)


def test_a_recheck_visit_is_decided_filed_from_there_and_closes_it(order):
    report = order.report()
    desk = order.at(order.officer)
    answer = desk.post(f"/desk/corrections/{report}", data={"does": "recheck", "answer": "照片看不清，到现场看。"})

    page = desk.get(answer.location).text
    link = page.split('class="button" href="')[1].split('"')[0].replace("&amp;", "&")
    form = desk.get(link).text
    assert order.now.stage is CorrectionStage.RECHECK and "将到现场复查" in order.page(f"/findings/{order.finding}")
    assert order.now.reference in form and 'value="recheck" selected' in form and "checked" in form
    plan = a_fire_plan(on=in_days(1), channel=Channel.RECHECK)
    plan.reference = f"整改复查 {order.now.reference}"
    a_visit(db.session.merge(order.enterprise).premises[0], plan, on=in_days(1))
    assert "已报备复查" in order.at(order.officer).get(order.address).text
    assert order.decide("close").status_code == 302

    assert order.now.stage is CorrectionStage.CLOSED and "整改已确认" in order.page()
    assert SEEN in order.page(f"/findings/{order.finding}") and order.finding in order.desk("done")
    assert order.decide("close").status_code == 422


def test_a_report_that_waits_is_answered_before_anything_else_closes_it(order):
    order.report()

    answer = order.decide("close")

    assert answer.status_code == 422 and "先答复" in answer.text and SEEN in answer.text


def test_only_the_agency_that_ordered_it_decides_and_only_the_bureau_reads_along(order):
    other = an_account(Role.OFFICER, agency=an_agency("other", "其他单位", "other")).id
    bureau = an_account(Role.SUPERVISOR).id

    assert order.decide("close", by=other).status_code == 404
    assert order.at(other).get(order.address).status_code == 404
    assert order.decide("close", by=bureau).status_code == 403
    assert "确认整改完成" not in order.at(bureau).get(order.address).text
    assert order.decide("nothing").status_code == 404


def test_both_sides_are_reminded_once_before_and_once_on_the_day_and_then_it_is_late(order):
    for days in (1, 2, 3, 5, 5):
        with clock.at(clock.now() + timedelta(days=days)):
            manager, officer = order.told(order.manager), order.told(order.officer)

    assert [kind for kind in manager if kind.startswith("correction")] == [News.CORRECTION_DUE, News.CORRECTION_TODAY]
    assert officer == [DeskNews.CORRECTION_SOON, DeskNews.CORRECTION_TODAY]
    with clock.at(clock.now() + timedelta(days=6)):
        assert "有1项整改逾期" in order.desk() and order.finding in order.desk("overdue")
        assert "整改已逾期" in order.page()
        order.report()
        assert "整改逾期" not in order.desk(), "what waits for the agency is not the enterprise's delay"


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("reports", "steps", "stage"),
    [
        ("", "", "open"),
        ("waiting", "", "waiting"),
        ("asked_again", "", "asked_again"),
        ("asked_again waiting", "", "waiting"),
        ("recheck", "", "recheck"),
        ("", "recheck", "recheck"),
        ("asked_again", "recheck", "recheck"),
        ("recheck waiting", "extended", "waiting"),
        ("", "extended", "open"),
    ],
)
def test_the_last_word_says_how_far_it_has_come(reports, steps, stage):
    at = clock.now()
    told = [Reported(CorrectionState(each), None if each == "waiting" else at) for each in reports.split()]
    decided = [Step(CorrectionStep(each), at + timedelta(hours=1), DAY) for each in steps.split()]

    assert correction_rules.stage(False, told, decided) == stage
    assert correction_rules.stage(True, told, decided) is CorrectionStage.CLOSED
