"""The seven forms: filled from the visit, numbered, in versions that never change; a district's own templates."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.accounts.step_up import Proof
from server.config import Settings
from server.db import db, transaction
from server.evidence import store
from server.exchange import document_templates, documents
from server.exchange.document_template import FIELDS, Wrong, filled, read
from server.exchange.document_values import values
from server.exchange.tables import DocumentRow
from server.planning.tables import VisitRow
from server.refusals import DOCUMENT_NOT_YET, Refused
from server.registry.tables import AgencyRow
from server.trail.tables import TrailEntryRow
from server.visits import sign_off
from server.visits.sign_off_document import Asked, Wish, document
from server.visits.tables import ResultRow
from server.vocabulary import Disposition, DocumentKind, Outcome, ResultState, Role, SignOffGrade
from tests.builders import an_account, an_agency, an_enterprise, in_days, signed_in
from tests.exchange.places import DAY, a_finished_visit
from tests.feedback.visits import a_fire_plan, a_visit, find

pytestmark = pytest.mark.one_database

FIRE = "fire-rescue"
NOTICE = DocumentKind.NOTICE


@pytest.fixture
def visit(app: Flask, settings: Settings) -> VisitRow:
    made = a_finished_visit(settings.data, outcome=Outcome.CORRECTION_ORDERED)
    find(made)
    return made


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_each_of_the_seven_is_issued_with_a_number_of_its_own(visit: VisitRow, kind: DocumentKind):
    row = documents.issue(kind, visit.id, FIRE, account_id=None)

    assert row.number.endswith("1号") and row.version == 1
    assert store.path(row.sha256).read_bytes()[:5] == b"%PDF-"
    entry = db.session.query(TrailEntryRow).filter_by(kind="document.issued").one()
    assert row.sha256.encode() in entry.body


def test_every_field_of_a_template_is_filled(visit: VisitRow):
    said = values(visit, db.session.get_one(AgencyRow, FIRE), "消检1号")

    assert said.keys() == FIELDS.keys()
    assert said["credit_code"] == "91370211MA3C0AAA10" and said["visit_on"] == "2026年6月15日"
    assert "后厨安全出口被货架堵塞" in said["findings"] and "2026年6月22日" in said["findings"]
    assert said["outcome"] == "责令改正" and "第五十三条" in said["legal_basis"]
    assert said["entered"].count("（") == 2 and "第1次" in said["frequency"]


def test_issuing_again_changes_nothing_until_something_was_changed(visit: VisitRow):
    first = documents.issue(DocumentKind.RESULT, visit.id, FIRE, account_id=None)
    again = documents.issue(DocumentKind.RESULT, visit.id, FIRE, account_id=None)
    kept = first.id, first.number, first.sha256
    _amend(visit)
    second = documents.issue(DocumentKind.RESULT, visit.id, FIRE, account_id=None)

    assert again.id == kept[0]
    assert (second.version, second.number) == (2, kept[1]) and second.sha256 != kept[2]
    assert hashlib.sha256(store.path(kept[2]).read_bytes()).hexdigest() == kept[2]


def test_numbers_count_on_by_agency_and_kind(visit: VisitRow):
    other = a_visit(an_enterprise("渔家宴", "91370211MA3D0BBB38").premises[0], a_fire_plan(on=DAY), on=DAY)

    numbers = [
        documents.issue(DocumentKind.NOTICE, each, FIRE, account_id=None).number for each in (visit.id, other.id)
    ]

    assert [number[-3:] for number in numbers] == ["〕1号", "〕2号"]


def test_a_record_of_a_visit_that_has_not_begun_is_refused(visit: VisitRow):
    other = a_visit(an_enterprise("渔家宴", "91370211MA3D0BBB38").premises[0], a_fire_plan(on=DAY), on=DAY)

    with pytest.raises(Refused) as refused:
        documents.issue(DocumentKind.ON_SITE, other.id, FIRE, account_id=None)

    assert refused.value.reason is DOCUMENT_NOT_YET


def test_the_districts_own_template_goes_before_ours_and_each_version_is_kept(visit: VisitRow):
    first = document_templates.save(NOTICE, "本区检查通知\n致：{enterprise}", account_id=None)
    document_templates.save(NOTICE, "本区检查通知\n致：{enterprise}\n电话：{phone}", account_id=None)
    again = document_templates.save(NOTICE, "本区检查通知\r\n致：{enterprise}\r\n电话：{phone}  ", account_id=None)

    assert (first, again) == (1, 2)
    assert [line.text for line in document_templates.template(NOTICE)] == ["本区检查通知", "{enterprise}", "{phone}"]
    assert [row.version for row in document_templates.versions(NOTICE)] == [2, 1]
    documents.issue(NOTICE, visit.id, FIRE, account_id=None)
    assert b'"template":2' in db.session.query(TrailEntryRow).filter_by(kind="document.issued").one().body


@pytest.mark.parametrize(
    ("text", "line"),
    [("", 1), ("标题\n致：{company}", 2), ("标题\n\n致：{enterprise", 3), ("{number}", 1), ("标题\na\x00b", 2),
     ("标题\n" + "字" * 2001, 2), ("标题\n" * 301, 301)],
)  # fmt: skip
def test_a_template_that_is_not_right_names_its_line(text: str, line: int):
    with pytest.raises(Wrong) as wrong:
        read(text)

    assert wrong.value.line == line


def test_the_administrator_is_told_the_line_that_is_wrong_and_keeps_what_he_wrote(client: FlaskClient):
    admin, page = signed_in(client, an_account(Role.ADMIN)), "/desk/document-templates/notice"

    answer = admin.post(page, data={"text": "标题\n致：{company}", "does": "save"})
    looked = admin.post(page, data={"text": "标题\n致：{enterprise}", "does": "look"})
    sheet = admin.post(f"{page}/preview.pdf", data={"text": "标题\n致：{enterprise}"})
    saved = admin.post(page, data={"text": "标题\n致：{enterprise}", "does": "save"})

    assert answer.status_code == 422 and "第2行有误" in answer.text and "致：{company}</textarea>" in answer.text
    assert "青岛海之味" in looked.text and sheet.data[:5] == b"%PDF-"
    assert saved.status_code == 302 and "本区第1版" in admin.get(page).text
    assert "行政检查通知书" in admin.get(f"{page}?version=0").text
    assert admin.get("/desk/document-templates/no-such").status_code == 404


CASES = json.loads((Path(__file__).parents[1] / "cases" / "document_templates.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES)
def test_a_template_is_read_and_filled_as_on_the_phone(case: dict[str, Any]):
    lines = filled(read(case["text"]), {**dict.fromkeys(FIELDS, ""), **case["values"]})

    assert [[line.kind, line.text, line.label] for line in lines] == case["lines"]


def test_what_somebody_wrote_is_never_read_as_a_field():
    [title, fact] = filled(read("标题\n意见：{statement}"), {**dict.fromkeys(FIELDS, ""), "statement": "{number}"})

    assert (title.text, fact.text) == ("标题", "{number}")


def test_the_desk_issues_and_downloads_and_another_agency_finds_nothing(visit: VisitRow, client: FlaskClient):
    page = f"/desk/documents/{visit.id}"
    officer = signed_in(client, an_account(Role.OFFICER, agency=db.session.get_one(AgencyRow, FIRE)))
    officer.post(page, data={"agency": FIRE, "kind": "on_site"})
    row = db.session.query(DocumentRow).one()
    file = f"{page}/{row.id}.pdf"

    assert officer.get(file).data[:5] == b"%PDF-" and row.number in officer.get(page).text
    assert officer.post(page, data={"agency": FIRE, "kind": "no-such"}).status_code == 404
    foreign = signed_in(client, an_account(Role.OFFICER, agency=an_agency("market", "市场监管局", "market")))
    assert [foreign.get(each).status_code for each in (page, file)] == [404, 404]
    supervisor = signed_in(client, an_account(Role.SUPERVISOR))
    assert supervisor.get(file).status_code == 200
    assert supervisor.post(page, data={"agency": FIRE, "kind": "notice"}).status_code == 403


def _amend(visit: VisitRow) -> None:
    """Another version of the result, signed as the first was."""
    with transaction():
        old = db.session.query(ResultRow).filter_by(visit_id=visit.id).one()
        told = {name: getattr(old, name) for name in ("visit_id", "premises_id", "agency_id", "competence", "visit_on",
                                                      "outcomes", "inspector_id", "issued_at")}  # fmt: skip
        made = ResultRow(**told, version=2, outcome=Outcome.NO_PROBLEM, state=ResultState.SIGNED)
        db.session.add(made)
        db.session.flush()
        wish = Wish(Disposition.NONE, "", old.inspector_id)
        said = document(made, wish, Asked("", ""), None)
        sign_off.keep(made, wish, said, Proof(SignOffGrade.PASSWORD), account_id=None)


def test_the_list_shows_what_comes_within_a_week_and_apart_what_lies_further(visit: VisitRow, client: FlaskClient):
    for name, code, day in (("近的", "91370211MA3D0BBB38", 6), ("远的", "91370211MA3D0CCC49", 9)):
        a_visit(an_enterprise(name, code).premises[0], a_fire_plan(on=in_days(day)), on=in_days(day))
    documents.issue(NOTICE, visit.id, FIRE, account_id=None)
    officer = signed_in(client, an_account(Role.OFFICER, agency=db.session.get_one(AgencyRow, FIRE)))
    supervisor = signed_in(client.application.test_client(), an_account(Role.SUPERVISOR))

    for reader in (officer, supervisor):
        near, far = reader.get("/desk/documents").text, reader.get("/desk/documents?show=later").text

        assert "近的" in near and "已出具1种" in near and "远的" not in near
        assert "远的" in far and "近的" not in far
