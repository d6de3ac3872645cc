"""The team of a filed plan is changed until its visit begins, and whoever has to change one is told."""

from datetime import date

import orjson
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from server import clock
from server.db import db, transaction
from server.planning.tables import PlanRow, VisitRow
from server.registry.tables import BadgeRow
from server.sync import feeds
from server.sync.tables import RecordRow
from server.trail.tables import TrailEntryRow
from server.vocabulary import Cause, Channel, Role, TeamRole, Window
from tests.builders import an_account, an_inspector, signed_in
from tests.planning.district import ELSEWHERE, another_party, october
from tests.planning.test_clashes import EMERGENCY, filed


@pytest.fixture
def third(fire):
    return an_inspector(fire.agency, "赵志强").id


def team_of(plan_id):
    db.session.expire_all()
    return [each.inspector_id for each in db.session.get_one(PlanRow, plan_id).team]


def asked(client, party, plan_id, *people):
    message = {"team": [{"inspector": each} for each in people]}
    return party.signed_in(client).put(f"/api/plans/{plan_id}/team", json=message)


def changes():
    rows = db.session.scalars(select(TrailEntryRow).where(TrailEntryRow.kind == "plan.team_changed"))
    return [orjson.loads(row.body)["body"] for row in rows]


def expires(inspector_id, on):
    with transaction():
        db.session.scalars(select(BadgeRow).where(BadgeRow.inspector_id == inspector_id)).one().valid_until = on


def starts(plan_id):
    with transaction():
        db.session.get_one(VisitRow, db.session.get_one(PlanRow, plan_id).visit_id).state = "started"


def test_one_leaves_and_another_comes_and_their_badges_are_kept(client: FlaskClient, fire, third):
    plan, (first, second) = filed(fire, 12), fire.team

    answered = asked(client, fire, plan, second, third)

    assert [each["inspector"] for each in answered.json["team"]] == team_of(plan) == [second, third]
    assert all(each["badge_number"] for each in answered.json["team"])
    assert changes() == [{"team": [second, third], "joined": [third], "left": [first]}]


def test_the_same_team_again_changes_nothing(client: FlaskClient, fire):
    plan = filed(fire, 12)

    assert asked(client, fire, plan, *fire.team).status_code == 200
    assert changes() == []


@pytest.mark.parametrize("frozen", [False, True])
def test_a_team_is_changed_until_the_visit_begins(client: FlaskClient, fire, third, frozen):
    plan = filed(fire, 12)

    with clock.at(october(11, 19) if frozen else october(2)):
        assert asked(client, fire, plan, fire.team[0], third).status_code == 200
    starts(plan)

    with clock.at(october(12)):
        refused = asked(client, fire, plan, *fire.team)
    assert (refused.status_code, refused.json["code"]) == (422, "team_not_changeable")
    assert team_of(plan) == [fire.team[0], third]


def test_a_withdrawn_plan_has_no_team_to_change(client: FlaskClient, fire):
    plan = filed(fire, 12)
    fire.signed_in(client).post(f"/api/plans/{plan}/withdrawal")

    assert asked(client, fire, plan, *fire.team).json["code"] == "team_not_changeable"


def test_two_valid_badges_stay(client: FlaskClient, fire, third):
    plan, market = filed(fire, 12), another_party()
    expires(third, date(2026, 10, 11))

    reasons = [
        asked(client, fire, plan, *team).json["code"]
        for team in ([fire.team[0]], [], [*fire.team, third], [*fire.team, market.team[0]])
    ]

    assert reasons == ["team_too_small", "team_too_small", "badge_not_valid", "unknown_inspector"]
    assert team_of(plan) == fire.team


def test_nobody_is_put_into_two_places(client: FlaskClient, fire, third):
    fourth = an_inspector(fire.agency, "孙立").id
    filed(
        fire,
        12,
        credit_code=ELSEWHERE,
        window=Window.WHOLE_DAY,
        team=((third, TeamRole.INSPECTOR), (fourth, TeamRole.INSPECTOR)),
    )
    plan = filed(fire, 12)

    refused = asked(client, fire, plan, fire.team[0], third)

    assert (refused.status_code, refused.json["code"]) == (422, "inspector_busy")
    assert team_of(plan) == fire.team


def test_a_team_is_its_own_agencys_and_a_covert_one_is_there_for_nobody_else(client: FlaskClient, fire):
    market = another_party()
    covert = filed(fire, 12, channel=Channel.GREEN, cause=Cause.COVERT, reference="局长")
    supervisor = an_account(Role.SUPERVISOR)

    assert asked(client, market, covert, *market.team).status_code == 404
    assert market.signed_in(client).get(f"/desk/plans/{covert}/team").status_code == 404
    assert signed_in(client, supervisor).get(f"/desk/plans/{covert}/team").status_code in (403, 404)
    assert asked(client, fire, covert, *fire.team).status_code == 200


def test_the_phone_of_who_leaves_loses_the_visit_and_his_who_comes_gets_it(client: FlaskClient, fire, third):
    plan, (first, _) = filed(fire, 12), fire.team
    visit = db.session.get_one(PlanRow, plan).visit_id

    asked(client, fire, plan, fire.team[1], third)

    assert (visit in on_phone(first), visit in on_phone(third)) == (False, True)


def on_phone(inspector_id):
    own = feeds.of_inspector(inspector_id)
    kept = select(RecordRow.entity_id).where(RecordRow.feed == own, RecordRow.entity == "visit", ~RecordRow.deleted)
    return db.session.scalars(kept).all()


def test_who_is_in_two_places_is_said_on_the_plan_and_counted_until_the_team_is_changed(
    client: FlaskClient, fire, third
):
    market = another_party()
    others = [an_inspector(market.agency, name).id for name in ("周强", "吴敏")]
    filed(market, 20, credit_code=ELSEWHERE, window=Window.MORNING)
    pulled = filed(market, 15, window=Window.MORNING)
    filed(fire, 20, **EMERGENCY)

    before = [market.signed_in(client).get(address).text for address in ("/desk/plans", f"/desk/plans/{pulled}")]
    form = client.get(f"/desk/plans/{pulled}/team").text
    saved = client.post(f"/desk/plans/{pulled}/team", data={"team": others})
    after = client.get("/desk/plans").text + client.get(saved.location).text

    assert '检查计划<span class="count">2<' in before[0].replace("\n", "")
    assert all("王建国10月20日 周二同一时段另有检查。" in text for text in (*before, form))
    assert (saved.status_code, team_of(pulled)) == (302, others)
    assert "同一时段另有检查" not in after and "需调整人员" not in after


def test_a_badge_that_runs_out_before_the_day_is_said_in_time(client: FlaskClient, fire, third):
    plan = filed(fire, 12)
    expires(fire.team[0], date(2026, 10, 11))

    text = fire.signed_in(client).get(f"/desk/plans/{plan}").text

    assert "王建国10月12日 周一没有有效执法证。" in text
    assert f"/desk/plans/{plan}/team" in text


def test_what_may_not_be_is_said_on_the_page_and_the_boxes_stay(client: FlaskClient, fire, third):
    plan = filed(fire, 12)

    refused = fire.signed_in(client).post(f"/desk/plans/{plan}/team", data={"team": [third]})

    assert (refused.status_code, "执法人员不得少于两人" in refused.text) == (422, True)
    assert f'value="{third}" checked' in refused.text


def test_a_helper_needs_no_badge_and_stays_a_helper(client: FlaskClient, fire, third):
    plan = filed(fire, 12, team=(*((each, TeamRole.INSPECTOR) for each in fire.team), (third, TeamRole.HELPER)))
    expires(third, date(2026, 10, 2))

    fire.signed_in(client).post(f"/desk/plans/{plan}/team", data={"team": [*reversed(fire.team), third]})

    db.session.expire_all()
    roles = {each.inspector_id: each.role for each in db.session.get_one(PlanRow, plan).team}
    assert roles[third] == "helper" and len(roles) == 3
