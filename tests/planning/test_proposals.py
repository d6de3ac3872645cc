"""What could still be merged, who is asked, and that visits move when all have agreed and not before."""

import re
from datetime import date

import pytest
from flask.testing import FlaskClient

from server import clock
from server.db import db
from server.planning import commands, queries
from server.planning.tables import PlanRow, ProposalRow, VisitRow
from server.trail.tables import TrailEntryRow
from server.vocabulary import Role
from tests.builders import an_account, signed_in
from tests.planning.district import a_party, an_enterprise, another_party, october

PERIOD = "?since=2026-10-01&until=2026-11-30"


@pytest.fixture
def scene(client: FlaskClient):
    """Fire stands on the 12th and market on the 20th: eight days apart, so nothing was merged."""
    fire, market, enterprise = a_party(), another_party(), an_enterprise()
    filed(client, fire, 12, enterprise)
    filed(client, market, 20, enterprise)
    return fire, market, enterprise


def filed(client, party, day, enterprise, at=None, **facts):
    with clock.at(at or october(1)):
        answer = party.signed_in(client).post("/api/plans", json=party.asks(day, enterprise, **facts))
    assert answer.status_code == 201, answer.json
    return answer.json["id"]


def page(client, person, address=f"/desk/what-if{PERIOD}", at=None):
    signed = person.signed_in(client) if hasattr(person, "signed_in") else signed_in(client, person)
    with clock.at(at or october(2)):
        return signed.get(address)


def sent(client, person, extra="", at=None):
    """Sends the first proposal of the page."""
    text = page(client, person, f"/desk/what-if{PERIOD}{extra}", at).text
    form = text[text.index('<form method="post">') :]
    fields = re.findall(r'name="(\w+)" value="([^"]*)"', form[: form.index("</form>")])
    data = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    with clock.at(at or october(2)):
        return client.post("/desk/what-if", data=data)


def answered(client, party, answer="accept", at=None):
    proposal = db.session.query(ProposalRow).order_by(ProposalRow.made_at.desc()).first().id
    with clock.at(at or october(3)):
        return party.signed_in(client).post(f"/desk/proposals/{proposal}", data={"answer": answer})


def standing():
    db.session.expire_all()
    rows = db.session.query(VisitRow).filter_by(state="open").order_by(VisitRow.visit_on).all()
    return [(row.visit_on, len(queries.standing_plans(row))) for row in rows]


def test_the_page_says_what_merging_saved_and_what_could_still_be_saved(client: FlaskClient, scene):
    fire, _, enterprise = scene

    assert "还没有测算" in page(client, fire, "/desk/what-if").text
    text = page(client, fire).text

    assert "2项计划，合并后上门2次，少0次。" in text
    assert "最少可以只上门1次" in text
    assert '<td class="number">1</td><td><svg' in text and 'rect width="50.0"' in text
    assert enterprise.name in text and "少上门1次" in text and "须市场监管同意" in text


def test_the_visits_are_gathered_when_every_member_has_agreed(client: FlaskClient, scene):
    fire, market, _ = scene
    supervisor = an_account(Role.SUPERVISOR)

    assert sent(client, supervisor, "&reach=7").status_code == 302
    assert "有1条建议等您答复" in page(client, market, "/desk/proposals").text
    answered(client, market)
    waiting = standing()
    answered(client, fire)

    assert waiting == [(date(2026, 10, 12), 1), (date(2026, 10, 20), 1)]
    assert standing() == [(date(2026, 10, 13), 2)]
    kinds = [row.kind for row in db.session.query(TrailEntryRow).order_by(TrailEntryRow.id)]
    assert kinds.count("visit.gathered") == 2
    assert {"proposal.sent", "proposal.answered", "proposal.settled"} <= set(kinds)
    assert db.session.query(ProposalRow).one().state == "done"
    assert "已合并" in page(client, fire, "/desk/proposals").text


def test_the_plans_keep_the_day_they_asked_for(client: FlaskClient, scene):
    fire, market, _ = scene
    sent(client, fire)
    answered(client, market)

    assert [row.visit_on.day for row in db.session.query(PlanRow).order_by(PlanRow.number)] == [12, 20]
    assert len({row.visit_id for row in db.session.query(PlanRow)}) == 1


def test_nobody_moves_when_one_declines(client: FlaskClient, scene):
    fire, market, _ = scene
    before = standing()
    sent(client, fire)

    answered(client, market, "decline")

    assert standing() == before
    assert "未获同意" in page(client, fire, "/desk/proposals").text
    assert answered(client, market).status_code == 422


def test_a_proposal_lapses_when_the_visits_have_changed_since(client: FlaskClient, scene):
    fire, market, _ = scene
    sent(client, fire)
    with clock.at(october(2)):
        commands.withdraw_plan(db.session.query(PlanRow).filter_by(agency_id="fire-rescue").one().id, account_id=None)

    answered(client, market)

    assert db.session.query(ProposalRow).one().state == "lapsed"
    assert standing() == [(date(2026, 10, 20), 1)]


def test_a_proposal_lapses_when_its_day_is_frozen(client: FlaskClient, scene):
    fire, market, _ = scene
    sent(client, fire)

    answered(client, market, at=october(11, 18))

    assert db.session.query(ProposalRow).one().state == "lapsed"


def test_a_proposal_lapses_when_the_team_is_expected_elsewhere_on_the_day(client: FlaskClient, scene):
    fire, market, _ = scene
    other = an_enterprise("另一家", "91370211MA3C0BBB21")
    sent(client, fire)
    [row] = db.session.query(ProposalRow).all()
    filed(client, market, row.visit_on.day, other, window="whole_day")

    answered(client, market)

    assert db.session.query(ProposalRow).one().state == "lapsed"


def test_the_same_proposal_is_sent_once(client: FlaskClient, scene):
    fire, _, _ = scene
    sent(client, fire)

    assert "已发出，待答复" in page(client, fire).text


def test_a_proposal_that_no_longer_holds_is_not_sent(client: FlaskClient, scene):
    fire, _, _ = scene
    form = {"since": "2026-10-01", "until": "2026-11-30", "place": "x", "day": "2026-10-15", "visits": ["a", "b"]}

    with clock.at(october(2)):
        answer = fire.signed_in(client).post("/desk/what-if", data=form)

    assert answer.status_code == 422
    assert db.session.query(ProposalRow).count() == 0


def test_covert_plans_are_nowhere_on_the_page(client: FlaskClient, scene):
    fire, market, enterprise = scene
    before = page(client, fire).text
    filed(
        client,
        market,
        5,
        enterprise,
        items=[market.item],
        channel="green",
        cause="covert",
        reference="密1",
        at=october(2),
    )

    assert page(client, fire).text == before


def test_an_agency_looks_at_its_own_objects_and_the_supervisor_at_all(client: FlaskClient, scene):
    _, _, enterprise = scene
    other = a_party("urban", "城市管理局", "urban")

    assert "这段时间没有检查" in page(client, other, f"/desk/what-if{PERIOD}&agency=fire-rescue").text
    supervisor = an_account(Role.SUPERVISOR)
    assert enterprise.name in page(client, supervisor).text
    assert enterprise.name in page(client, supervisor, f"/desk/what-if{PERIOD}&agency=market").text
    code = f"&credit_code={enterprise.credit_code}"
    assert enterprise.name in page(client, supervisor, f"/desk/what-if{PERIOD}{code}").text
    assert "这段时间没有检查" in page(client, supervisor, f"/desk/what-if{PERIOD}&credit_code=X").text


def test_a_stranger_answers_no_proposal(client: FlaskClient, scene):
    fire, _, _ = scene
    other = a_party("urban", "城市管理局", "urban")
    sent(client, fire)

    assert answered(client, other).status_code == 404


def test_a_period_that_runs_backwards_or_on_for_ever_is_refused(client: FlaskClient, scene):
    fire, _, _ = scene

    assert page(client, fire, "/desk/what-if?since=2026-10-02&until=2026-10-01").status_code == 422
    assert page(client, fire, "/desk/what-if?since=2026-01-01&until=2027-12-01").status_code == 422
    assert page(client, fire, "/desk/what-if?since=9999-12-31&until=x&reach=9999999999").status_code == 200


def taken_back(client, person):
    proposal = db.session.query(ProposalRow).one().id
    signed = person.signed_in(client) if hasattr(person, "signed_in") else signed_in(client, person)
    with clock.at(october(3)):
        return signed.post(f"/desk/proposals/{proposal}/withdrawal").status_code


def test_who_sent_a_proposal_takes_it_back_and_nobody_answers_it_any_more(client: FlaskClient, scene):
    fire, market, _ = scene
    sent(client, fire)
    shown = page(client, fire, "/desk/proposals").text

    others = [taken_back(client, person) for person in (market, an_account(Role.SUPERVISOR))]
    own = taken_back(client, fire)

    assert "撤回建议" in shown and "撤回建议" not in page(client, market, "/desk/proposals").text
    assert (others, own) == ([404, 404], 302)
    assert answered(client, market).status_code == 422
    assert taken_back(client, fire) == 422
    assert standing() == [(date(2026, 10, 12), 1), (date(2026, 10, 20), 1)]


def test_the_supervisor_takes_back_what_he_sent(client: FlaskClient, scene):
    fire, *_ = scene
    supervisor = an_account(Role.SUPERVISOR)
    sent(client, supervisor)

    assert (taken_back(client, fire), taken_back(client, supervisor)) == (404, 302)
    assert db.session.query(ProposalRow).one().state == "withdrawn"
