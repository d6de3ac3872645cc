"""Check-action records of a period as files: whose, which, in which batch, and what is left out."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from server import clock
from server.config import Settings
from server.db import db, transaction
from server.exchange import exporting, sending
from server.exchange.inspections import Period
from server.registry.tables import AgencyRow
from server.trail.tables import TrailEntryRow
from server.visits.tables import CheckInRow, ResultRow
from server.vocabulary import Outcome, Role, VisitState
from tests.builders import an_account, an_agency, an_enterprise, signed_in
from tests.exchange.places import BODY, DAY, a_finished_visit, write_codes
from tests.feedback.visits import a_fire_plan, a_visit, close, enter

pytestmark = pytest.mark.one_database

NAMED_LIKE_A_FORMULA = '=HYPERLINK("http://x","海味")'
WHOLE = Period(DAY, DAY)
ASKED = {"since": DAY.isoformat(), "until": DAY.isoformat()}


@pytest.fixture
def fire(app: Flask, client: FlaskClient, settings: Settings) -> FlaskClient:
    """The fire brigade's officer after a visit to an enterprise whose name looks like a formula."""
    a_finished_visit(settings.data, NAMED_LIKE_A_FORMULA, Outcome.CORRECTION_ORDERED)
    return signed_in(client, an_account(Role.OFFICER, agency=db.session.get_one(AgencyRow, "fire-rescue")))


def test_json_gives_every_field_as_it_is(fire: FlaskClient):
    [record] = fire.post("/desk/check-actions", data={**ASKED, "format": "json"}).get_json()

    assert record["check_action_name"] == f"对{NAMED_LIKE_A_FORMULA}进行消防安全检查的检查"
    assert record["implement_institution_code"] == BODY
    assert (record["check_result"], record["check_form"], record["check_date"]) == ("不合格", "01", "2026-06-15")
    assert record["check_personnel"] == ["王建国", "李思源"]
    assert len(record["check_personnel_code"]) == 2
    assert len(record["check_action_code"]) <= 50


def test_a_name_like_a_formula_stays_text_in_sheets(fire: FlaskClient):
    text = fire.post("/desk/check-actions", data={**ASKED, "format": "csv"}).data.decode("utf-8-sig")
    book = load_workbook(io.BytesIO(fire.post("/desk/check-actions", data={**ASKED, "format": "xlsx"}).data))

    [row] = csv.DictReader(text.splitlines())
    place = list(row).index("supervise_object") + 1
    cell = book.active.cell(3, place)
    assert row["supervise_object"] == f"'{NAMED_LIKE_A_FORMULA}"
    assert (cell.data_type, cell.value) == ("s", NAMED_LIKE_A_FORMULA)


def test_each_export_takes_a_batch_and_leaves_a_trace_while_records_keep_their_identity(fire: FlaskClient):
    first, second = (_json(fire) for _ in range(2))

    assert first["cd_batch"][:8] == second["cd_batch"][:8] == clock.today().strftime("%Y%m%d")
    assert int(second["cd_batch"]) == int(first["cd_batch"]) + 1
    assert first["record_unique_identity"] == second["record_unique_identity"]
    assert db.session.query(TrailEntryRow).filter_by(kind="actions.exported").count() == 2


def test_a_record_without_codes_is_left_out_and_the_page_says_which_column(fire: FlaskClient, settings: Settings):
    write_codes(settings.data, "item,supervise_item_implement_code,supervise_item_check_icode\n")

    page = fire.get("/desk/check-actions", query_string=ASKED).text

    assert "监管事项目录编码：未填" in page
    assert fire.post("/desk/check-actions", data={**ASKED, "format": "json"}).get_json() == []


def test_another_agency_sees_nothing_of_it_and_may_not_name_it(fire: FlaskClient):
    signed_in(fire, an_account(Role.OFFICER, agency=an_agency("market", "市场监管局", "market")))

    assert _exported(fire) == []
    assert fire.get("/desk/check-actions", query_string={**ASKED, "agency": "fire-rescue"}).status_code == 404


def test_the_supervisor_sees_everybodys(fire: FlaskClient):
    signed_in(fire, an_account(Role.SUPERVISOR))

    assert len(_exported(fire)) == 1


@pytest.mark.parametrize("table", ["not,a,table\n1,2,3\n", "item\nfire-exit\n"])
def test_a_table_of_codes_that_cannot_be_read_is_said_so(fire: FlaskClient, settings: Settings, table: str):
    write_codes(settings.data, table)

    answer = fire.get("/desk/check-actions", query_string=ASKED)

    assert answer.status_code == 422 and "item_codes.csv" in answer.text


@pytest.mark.parametrize("asked", [
    {"since": "2026-06-15", "until": "2026-06-14"}, {"since": "1900-01-01", "until": "2999-12-31"},
])  # fmt: skip
def test_a_period_that_is_none_is_refused(fire: FlaskClient, asked: dict[str, str]):
    assert fire.get("/desk/check-actions", query_string=asked).status_code == 422
    assert fire.post("/desk/check-actions", data={**asked, "format": "csv"}).status_code == 422


def test_days_that_are_none_are_read_as_this_month_and_a_kind_that_is_none_is_refused(fire: FlaskClient):
    asked = {"since": "昨天", "until": "0000-00-00"}

    assert fire.get("/desk/check-actions", query_string=asked).status_code == 200
    assert fire.post("/desk/check-actions", data={**ASKED, "format": "exe"}).status_code == 400


def test_a_planned_item_nobody_looked_at_is_told_as_not_inspected(fire: FlaskClient):
    visit = a_visit(an_enterprise("渔家宴", "91370211MA3D0BBB38").premises[0], a_fire_plan(on=DAY),
                    state=VisitState.COMPLETED, on=DAY)  # fmt: skip
    for member in visit.plans[0].team:
        enter(visit, member.inspector)
    close(visit)
    _forget_outcomes(visit.id)

    results = {each.of.enterprise: each.of.result.zh for each in sending.made(WHOLE, _trial())}

    assert results == {NAMED_LIKE_A_FORMULA: "不合格", "渔家宴": "未检查"}


def test_pieces_come_in_one_order_without_a_gap(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("server.exchange.inspections.AT_ONCE", 2)
    premises = an_enterprise().premises[0]
    made = [a_visit(premises, a_fire_plan(on=DAY + timedelta(days=n // 2)), state=VisitState.COMPLETED,
                    on=DAY + timedelta(days=n // 2)) for n in range(5)]  # fmt: skip
    for visit in made:
        close(visit)

    told = [each.of.visit for each in sending.made(Period(DAY, DAY + timedelta(days=9)), _trial())]

    assert sorted(told) == sorted(visit.id for visit in made)


def test_whoever_came_along_counts_though_one_person_scanned(fire: FlaskClient):
    with transaction():
        first, second = db.session.query(CheckInRow).order_by(CheckInRow.operation_id).all()
        first.present = [first.inspector_id, second.inspector_id]
        db.session.delete(second)

    assert sorted(_json(fire)["check_personnel"]) == ["李思源", "王建国"]


def test_the_command_tells_what_it_left_out(fire: FlaskClient, settings: Settings):
    out, told = io.BytesIO(), io.StringIO()
    write_codes(settings.data, "item,supervise_item_implement_code,supervise_item_check_icode\n")

    ended = exporting.run(exporting.period(DAY, DAY, ["fire-rescue"]), "json", "刘洋", out, told)

    assert (ended, json.loads(out.getvalue())) == (1, [])
    assert "监管事项目录编码 supervise_item_implement_code: missing" in told.getvalue()
    assert exporting.run(exporting.period(DAY, DAY, ["no-such"]), "json", "刘洋", io.BytesIO(), told) == 2


def _json(client: FlaskClient) -> dict[str, Any]:
    [record] = _exported(client)
    return record


def _exported(client: FlaskClient) -> list[dict[str, Any]]:
    return client.post("/desk/check-actions", data={**ASKED, "format": "json"}).get_json()


def _trial() -> sending.Sending:
    return sending.Sending(datetime(2026, 7, 1, tzinfo=UTC), "刘洋", "2026070100001")


def _forget_outcomes(visit_id: str) -> None:
    with transaction():
        db.session.query(ResultRow).filter_by(visit_id=visit_id).one().outcomes = []
