"""Sending a plan to the lead, and what he does with it, at the desk and over JSON."""

import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from server import clock
from server.db import db, transaction
from server.planning.tables import PlanDraftRow, PlanRow
from server.registry.tables import SettingVersionRow
from server.vocabulary import Role
from tests.builders import an_account, signed_in
from tests.planning.district import a_party, a_result, an_enterprise, another_party, october
from tests.planning.test_bulk import a_line
from tests.planning.test_bulk import sent as sent_file
from tests.planning.test_pages import filled
from tests.planning.test_setting_pages import FORM

# What these pages ask of a database is asked of PostgreSQL too where each role opens every page (tests/whole).
pytestmark = pytest.mark.one_database

COVERT = {"channel": "green", "cause": "covert", "reference": "局长"}
EMERGENCY = {"channel": "green", "cause": "emergency", "reference": "119"}


@pytest.fixture
def fire(app):
    values = {"approval": {"required": True}}
    with transaction():
        db.session.add(SettingVersionRow(id=1, effective_on=date(2026, 1, 1), values=values, made_at=october(1)))
    return a_party()


@pytest.fixture
def enterprise(app):
    return an_enterprise()


def sent(client, party, message, at=None):
    """A plan over JSON."""
    with clock.at(at or october(1)):
        return party.signed_in(client).post("/api/plans", json=message)


def submitted(client, party, enterprise, day=12, **facts):
    answer = sent(client, party, party.asks(day, enterprise, **facts))
    assert answer.status_code == 202, answer.json
    return answer.json["id"]


def a_lead(party):
    return an_account(Role.AGENCY_LEAD, agency=party.agency)


def asks(client, who, address, data=None, at=None):
    """A page, or what comes of a form."""
    signed = who.signed_in(client) if hasattr(who, "signed_in") else signed_in(client, who)
    with clock.at(at or october(2)):
        return signed.get(address) if data is None else signed.post(address, data=data)


def plans():
    return db.session.scalars(select(PlanRow)).all()


def test_the_api_answers_with_the_draft_and_its_fate(client: FlaskClient, fire, enterprise):
    answer = sent(client, fire, fire.asks(12, enterprise))
    with clock.at(october(1)):
        preview = client.post("/api/plans/preview", json=fire.asks(12, enterprise)).json

    assert (answer.status_code, answer.json["state"], answer.json["revision"]) == (202, "waiting", 1)
    assert answer.json["fate"] == {"visit_on": "2026-10-12", "sentence": preview["sentence"]}
    assert preview["must_be_approved"] is True
    assert plans() == []


def test_the_form_says_that_nothing_is_promised_and_sends_it_to_the_lead(client: FlaskClient, fire, enterprise):
    form = asks(client, fire, "/desk/plans/answer", filled(fire, enterprise), at=october(1)).text
    answer = asks(client, fire, "/desk/plans", filled(fire, enterprise), at=october(1))
    page = asks(client, fire, answer.location).text

    assert "送审不占用检查日，结果以批准时为准" in form and "送负责人批准" in form
    assert "如果现在批准：检查日为10月12日 周一，新立检查。" in page
    assert "待批准" in page and "撤回送审" in page and "批准并报备" not in page


def test_an_emergency_and_a_leads_own_plan_are_not_said_to_wait(client: FlaskClient, fire, enterprise):
    urgent = asks(client, fire, "/desk/plans/answer", filled(fire, enterprise, day=2, **EMERGENCY)).text
    own = asks(client, a_lead(fire), "/desk/plans/answer", filled(fire, enterprise)).text

    for page in (urgent, own):
        assert "提交报备" in page and "送负责人批准" not in page


def test_the_lead_finds_it_listed_reads_it_and_approves(client: FlaskClient, fire, enterprise):
    result = a_result(fire, enterprise, date(2026, 8, 3))
    answers = [{"result": result, "reply": "go_on", "reason": "风险提示"}]
    triggers = [{"item": fire.item, "trigger": "accident"}]
    draft_id, lead = submitted(client, fire, enterprise, answers=answers, triggers=triggers), a_lead(fire)

    home, listed = (asks(client, lead, address).text for address in ("/desk/", "/desk/drafts"))
    page = asks(client, lead, f"/desk/drafts/{draft_id}").text
    approved = asks(client, lead, f"/desk/drafts/{draft_id}/approval", {"revision": "1"})
    plan = asks(client, lead, f"/desk/plans/{plans()[0].id}").text

    assert '<span class="count">1<span class="unseen">件待办</span>' in home
    assert enterprise.name in listed and "检查日为10月12日" in listed
    assert "风险提示" in page and "发生事故" in page and "王建国" in page
    assert approved.status_code == 302
    assert f"<dd>{lead.name} · 10月2日" in plan
    assert "没有等待批准的计划" in asks(client, lead, "/desk/drafts").text


def test_several_are_approved_at_once_and_what_the_rules_refuse_is_said(client: FlaskClient, fire, enterprise):
    other = an_enterprise("另一家", "91370211MA3C0BBB21")
    chosen = [f"{submitted(client, fire, each, day)}:1" for each, day in ((enterprise, 12), (other, 8))]
    lead = a_lead(fire)

    page = asks(client, lead, "/desk/drafts", {"draft": chosen}).text

    assert "已批准并报备1项。" in page and "1项按规则不能报备，已退回并注明原因。" in page
    assert "须提前7个自然日报备" in page
    assert len(plans()) == 1
    assert "2项在您查看后有变动，没有处理" in asks(client, lead, "/desk/drafts", {"draft": chosen}).text
    assert "请先选择要批准的计划" in asks(client, lead, "/desk/drafts", {}).text


def test_what_is_sent_back_comes_to_the_officer_who_changes_it(client: FlaskClient, fire, enterprise):
    draft_id, lead = submitted(client, fire, enterprise), a_lead(fire)
    address = f"/desk/drafts/{draft_id}"

    asks(client, lead, f"{address}/return", {"revision": "1", "reason": "请改到下旬"})
    page, home = (asks(client, fire, each).text for each in (address, "/desk/"))
    form = asks(client, fire, f"{address}/change").text
    again = asks(client, fire, f"{address}/change", filled(fire, enterprise, day=22))

    assert "负责人退回：请改到下旬" in page
    assert '<span class="count">1' in home
    assert 'value="2026-10-12"' in form and f'value="{fire.item}" checked' in form
    assert again.status_code == 302
    assert "如果现在批准：检查日为10月22日" in asks(client, fire, address).text


def test_a_change_that_cannot_be_filed_keeps_the_form_and_the_draft(client: FlaskClient, fire, enterprise):
    draft_id = submitted(client, fire, enterprise)

    answer = asks(client, fire, f"/desk/drafts/{draft_id}/change", filled(fire, enterprise, day=5))

    assert answer.status_code == 422
    assert "须提前7个自然日报备" in answer.text and 'value="2026-10-05"' in answer.text
    assert db.session.get_one(PlanDraftRow, draft_id).visit_on == date(2026, 10, 12)


def test_a_return_without_a_reason_is_refused(client: FlaskClient, fire, enterprise):
    draft_id = submitted(client, fire, enterprise)

    answer = asks(client, a_lead(fire), f"/desk/drafts/{draft_id}/return", {"revision": "1", "reason": " "})

    assert answer.status_code == 422 and "请写明退回的理由" in answer.text


def test_a_draft_is_there_for_its_agency_alone(client: FlaskClient, fire, enterprise):
    draft_id, market = submitted(client, fire, enterprise), another_party()
    foreign = a_lead(market)

    for who in (market, foreign):
        assert enterprise.name not in asks(client, who, "/desk/drafts").text
        assert asks(client, who, f"/desk/drafts/{draft_id}").status_code == 404
    assert asks(client, foreign, f"/desk/drafts/{draft_id}/approval", {"revision": "1"}).status_code == 404
    assert asks(client, fire, f"/desk/drafts/{draft_id}/approval", {"revision": "1"}).status_code == 403
    assert asks(client, a_lead(fire), f"/desk/drafts/{draft_id}/withdrawal", {}).status_code == 403


def test_a_covert_draft_is_there_for_its_author_his_lead_and_the_supervisor(client: FlaskClient, fire, enterprise):
    draft_id = submitted(client, fire, enterprise, **COVERT)
    colleague = an_account(Role.OFFICER, agency=fire.agency)
    address, api = f"/desk/drafts/{draft_id}", f"/api/plans/drafts/{draft_id}"

    assert asks(client, colleague, address).status_code == asks(client, colleague, api).status_code == 404
    assert enterprise.name not in asks(client, colleague, "/desk/drafts").text
    assert asks(client, colleague, "/api/plans/drafts").json["drafts"] == []
    assert asks(client, colleague, f"{address}/withdrawal", {}).status_code == 404
    for who in (fire, a_lead(fire), an_account(Role.SUPERVISOR)):
        assert asks(client, who, address).status_code == 200
        assert enterprise.name in asks(client, who, "/desk/drafts").text


def test_emergencies_are_listed_with_the_time_left_until_they_are_approved(client: FlaskClient, fire, enterprise):
    plan_id = sent(client, fire, fire.asks(2, enterprise, **EMERGENCY)).json["id"]
    lead = a_lead(fire)

    early, late = (asks(client, lead, "/desk/drafts", at=october(2, hour)).text for hour in (8, 10))
    approved = asks(client, lead, f"/desk/drafts/emergencies/{plan_id}", {})

    assert "还剩1小时" in early and "已逾期" in late
    assert approved.status_code == 302
    assert "没有等待批准的计划" in asks(client, lead, "/desk/drafts").text


def test_a_program_reads_changes_approves_and_returns_drafts(client: FlaskClient, fire, enterprise):
    draft_id, lead = submitted(client, fire, enterprise), a_lead(fire)
    address = f"/api/plans/drafts/{draft_id}"
    fire.signed_in(client)
    with clock.at(october(1)):
        changed = client.put(address, json=fire.asks(20, enterprise))
        signed_in(client, lead)
        stale = client.post(f"{address}/approval", json={"revision": 1})
        returned = client.post(f"{address}/return", json={"revision": 2, "reason": "重复"})
        fire.signed_in(client)
        again = client.put(address, json=fire.asks(21, enterprise))
        signed_in(client, lead)
        approved = client.post(f"{address}/approval", json={"revision": 3})

    assert (changed.status_code, changed.json["revision"]) == (202, 2)
    assert (stale.status_code, stale.json["code"]) == (422, "draft_changed")
    assert (returned.json["state"], returned.json["reason"]) == ("sent_back", "重复")
    assert again.json["asked"]["visit_on"] == "2026-10-21"
    assert (approved.json["state"], approved.json["plan"]) == ("filed", plans()[0].id)


def test_a_program_is_told_why_the_rules_refused_what_was_approved(client: FlaskClient, fire, enterprise):
    draft_id = submitted(client, fire, enterprise)
    signed_in(client, a_lead(fire))

    with clock.at(october(6)):
        answer = client.post(f"/api/plans/drafts/{draft_id}/approval", json={"revision": 1}).json

    assert (answer["state"], answer["refusal"]["code"]) == ("sent_back", "notice_too_short")
    assert answer["refusal"]["detail"].startswith("须提前7个自然日报备，最早可选10月13日")
    with clock.at(october(6)):
        assert (
            "已批准，但按规则不能报备：须提前7个自然日报备"
            in fire.signed_in(client).get(f"/desk/drafts/{draft_id}").text
        )


def test_a_file_of_plans_goes_to_the_lead_line_by_line_and_once(client: FlaskClient, fire, enterprise):
    lines = [a_line(fire, 12), a_line(fire, 30)]

    preview = sent_file(client, fire, lines)
    first = confirmed(client, fire, preview)
    second = confirmed(client, fire, sent_file(client, fire, lines))

    assert "将2行送负责人批准" in preview.text
    assert "已送负责人批准2行，批准时才报备" in first
    assert second.count("同一天、同一事项的计划已经送审") == 2
    assert (plans(), db.session.query(PlanDraftRow).count()) == ([], 2)


def confirmed(client, party, preview):
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', preview.text)[1]
    with clock.at(october(1)):
        return party.signed_in(client).post(
            "/desk/plans/bulk/confirmation", data={"digest": digest}, follow_redirects=True
        ).text  # fmt: skip


def test_the_setting_is_asked_for_at_the_desk_and_takes_effect_on_its_day(client: FlaskClient, app):
    admin, fire, enterprise = an_account(Role.ADMIN), a_party(), an_enterprise()
    form = {**FORM, "approval": "yes", "confirmed": "yes", "effective_on": "2026-10-02"}
    asks(client, admin, "/desk/settings", form, at=october(1))

    before = sent(client, fire, fire.asks(12, enterprise))
    after = sent(client, fire, fire.asks(30, enterprise), at=october(2))

    assert (before.status_code, after.status_code) == (201, 202)
    assert "报备前批准，应急计划24小时内补办" in asks(client, admin, "/desk/settings").text
