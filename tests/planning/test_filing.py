"""Filing with what is known of the enterprise: earlier results answered, nothing repeated, frequency told."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from server import clock
from server.db import db, transaction
from server.oversight.tables import IrregularityRow
from server.planning.tables import PlanRow
from server.registry.tables import ItemEquivalenceRow, ItemVersionRow, SettingVersionRow
from server.trail.tables import TrailEntryRow
from server.visits.tables import ResultRow
from tests.builders import an_item
from tests.planning.district import a_party, a_result, an_enterprise, another_party, october

AUGUST = date(2026, 8, 3)


def sent(client, party, day, enterprise, to="", **facts):
    with clock.at(october(1)):
        return party.signed_in(client).post(f"/api/plans{to}", json=party.asks(day, enterprise, **facts))


def go_on(result, **facts):
    return {"answers": [{"result": result, "reply": "go_on", "reason": "新的风险线索"}], **facts}


def settings(**values):
    with transaction():
        db.session.add(SettingVersionRow(effective_on=date(2020, 1, 1), values=values, made_at=clock.now()))


def trail_of(entity_id):
    return list(db.session.scalars(select(TrailEntryRow.kind).where(TrailEntryRow.entity_id == entity_id)))


def test_a_result_of_the_half_year_must_be_answered_and_is_told_with_its_facts(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()
    result = a_result(fire, enterprise, AUGUST)

    refused = sent(client, fire, 12, enterprise)

    assert (refused.status_code, refused.json["code"]) == (422, "half_year_answer_missing")
    told = refused.json["facts"]["results"][0]
    assert (told["result"], told["visit_on"], told["agency_name"]) == (result, "2026-08-03", "消防救援大队")
    assert told["items"] == [{"code": fire.item, "name": "消防安全检查", "outcome": "no_problem"}]


def test_prompt_and_answer_are_kept_with_the_plan_and_in_the_trail(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()
    result = a_result(fire, enterprise, AUGUST, item="another-item")

    plan = sent(client, fire, 12, enterprise, **go_on(result)).json

    assert plan["prompted"]["answers"] == [{"result": result, "reply": "go_on", "reason": "新的风险线索"}]
    assert plan["prompted"]["results"][0]["equal_items"] == []
    assert trail_of(plan["id"]) == ["plan.filed", "plan.prompted"]


def test_a_settled_item_needs_a_trigger_that_is_named(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()
    answered = go_on(a_result(fire, enterprise, AUGUST))

    refused = sent(client, fire, 12, enterprise, **answered)
    filed = sent(client, fire, 12, enterprise, **answered, triggers=[{"item": fire.item, "trigger": "accident"}])

    assert (refused.status_code, refused.json["code"]) == (422, "same_fact")
    assert refused.json["facts"]["lines"][0]["item"] == fire.item
    assert filed.status_code == 201
    assert filed.json["prompted"]["triggers"] == [{"item": fire.item, "trigger": "accident", "reference": ""}]


def test_a_refusal_names_the_days_that_the_district_has_set(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()
    settings(planning={"notice_days": 10, "merge_days": 5, "emergency_pull_days": 4})

    too_soon = sent(client, fire, 10, enterprise).json
    first, again = (sent(client, fire, day, enterprise).json for day in (12, 16))

    assert too_soon["detail"] == "须提前10个自然日报备，最早可选10月11日 周日。"
    assert first["decision"]["outcome"] == "founded"
    assert again["detail"] == "本单位已对该企业报备了同一事项，检查日为10月12日 周一，前后5日内不能再报备。"


def test_an_emergency_too_near_to_pull_names_the_days_that_the_district_has_set(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()
    settings(planning={"emergency_pull_days": 4})

    told = sent(client, fire, 4, enterprise, channel="green", cause="emergency", reference="火情").json

    assert told["decision"]["sentence"].endswith("距检查日不足4天，其他计划不变。")


def test_a_tip_off_is_new_by_itself(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()
    answered = go_on(a_result(fire, enterprise, AUGUST))

    assert sent(client, fire, 12, enterprise, channel="green", cause="tip_off", reference="12345", **answered).json[
        "prompted"
    ]["triggers"] == [{"item": fire.item, "trigger": "tip_off", "reference": "12345"}]


def test_a_result_holds_as_long_as_its_item_says(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()
    answered = go_on(a_result(fire, enterprise, AUGUST))
    with transaction():
        db.session.scalar(select(ItemVersionRow)).valid_months = 1

    assert sent(client, fire, 12, enterprise, **answered).status_code == 201


def test_a_result_holds_as_long_as_the_district_says_where_its_item_says_nothing(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()
    answered = go_on(a_result(fire, enterprise, AUGUST))
    settings(planning={"result_valid_months": 1})

    assert sent(client, fire, 12, enterprise, **answered).status_code == 201


@pytest.mark.parametrize(("approved", "status"), [(True, 422), (False, 201)])
def test_an_approved_equivalent_of_another_agency_settles_an_item(client: FlaskClient, approved, status):
    fire, market, enterprise = a_party(), another_party(), an_enterprise()
    a_result(market, enterprise, AUGUST)
    with transaction():
        pair = ItemEquivalenceRow(item_id=fire.item, other_id=market.item, proposed_at=clock.now())
        pair.approved_at = clock.now() if approved else None
        db.session.add(pair)

    assert sent(client, fire, 12, enterprise).status_code == status


def test_dropping_leaves_the_other_items(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()
    an_item(fire.agency, "alarm")
    result = a_result(fire, enterprise, AUGUST)

    plan = sent(client, fire, 12, enterprise, items=[fire.item, "alarm"], answers=[{"result": result, "reply": "drop"}])

    assert plan.json["items"] == ["alarm"]


def test_with_every_item_accepted_nobody_goes_and_the_trail_tells_why(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()
    result = a_result(fire, enterprise, AUGUST)

    refused = sent(client, fire, 12, enterprise, answers=[{"result": result, "reply": "accept"}])

    assert (refused.status_code, refused.json["code"]) == (422, "nothing_left")
    assert db.session.scalars(select(PlanRow)).all() == []
    assert trail_of(enterprise.premises[0].id) == ["plan.spared"]


def test_a_plan_that_is_not_admissible_says_so_before_it_asks(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()
    a_result(fire, enterprise, AUGUST)

    assert sent(client, fire, 12, enterprise, team=[]).json["code"] == "team_too_small"


def test_the_preview_asks_without_refusing(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()
    result = a_result(fire, enterprise, AUGUST)

    seen = sent(client, fire, 12, enterprise, to="/preview")

    assert seen.status_code == 200
    assert seen.json["half_year"][0]["result"] == seen.json["settled"][0]["result"] == result
    assert seen.json["half_year"][0]["equal_items"] == [fire.item]


def test_what_happens_too_often_is_told_and_left_to_oversight(client: FlaskClient):
    fire, market, enterprise = a_party(), another_party(), an_enterprise()
    settings(planning={}, frequency={"yearly_cap": 1, "alarms": ["chengdu"]})
    a_result(market, enterprise, date(2026, 10, 20))
    a_result(market, enterprise, date(2026, 10, 21))
    a_result(fire, enterprise, date(2026, 1, 5))

    seen = sent(client, fire, 22, enterprise, to="/preview").json["frequency"]
    filed = sent(client, fire, 22, enterprise)

    assert [(each["code"], each["count"], each["most"], each["over"]) for each in seen] == [
        ("yearly_cap", 2, 1, True),
        ("chengdu_week", 3, 2, True),
    ]
    assert filed.status_code == 201
    noticed = db.session.execute(select(IrregularityRow.kind, IrregularityRow.visit_id)).all()
    assert sorted(noticed) == [("over_cap", filed.json["visit"]), ("too_frequent", filed.json["visit"])]


def test_the_cap_refuses_where_the_district_says_so(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()
    settings(planning={}, frequency={"yearly_cap": 1, "refuse_over_cap": True})
    a_result(fire, enterprise, date(2026, 1, 5))

    assert sent(client, fire, 12, enterprise).json["code"] == "yearly_cap"
    assert db.session.scalars(select(PlanRow)).all() == []


def test_a_sealed_visit_of_others_cannot_be_inferred_from_counts(client: FlaskClient):
    fire, market, enterprise = a_party(), another_party(), an_enterprise()
    sent(client, market, 12, enterprise, channel="green", cause="covert", reference="局长")

    assert sent(client, fire, 12, enterprise, to="/preview").json["frequency"] == []
    own = sent(client, market, 12, enterprise, to="/preview", items=[an_item(market.agency, "market-2").item_id])
    assert [each["code"] for each in own.json["frequency"]] == ["chengdu_day"]


@pytest.mark.parametrize(("taking_part", "code"), [(False, "half_year_answer_missing"), (True, "same_fact")])
def test_where_results_bind_their_participants_alone_others_are_asked(client: FlaskClient, taking_part, code):
    fire, market, enterprise = a_party(), another_party(), an_enterprise()
    settings(planning={"recognition": "participants"})
    result = a_result(market, enterprise, AUGUST)
    with transaction():
        pair = {"item_id": fire.item, "other_id": market.item, "proposed_at": clock.now(), "approved_at": clock.now()}
        db.session.add(ItemEquivalenceRow(**pair))
        if taking_part:
            visit = db.session.get_one(ResultRow, result).visit_id
            own = {"agency_id": fire.agency.id, "competence": "other", "inspector_id": fire.team[0], "outcomes": []}
            where = {"premises_id": enterprise.premises[0].id, "visit_on": AUGUST, "issued_at": clock.now()}
            db.session.add(ResultRow(visit_id=visit, outcome="no_problem", **own, **where))

    refused = sent(client, fire, 12, enterprise)

    assert (refused.status_code, refused.json["code"]) == (422, code)
    answered = sent(client, fire, 12, enterprise, **go_on(result))
    assert answered.status_code == (422 if taking_part else 201)
