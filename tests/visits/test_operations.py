"""What happens on a visit: recorded first, judged after, and its result known to everybody concerned."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from server import clock, trail
from server.db import db, transaction
from server.ids import new_id
from server.oversight.tables import IrregularityRow
from server.planning.tables import VisitRow
from server.visits.tables import EvidenceRow, FindingRow, ResultRow
from tests.builders import an_enterprise
from tests.field import Field, Office, a_field, a_visit, an_office, close, find, open_visit
from tests.phone import Phone, a_blob

OTHER_CODE = "91370211MA3C0BBB20"


@pytest.fixture
def field(app: Flask, client: FlaskClient) -> Field:
    return a_field(client)


def noticed() -> list[str]:
    return sorted(db.session.scalars(select(IrregularityRow.kind)))


def results(visit: str) -> dict[str, list[tuple[str, str]]]:
    rows = db.session.scalars(select(ResultRow).where(ResultRow.visit_id == visit).order_by(ResultRow.version))
    return {row.agency_id: [(each["item"], each["outcome"]) for each in row.outcomes] for row in rows}


def answer(phone: Phone, office: Office, visit: str, value: str, line: str = "1") -> None:
    phone.record("line.answered", visit, **office.at_line(line), value=value)


def pushed(phone: Phone) -> list[dict[str, Any]]:
    return phone.push().json["results"]


def test_entering_starts_the_visit_and_breaches_nothing(field: Field):
    open_visit(field.phone, field)

    pushed(field.phone)

    visit = db.session.get_one(VisitRow, field.visit)
    assert visit.state == "started"
    assert visit.started_at is not None
    assert noticed() == []


def test_a_visit_nobody_planned_is_founded_by_the_fact_and_noticed(field: Field):
    visit = new_id()
    open_visit(field.phone, field, visit=visit, planned=False, cause="other", premises=None)

    pushed(field.phone)

    row = db.session.get_one(VisitRow, visit)
    assert (row.planned, row.state, row.cause, row.agency_id) == (False, "started", "other", "fire-rescue")
    assert row.premises_id == field.enterprise.premises[0].id
    assert noticed() == ["no_plan", "quiet_period"]
    assert field.phone.visit(visit)["plans"] == []


def test_a_visit_at_an_enterprise_we_do_not_know_is_kept_with_the_code_that_was_scanned(field: Field):
    visit = new_id()
    open_visit(field.phone, field, visit=visit, planned=False, premises=None, credit_code=OTHER_CODE)

    pushed(field.phone)

    assert field.phone.visit(visit)["enterprise"] == {
        "id": None, "name": "", "credit_code": OTHER_CODE, "industry_name": "", "ended_on": None,
    }  # fmt: skip


def test_a_cancelled_visit_that_was_carried_out_is_recorded_and_noticed(field: Field):
    visit = db.session.get_one(VisitRow, field.visit)
    with transaction():
        visit.state = "cancelled"
        visit.plans[0].state = "withdrawn"
    open_visit(field.phone, field)

    assert pushed(field.phone)[0]["status"] == "applied"

    assert db.session.get_one(VisitRow, field.visit).state == "started"
    assert noticed() == ["no_plan"]


def test_what_departs_from_the_plan_is_noticed_once_each(field: Field):
    late = clock.now() - timedelta(days=12)
    alone = {"present": [field.fire.present[0]], "credit_code": OTHER_CODE}
    for _ in range(2):
        open_visit(field.phone, field, made_at=late, **alone)

    pushed(field.phone)

    assert noticed() == ["late_sync", "one_inspector", "other_enterprise", "wrong_day"]


def test_two_inspectors_answers_to_one_line_both_stand_and_the_second_is_told(field: Field):
    first, second = field.fire.phones
    answer(first, field.fire, field.visit, "nonconforming")
    answer(first, field.fire, field.visit, "conforming")
    assert [each["status"] for each in pushed(first)] == ["applied", "applied"]

    answer(second, field.fire, field.visit, "nonconforming")

    assert pushed(second)[0] | {"id": ""} == {"dseq": 1, "id": "", "status": "conflict", "code": "answers_differ"}
    shown = {each["inspector_name"]: each["value"] for each in first.visit(field.visit)["answers"]}
    assert shown == {"王建国": "conforming", "李秀英": "nonconforming"}


def test_a_finding_names_photos_taken_before_it(field: Field):
    photo = a_blob(b"photo")
    where = {"inspection_item": "fire-exit", "line": "1", "sha256": photo["sha256"], "caption": "后门"}
    field.phone.record("evidence.taken", field.visit, finding=None, **where, blobs=[photo])
    finding = find(field.phone, field, evidence=[photo["sha256"]])

    pushed(field.phone)

    visit = field.phone.visit(field.visit)
    assert visit["findings"][0]["evidence"] == [photo["sha256"]]
    assert [(file["size"], file["finding"]) for file in visit["evidence"]] == [(5, finding)]
    assert db.session.query(EvidenceRow).count() == 2


def test_a_finding_withdrawn_stays_and_is_marked(field: Field):
    finding = find(field.phone, field)
    field.phone.record("finding.withdrawn", field.visit, finding=finding, reason="看错了")

    pushed(field.phone)

    assert field.phone.visit(field.visit)["findings"][0]["withdrawn"] is True
    assert db.session.get_one(FindingRow, finding).text == "安全出口上锁"


def test_another_agency_cannot_withdraw_a_finding(field: Field, client: FlaskClient):
    other = an_office(client, "market-regulation", "food", "market")
    finding = find(field.phone, field)
    pushed(field.phone)
    other.phone.record("finding.withdrawn", field.visit, finding=finding, reason="")

    assert pushed(other.phone)[0]["code"] == "not_yours"


def test_a_statement_carries_its_signature(field: Field):
    signature = a_blob(b"signature", "signature", "image/png")
    field.phone.record(
        "statement.recorded", field.visit, text="无异议", representative="赵敏", signature=signature["sha256"],
        refused=False, refusal_reason="", witness="", blobs=[signature],
    )  # fmt: skip

    pushed(field.phone)

    assert field.phone.visit(field.visit)["statement"]["signature"] == signature["sha256"]


def test_closing_completes_the_visit_and_issues_the_result(field: Field):
    open_visit(field.phone, field)
    answer(field.phone, field.fire, field.visit, "nonconforming")
    find(field.phone, field, correction_due="2026-12-31")
    close(field.phone, field)

    pushed(field.phone)

    assert db.session.get_one(VisitRow, field.visit).state == "completed"
    assert results(field.visit) == {"fire-rescue": [("fire-exit", "correction_ordered")]}
    assert field.fire.phones[1].visit(field.visit)["closed"]["summary"] == "检查完毕"


def test_a_joint_visit_is_complete_when_every_agency_that_entered_has_closed(field: Field, client: FlaskClient):
    market = an_office(client, "market-regulation", "food", "market")
    visit = a_visit(field.enterprise, field.fire, market)
    for office in (field.fire, market):
        open_visit(office.phone, field, visit=visit, present=office.present)
        pushed(office.phone)

    close(field.phone, field, visit=visit)
    pushed(field.phone)

    assert db.session.get_one(VisitRow, visit).state == "started"
    assert field.phone.visit(visit)["closed"]["inspector_name"] == "王建国"
    assert market.phone.visit(visit)["closed"] is None

    close(market.phone, field, visit=visit)
    pushed(market.phone)

    assert db.session.get_one(VisitRow, visit).state == "completed"


def test_an_agency_that_comes_after_the_others_have_finished_is_not_locked_out(field: Field, client: FlaskClient):
    market = an_office(client, "market-regulation", "food", "market")
    visit = a_visit(field.enterprise, field.fire, market)
    open_visit(field.phone, field, visit=visit, made_at=clock.now() - timedelta(seconds=2))
    close(field.phone, field, visit=visit, made_at=clock.now() - timedelta(seconds=1))
    pushed(field.phone)
    assert db.session.get_one(VisitRow, visit).state == "completed"
    assert market.phone.visit(visit)["closed"] is None

    open_visit(market.phone, field, visit=visit, present=market.present)
    answer(market.phone, market, visit, "conforming")
    assert [each["status"] for each in pushed(market.phone)] == ["applied"] * 2

    assert db.session.get_one(VisitRow, visit).state == "started"
    assert noticed() == []
    close(market.phone, field, visit=visit)
    pushed(market.phone)
    assert db.session.get_one(VisitRow, visit).state == "completed"


def test_what_the_enterprise_signed_for_one_agency_is_not_signed_for_the_other(field: Field, client: FlaskClient):
    market = an_office(client, "market-regulation", "food", "market")
    visit = a_visit(field.enterprise, field.fire, market)
    field.phone.record(
        "statement.recorded", visit, text="马上整改", representative="夏经理", signature=None, refused=True,
        refusal_reason="不在场", witness="社区王主任",
    )  # fmt: skip

    pushed(field.phone)

    assert field.fire.phones[1].visit(visit)["statement"]["text"] == "马上整改"
    assert market.phone.visit(visit)["statement"] is None


def test_a_colleagues_phone_that_arrives_after_the_closing_renews_the_result(field: Field):
    first, second = field.fire.phones
    open_visit(first, field)
    answer(first, field.fire, field.visit, "conforming")
    find(second, field)
    close(first, field)
    pushed(first)
    assert results(field.visit) == {"fire-rescue": [("fire-exit", "no_problem")]}

    pushed(second)

    assert results(field.visit) == {"fire-rescue": [("fire-exit", "problems_found")]}
    assert noticed() == []


def test_what_is_recorded_after_the_closing_is_kept_and_noticed(field: Field):
    open_visit(field.phone, field, made_at=clock.now() - timedelta(seconds=2))
    close(field.phone, field, made_at=clock.now() - timedelta(seconds=1))
    find(field.phone, field)

    assert [each["status"] for each in pushed(field.phone)] == ["applied"] * 3

    assert noticed() == ["visit_closed"]


def test_results_of_the_last_half_year_by_agencies_of_one_competence_are_shown(field: Field, client: FlaskClient):
    market = an_office(client, "market-regulation", "food", "market")
    visit = a_visit(field.enterprise, market, visit_on=clock.today() - timedelta(days=30))
    open_visit(market.phone, field, visit=visit)
    answer(market.phone, market, visit, "conforming")
    close(market.phone, field, visit=visit)
    pushed(market.phone)
    assert field.phone.visit(field.visit)["recent_results"] == []

    earlier = a_visit(field.enterprise, field.fire, visit_on=clock.today() - timedelta(days=40))
    open_visit(field.phone, field, visit=earlier)
    find(field.phone, field, visit=earlier, correction_due="2026-12-31")
    close(field.phone, field, visit=earlier)
    pushed(field.phone)

    assert field.phone.visit(field.visit)["recent_results"] == [
        {
            "visit_on": (clock.today() - timedelta(days=40)).isoformat(), "agency_name": "fire-rescue大队",
            "items": [{"code": "fire-exit", "name": "消防安全检查", "outcome": "correction_ordered"}],
            "open_corrections": 1,
            "objected": False,
        }
    ]  # fmt: skip


def test_a_visit_follows_its_enterprises_name(field: Field):
    with transaction():
        field.enterprise.name = "海之味餐饮集团"
        trail.touched("enterprise", field.enterprise.id)

    assert field.phone.visit(field.visit)["enterprise"]["name"] == "海之味餐饮集团"


def test_scanning_another_known_enterprise_founds_the_visit_there(field: Field):
    other = an_enterprise("山里红酒店", OTHER_CODE)
    visit = new_id()
    open_visit(field.phone, field, visit=visit, planned=False, premises=None, credit_code=OTHER_CODE)

    pushed(field.phone)

    assert db.session.get_one(VisitRow, visit).premises_id == other.premises[0].id
