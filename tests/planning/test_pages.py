"""The filing desk as an officer uses it, without a script."""

from datetime import date

from flask.testing import FlaskClient
from sqlalchemy import select

from server import clock
from server.db import db
from server.planning.tables import PlanRow
from server.vocabulary import Role
from tests.builders import an_account, signed_in
from tests.planning.district import a_party, a_result, an_enterprise, another_party, october


def filled(party, enterprise, day=12, **facts):
    return {
        "credit_code": enterprise.credit_code,
        "premises": "1",
        "visit_on": f"2026-10-{day:02}",
        "items": [party.item],
        "team": party.team,
        "channel": "ordinary",
        "action": "file",
    } | facts


def posted(client, party, form, at=None):
    with clock.at(at or october(1)):
        return party.signed_in(client).post("/desk/plans", data=form)


def shown(client, party, address):
    with clock.at(october(1)):
        return party.signed_in(client).get(address).text


def test_an_officer_finds_the_enterprise_and_is_offered_what_he_may_file(client: FlaskClient):
    fire, market, enterprise = a_party(), another_party(), an_enterprise()
    fire.signed_in(client)

    found = client.get("/desk/plans/new?words=海之味")
    form = client.get(f"/desk/plans/new?credit_code={enterprise.credit_code}&premises=1").text

    assert enterprise.name in found.text
    assert f'value="{fire.item}"' in form
    assert f'value="{market.item}"' not in form
    assert "王建国" in form


def test_the_search_says_when_there_is_no_such_enterprise(client: FlaskClient):
    a_party().signed_in(client)

    assert "没有找到符合的企业" in client.get("/desk/plans/new?words=无此企业").text


def test_a_plan_filed_by_form_is_shown_with_its_decision(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()

    answer = posted(client, fire, filled(fire, enterprise))
    page = shown(client, fire, answer.location)

    assert answer.status_code == 302
    assert "检查日为10月12日 周一，新立检查。" in page
    assert "撤回计划" in page


def test_a_preview_shows_the_fate_and_keeps_what_was_filled_in(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()

    answer = posted(client, fire, filled(fire, enterprise, action="preview"))

    assert answer.status_code == 200
    assert "新立检查" in answer.text
    assert f'value="{fire.team[0]}" checked' in answer.text
    assert db.session.scalars(select(PlanRow)).all() == []


def test_the_form_refuses_with_the_sentence_of_the_api_and_keeps_what_was_filled_in(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()

    form = posted(client, fire, filled(fire, enterprise, day=7))
    with clock.at(october(1)):
        api = client.post("/api/plans/preview", json=fire.asks(7, enterprise))

    assert form.status_code == api.status_code == 422
    assert api.json["detail"] in form.text
    assert 'value="2026-10-07"' in form.text


def test_a_form_without_a_day_says_what_is_missing(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()

    answer = posted(client, fire, filled(fire, enterprise, visit_on=""))

    assert answer.status_code == 422
    assert "填写有误：检查日期。" in answer.text


def test_a_tip_off_that_can_wait_is_merged(client: FlaskClient):
    fire, market, enterprise = a_party(), another_party(), an_enterprise()
    posted(client, market, filled(market, enterprise))
    tip_off = filled(fire, enterprise, day=14, channel="green", cause="tip_off", reference="12345", can_wait="yes")

    page = shown(client, fire, posted(client, fire, tip_off).location)

    assert "相差2天，已合并" in page
    assert "<dd>市场监管</dd>" in page


def test_the_list_shows_own_plans_and_the_supervisor_sees_all_but_files_none(client: FlaskClient):
    fire, market, enterprise = a_party(), another_party(), an_enterprise()
    plan = posted(client, fire, filled(fire, enterprise)).location
    supervisor = an_account(Role.SUPERVISOR)

    market.signed_in(client)
    assert enterprise.name not in client.get("/desk/plans").text
    assert client.get(plan).status_code == 404
    signed_in(client, supervisor)
    assert enterprise.name in client.get("/desk/plans").text
    assert client.get(plan).status_code == 200
    assert client.get("/desk/plans/new").status_code == 403


def test_a_plan_is_found_by_the_name_or_the_code_of_its_enterprise(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()
    address = posted(client, fire, filled(fire, enterprise)).location

    for words, is_found in [("海之味", True), (enterprise.credit_code[:10].lower(), True), ("无此企业", False)]:
        assert (address in shown(client, fire, f"/desk/plans?words={words}")) == is_found


def test_a_plan_is_withdrawn_from_its_page(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()
    plan = posted(client, fire, filled(fire, enterprise)).location

    with clock.at(october(2)):
        fire.signed_in(client).post(f"{plan}/withdrawal")

    page = shown(client, fire, plan)
    assert "计划已撤回" in page
    assert "撤回计划" not in page


def answered(client, party, form):
    with clock.at(october(1)):
        return party.signed_in(client).post("/desk/plans/answer", data=form).text


def test_the_form_answers_under_the_day_before_items_and_team_are_chosen(client: FlaskClient):
    fire, market, enterprise = a_party(), another_party(), an_enterprise()
    posted(client, market, filled(market, enterprise))

    answer = answered(client, fire, filled(fire, enterprise, day=15, items=[], team=[]))

    assert "与市场监管10月12日 周一的检查相差3天，已合并；原申请日10月15日 周四。" in answer
    assert 'aria-label="10月12日 周一、市场监管检查、静默期、检查日"' in answer


def test_a_refusal_offers_the_first_day_that_would_do(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()

    answer = answered(client, fire, filled(fire, enterprise, day=3))

    assert "最早可选10月8日" in answer
    assert 'id="instead" value="2026-10-08"' in answer


def test_a_day_of_the_calendar_is_chosen_without_a_script(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()

    page = posted(client, fire, filled(fire, enterprise, action="", choose="2026-10-20"))

    assert 'name="visit_on" type="date" value="2026-10-20"' in page.text
    assert "检查日为10月20日" in page.text


def test_the_calendar_shows_quiet_periods_but_never_anothers_sealed_visit(client: FlaskClient):
    fire, market, enterprise = a_party(), another_party(), an_enterprise()
    covert = {"channel": "green", "cause": "covert", "reference": "局长"}
    posted(client, market, filled(market, enterprise, day=20, **covert))

    others, own = (answered(client, party, filled(party, enterprise, items=[])) for party in (fire, market))

    assert "前后三周没有其他检查" in others
    assert "市场监管" not in others
    assert "10月20日 周二、市场监管检查" in own


def test_results_of_the_half_year_are_asked_about_and_the_answers_shown_with_the_plan(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()
    result = a_result(fire, enterprise, date(2026, 8, 3))
    form = filled(fire, enterprise)

    asked = answered(client, fire, form)
    refused = posted(client, fire, form)
    form |= {f"reply-{result}": "go_on", f"reason-{result}": "风险提示", f"trigger-{fire.item}": "accident"}
    page = shown(client, fire, posted(client, fire, form).location)

    assert "8月3日 周一 消防救援大队" in asked
    assert f'name="trigger-{fire.item}"' in asked
    assert (refused.status_code, "半年以内有1份检查结果尚未答复" in refused.text) == (422, True)
    assert "继续检查 · 风险提示" in page
    assert "有新情况：发生事故" in page


def test_who_is_expected_elsewhere_is_said_beside_his_name_and_a_clash_under_it(client: FlaskClient):
    fire, enterprise, other = a_party(), an_enterprise(), an_enterprise("另一家酒楼", "91370211MA3C0BBB30")
    posted(client, fire, filled(fire, other, window="morning"))

    answer = answered(client, fire, filled(fire, enterprise, window="whole_day"))

    assert "当日另有：上午 另一家酒楼" in answer
    assert "王建国在10月12日 周一已安排检查另一家酒楼，时段冲突。" in answer


def test_a_day_beyond_every_calendar_is_answered_all_the_same(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()

    assert "检查日期不能晚于" in answered(client, fire, filled(fire, enterprise, visit_on="2090-12-31"))
    assert "填写有误：检查日期" in answered(client, fire, filled(fire, enterprise, visit_on="9999-12-31"))
    assert "填写有误：类别" in answered(client, fire, filled(fire, enterprise, channel="none"))
