"""Filing, previewing, listing and withdrawing over JSON."""

import json
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from server import clock
from server.db import db, transaction
from server.planning.tables import PlanRow, VisitRow
from server.registry.tables import AgencyRow, PremisesRow
from server.trail.tables import TrailEntryRow
from server.vocabulary import Role
from tests.builders import an_account, an_agency, an_inspector, an_item, signed_in
from tests.planning.district import a_party, an_enterprise, another_party, october


def filed(client, party, message, at=None):
    with clock.at(at or october(1)):
        return party.signed_in(client).post("/api/plans", json=message)


def trail_kinds(entity_id):
    entries = select(TrailEntryRow).where(TrailEntryRow.entity_id == entity_id).order_by(TrailEntryRow.id)
    return [entry.kind for entry in db.session.scalars(entries)]


def test_a_plan_filed_in_time_founds_a_visit_and_says_so_in_a_sentence(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()

    answer = filed(client, fire, fire.asks(12, enterprise))

    assert answer.status_code == 201
    assert answer.json["decision"]["outcome"] == "founded"
    assert answer.json["visit_on"] == "2026-10-12"
    assert answer.json["decision"]["sentence"] == "检查日为10月12日 周一，新立检查。"


def test_the_second_agency_joins_and_is_told_whom_it_met(client: FlaskClient):
    fire, market, enterprise = a_party(), another_party(), an_enterprise()
    first = filed(client, fire, fire.asks(12, enterprise))

    second = filed(client, market, market.asks(15, enterprise))

    assert second.json["visit"] == first.json["visit"]
    assert second.json["decision"]["sentence"] == (
        "与消防救援10月12日 周一的检查相差3天，已合并；原申请日10月15日 周四。"
    )


def test_what_was_filed_is_kept_with_its_decision_items_team_and_trail(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()

    plan_id = filed(client, fire, fire.asks(12, enterprise)).json["id"]

    plan = db.session.get_one(PlanRow, plan_id)
    assert (plan.number, plan.state, plan.decision["outcome"]) == (1, "filed", "founded")
    assert [each.item_id for each in plan.items] == [fire.item]
    assert [each.inspector_id for each in plan.team] == fire.team
    assert all(each.badge_number for each in plan.team)
    assert (plan.visit.agency_id, plan.visit.founding_plan_id) == ("fire-rescue", plan_id)
    assert trail_kinds(plan_id) == ["plan.filed"]


def test_a_plan_the_rules_refuse_is_told_why_and_kept_all_the_same(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()

    answer = filed(client, fire, fire.asks(7, enterprise))

    assert answer.status_code == 422
    assert (answer.json["code"], answer.json["facts"]) == ("notice_too_short", {"earliest": "2026-10-08", "days": 7})
    assert answer.json["detail"].endswith("最早可选10月8日 周四。")
    plan = db.session.scalars(select(PlanRow)).one()
    assert (plan.state, plan.visit_id, plan.decision["because"]) == ("refused", None, "notice_too_short")
    assert trail_kinds(plan.id) == ["plan.refused"]


def test_a_frozen_visit_puts_an_ordinary_plan_off_to_the_first_free_day(client: FlaskClient):
    fire, market, enterprise = a_party(), another_party(), an_enterprise()
    filed(client, fire, fire.asks(12, enterprise))

    answer = filed(client, market, market.asks(18, enterprise), at=october(11, 19))

    assert (answer.json["decision"]["outcome"], answer.json["visit_on"]) == ("deferred", "2026-10-20")
    assert "原申请日10月18日 周日处于静默期" in answer.json["decision"]["sentence"]


def test_an_emergency_takes_the_plans_around_with_it_and_the_empty_visit_is_cancelled(client: FlaskClient):
    fire, market, enterprise = a_party(), another_party(), an_enterprise()
    left = filed(client, market, market.asks(12, enterprise)).json
    urgent = fire.asks(11, enterprise, channel="green", cause="emergency", reference="应急〔2026〕1号")

    emergency = filed(client, fire, urgent, at=october(9)).json

    moved = db.session.get_one(PlanRow, left["id"])
    assert emergency["decision"]["pulled"] == [left["id"]]
    assert (moved.visit_id, moved.visit.visit_on) == (emergency["visit"], date(2026, 10, 11))
    assert db.session.get_one(VisitRow, left["visit"]).state == "cancelled"
    assert emergency["decision"]["sentence"] == "应急检查，检查日为10月11日 周日。另有1项计划随之改到当日。"


def test_a_visit_nobody_started_lapses_when_the_next_plan_is_filed(client: FlaskClient):
    fire, market, enterprise = a_party(), another_party(), an_enterprise()
    squatted = filed(client, fire, fire.asks(12, enterprise)).json["visit"]

    answer = filed(client, market, market.asks(22, enterprise), at=october(14))

    assert answer.json["decision"]["outcome"] == "founded"
    assert db.session.get_one(VisitRow, squatted).state == "lapsed"
    assert trail_kinds(squatted) == ["visit.lapsed"]


@pytest.mark.parametrize("day", [7, 12])
def test_a_preview_says_what_filing_would_say_and_keeps_nothing(client: FlaskClient, day):
    fire, enterprise = a_party(), an_enterprise()
    message = fire.asks(day, enterprise)

    with clock.at(october(1)):
        preview = fire.signed_in(client).post("/api/plans/preview", json=message)
    nothing_kept = db.session.scalars(select(PlanRow)).all()
    answer = filed(client, fire, message)

    assert nothing_kept == []
    told = ("code", "facts") if answer.status_code == 422 else ("outcome", "visit_on", "sentence")
    decision = answer.json.get("decision", answer.json)
    assert {name: preview.json[name] for name in told} == {name: decision[name] for name in told}


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"credit_code": "91370211MA0000000X"}, "unknown_enterprise"),
        ({"premises": 2}, "unknown_enterprise"),
        ({"items": []}, "no_items"),
        ({"items": ["no-such-item"]}, "unknown_item"),
        ({"items": [f"item-{n}" for n in range(10_000)]}, "too_many_items"),
        ({"team": []}, "team_too_small"),
        ({"team": [{"inspector": "nobody"}]}, "unknown_inspector"),
        ({"visit_on": "2026-09-30"}, "day_has_passed"),
        ({"visit_on": "2029-12-31"}, "day_too_far"),
        ({"earliest": "2026-10-13"}, "day_outside_range"),
        ({"latest": "2026-10-11"}, "day_outside_range"),
        ({"channel": "green", "cause": "whim", "reference": "x"}, "unknown_cause"),
        ({"channel": "green", "cause": "other"}, "reference_missing"),
        ({"channel": "red"}, "invalid"),
        ({"visit_on": "soon"}, "invalid"),
        ({"surprise": 1}, "invalid"),
    ],
)
def test_a_plan_that_lacks_something_is_refused_with_its_code(client: FlaskClient, facts, code):
    fire, enterprise = a_party(), an_enterprise()

    answer = filed(client, fire, fire.asks(12, enterprise) | facts)

    assert (answer.status_code, answer.json["code"]) == (422, code)


def test_an_item_of_another_competence_is_foreign(client: FlaskClient):
    fire, market, enterprise = a_party(), another_party(), an_enterprise()

    answer = filed(client, fire, fire.asks(12, enterprise, items=[market.item]))

    assert (answer.json["code"], answer.json["facts"]) == ("foreign_item", {"item": market.item})


def test_an_item_that_ended_before_the_day_is_refused(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()
    version = an_item(fire.agency, "fire-old")
    version.valid_until = date(2026, 10, 11)
    db.session.commit()

    assert filed(client, fire, fire.asks(11, enterprise, items=["fire-old"])).status_code == 201
    assert filed(client, fire, fire.asks(12, enterprise, items=["fire-old"])).json["code"] == "ended_item"


def test_an_enterprise_that_ended_is_not_inspected(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise(ended_on=date(2026, 9, 1))

    answer = filed(client, fire, fire.asks(12, enterprise))

    assert (answer.json["code"], answer.json["facts"]) == ("ended_enterprise", {"ended_on": "2026-09-01"})


def test_one_person_named_twice_is_one_person(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()
    alone = [{"inspector": fire.team[0]}, {"inspector": fire.team[0]}]

    assert filed(client, fire, fire.asks(12, enterprise, team=alone)).json["code"] == "team_too_small"


def test_a_helper_needs_no_badge_and_does_not_count(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()
    helper = an_inspector(fire.agency, "赵辅助", valid_until=date(2020, 1, 1)).id
    with_helper = [{"inspector": fire.team[0]}, {"inspector": helper, "role": "helper"}]
    three = [*with_helper, {"inspector": fire.team[1]}]

    assert filed(client, fire, fire.asks(12, enterprise, team=with_helper)).json["code"] == "team_too_small"
    assert filed(client, fire, fire.asks(12, enterprise, team=three)).status_code == 201


def test_a_badge_must_be_valid_on_the_day_of_the_visit(client: FlaskClient):
    fire, market, enterprise = a_party(), another_party(), an_enterprise()
    until = an_inspector(fire.agency, "孙到期", valid_until=date(2026, 10, 12)).id
    team = [{"inspector": fire.team[0]}, {"inspector": until}]
    filed(client, market, market.asks(14, enterprise))

    on_its_last_day = filed(client, fire, fire.asks(12, enterprise, team=team))

    assert (on_its_last_day.json["code"], on_its_last_day.json["facts"]) == ("badge_not_valid", {"name": "孙到期"})


def test_only_officers_and_leads_file_and_only_for_their_agency(client: FlaskClient):
    fire, market, enterprise = a_party(), another_party(), an_enterprise()
    supervisor = an_account(Role.SUPERVISOR)
    message = fire.asks(12, enterprise)

    assert client.post("/api/plans", json=message).status_code == 401
    assert signed_in(client, supervisor).post("/api/plans", json=message).status_code == 403
    foreign = filed(client, market, message | {"agency": "fire-rescue"})
    assert (foreign.status_code, foreign.json["code"]) == (404, "not_found")


def test_an_agency_lists_its_own_plans_and_the_supervisor_all(client: FlaskClient):
    fire, market, enterprise = a_party(), another_party(), an_enterprise()
    filed(client, fire, fire.asks(12, enterprise))
    filed(client, market, market.asks(12, enterprise))
    supervisor = an_account(Role.SUPERVISOR)

    def listed(query="", by=None):
        return [plan["agency"] for plan in by.get(f"/api/plans{query}").json["plans"]]

    assert listed(by=fire.signed_in(client)) == ["fire-rescue"]
    assert listed(by=signed_in(client, supervisor)) == ["market", "fire-rescue"]
    assert listed("?agency=market", by=signed_in(client, supervisor)) == ["market"]
    assert fire.signed_in(client).get("/api/plans?agency=market").status_code == 404


def test_a_covert_visit_leaves_no_trace_in_what_another_agency_is_told(client: FlaskClient):
    fire, market, enterprise = a_party(), another_party(), an_enterprise()
    covert = fire.asks(12, enterprise, channel="green", cause="covert", reference="局长")
    before = filed(client, market, market.asks(12, enterprise, items=[market.item])).json

    filed(client, fire, covert)
    after = filed(client, market, market.asks(13, enterprise), at=october(1)).json

    assert before["decision"]["outcome"] == "founded"
    assert after["code"] == "item_already_planned"
    assert "fire" not in json.dumps(after)
    assert len(market.signed_in(client).get("/api/plans").json["plans"]) == 2


def test_a_plan_is_withdrawn_once_and_its_visit_passes_to_the_next(client: FlaskClient):
    fire, market, enterprise = a_party(), another_party(), an_enterprise()
    first = filed(client, fire, fire.asks(12, enterprise)).json
    filed(client, market, market.asks(12, enterprise))

    with clock.at(october(12, 8)):
        fire.signed_in(client)
        answer = client.post(f"/api/plans/{first['id']}/withdrawal")
        again = client.post(f"/api/plans/{first['id']}/withdrawal")

    visit = db.session.get_one(VisitRow, first["visit"])
    assert (answer.status_code, answer.json["state"]) == (200, "withdrawn")
    assert (again.status_code, again.json["code"]) == (422, "not_withdrawable")
    assert (visit.state, visit.agency_id) == ("open", "market")
    assert trail_kinds(first["id"]) == ["plan.filed", "plan.withdrawn"]


def test_withdrawing_the_last_plan_cancels_the_visit(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()
    plan = filed(client, fire, fire.asks(12, enterprise)).json

    with clock.at(october(2)):
        fire.signed_in(client).post(f"/api/plans/{plan['id']}/withdrawal")

    assert db.session.get_one(VisitRow, plan["visit"]).state == "cancelled"


def test_nobody_withdraws_the_plan_of_another_agency(client: FlaskClient):
    fire, market, enterprise = a_party(), another_party(), an_enterprise()
    plan = filed(client, fire, fire.asks(12, enterprise)).json

    assert market.signed_in(client).post(f"/api/plans/{plan['id']}/withdrawal").status_code == 404


def test_an_item_of_the_same_competence_may_be_filed_by_a_sub_district(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()
    street = a_party("street", "街道办", "fire")

    assert filed(client, street, street.asks(12, enterprise, items=[fire.item])).status_code == 201


def test_filing_numbers_follow_one_another_over_objects(app: Flask, client: FlaskClient):
    fire = a_party()
    one, other = an_enterprise(), an_enterprise("另一家", "91370211MA3C0BBB30")

    filed(client, fire, fire.asks(12, one))
    filed(client, fire, fire.asks(7, one))
    filed(client, fire, fire.asks(12, other))

    assert sorted(db.session.scalars(select(PlanRow.number))) == [1, 2, 3]


def test_an_unknown_agency_is_not_there(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()
    an_agency("other", "其他", "other")

    assert filed(client, fire, fire.asks(12, enterprise, agency="other")).status_code == 404


def test_an_agency_that_has_ended_files_no_more_plans(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()
    with transaction():
        db.session.get_one(AgencyRow, "fire-rescue").ended_on = date(2026, 10, 5)

    answer = filed(client, fire, fire.asks(20, enterprise))

    assert (answer.status_code, answer.json["code"]) == (422, "ended_agency")


def test_ended_premises_of_an_enterprise_that_ends_later_are_refused(client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise(ended_on=date(2027, 1, 1))
    with transaction():
        db.session.get_one(PremisesRow, enterprise.premises[0].id).ended_on = date(2026, 10, 5)

    assert filed(client, fire, fire.asks(20, enterprise)).json["code"] == "ended_enterprise"
