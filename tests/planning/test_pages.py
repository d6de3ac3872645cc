"""The filing desk as an officer uses it, without a script."""

from flask.testing import FlaskClient
from sqlalchemy import select

from server import clock
from server.db import db
from server.planning.tables import PlanRow
from server.vocabulary import Role
from tests.builders import an_account, signed_in
from tests.planning.district import a_party, an_enterprise, another_party, october


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


def test_a_plan_is_withdrawn_from_its_page(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()
    plan = posted(client, fire, filled(fire, enterprise)).location

    with clock.at(october(2)):
        fire.signed_in(client).post(f"{plan}/withdrawal")

    page = shown(client, fire, plan)
    assert "计划已撤回" in page
    assert "撤回计划" not in page
