"""The district a visitor finds: people who can sign in, visits waiting, a half-year behind it."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from server import config, demo
from server.accounts import passwords, queries
from server.app import create_app
from server.clock import at
from server.db import db
from server.demo import cast, filing_desk
from server.demo.learned import license_text
from server.demo.schedule import moment
from server.evidence import store
from server.evidence.tables import BlobRow
from server.feedback import rules as feedback
from server.feedback.tables import RatingRow
from server.oversight.case_tables import CaseRow
from server.oversight.tables import IrregularityRow
from server.planning import bulk, bulk_lines, comparing
from server.planning.queries import standing_plans
from server.planning.standing import Where
from server.planning.tables import DayRequestRow, PlanItemRow, PlanRow, ProposalRow, VisitRow
from server.planning.values import Settings
from server.registry.tables import EnterpriseRow, InspectionItemRow, InspectorRow, ItemEquivalenceRow, PremisesRow
from server.trail.tables import TrailEntryRow
from server.visits import correction_queries, recognition, sign_off_queries
from server.visits.alias_tables import CodeAliasRow
from server.visits.correction_tables import CorrectionRow, ReplyRow
from server.visits.objection_tables import ObjectionRow
from server.visits.tables import ResultRow
from server.vocabulary import (
    CaseOrigin,
    CaseState,
    CorrectionStage,
    CorrectionState,
    DayRequestState,
    Irregularity,
    LineFate,
    ProposalState,
    Role,
    VisitState,
)
from tests.databases import Databases

# Everything here is made by commands that have tests of their own on both databases.
pytestmark = pytest.mark.one_database
DAY = date(2026, 11, 23)
ENTERPRISES = 60


@pytest.fixture(scope="module")
def district(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[demo.Summary]:
    app, drop = _an_empty_platform(databases, tmp_path_factory.mktemp("district"))
    with app.app_context(), at(moment(DAY, 9)):
        yield demo.build(app, ENTERPRISES, seed=1, day=DAY)
        db.session.remove()
        db.engine.dispose()
    drop()


def test_the_registry_holds_what_the_rosters_say(district: demo.Summary):
    assert _count(EnterpriseRow) == ENTERPRISES
    assert _count(InspectorRow) == 150
    assert _count(InspectionItemRow) == 60


def test_everybody_in_the_summary_can_sign_in_with_the_password_it_prints(district: demo.Summary):
    assert {account.role for account in district.accounts} == set(Role)
    for account in district.accounts:
        row = queries.by_sign_in_name(account.sign_in_name)

        assert row
        assert passwords.agrees(account.password, row.password_hash)
        assert {each.role for each in row.memberships} == {account.role}


def test_today_a_joint_visit_of_three_agencies_and_others_wait_for_the_inspector(district: demo.Summary):
    today = [stop for stop in district.stops if stop.visit_on == DAY]

    assert today[0].agencies == ("消防救援大队", "市场监管局", "城市管理局")
    assert len(today) >= 3
    assert any(stop.visit_on > DAY for stop in district.stops)


def test_one_visit_is_under_way(district: demo.Summary):
    visits = db.session.scalars(select(VisitRow).where(VisitRow.state == VisitState.STARTED)).all()

    assert [visit.visit_on for visit in visits] == [DAY]


def test_the_manager_has_a_visit_that_can_still_be_rated_and_one_ahead(district: demo.Summary):
    manager = queries.by_sign_in_name("manager")
    assert manager
    visits = _visits_of(manager.memberships[0].enterprise_id)
    completed = [visit for visit in visits if visit.completed_at]

    assert visits[-1].visit_on == DAY
    assert len(standing_plans(visits[-1])) == len(cast.JOINT)
    assert any(feedback.may_be_rated(visit.state, visit.visit_on, DAY) for visit in completed)


def test_a_half_year_of_visits_has_results_and_some_ratings(district: demo.Summary):
    days = db.session.scalars(select(VisitRow.visit_on).where(VisitRow.state == VisitState.COMPLETED)).all()

    assert min(days) < DAY - timedelta(days=150)
    assert max(days) >= DAY - timedelta(days=14)
    assert _count(ResultRow) >= len(days) > 50
    assert len(days) / 5 < _count(RatingRow) < len(days)


def test_what_phones_pushed_was_all_usable(district: demo.Summary):
    kinds = set(db.session.scalars(select(TrailEntryRow.kind).distinct()))

    assert set(db.session.scalars(select(TrailEntryRow.status).distinct())) == {"applied"}
    assert {"plan.filed", "visit.opened", "finding.recorded", "visit.closed", "visit.rated"} <= kinds


def test_oversight_has_a_few_irregularities_to_decide_upon_and_no_more(district: demo.Summary):
    found = Counter(db.session.scalars(select(IrregularityRow.kind)))

    usual = {Irregularity.NO_PLAN, Irregularity.ONE_INSPECTOR}
    assert usual <= found.keys() <= usual | {Irregularity.QUIET_PERIOD, Irregularity.NO_CODE}
    assert found.total() < _count(VisitRow) / 8


def test_the_bureau_has_cases_in_several_states_one_of_them_late(district: demo.Summary):
    rows = db.session.scalars(select(CaseRow)).all()

    assert {row.state for row in rows} >= {CaseState.RECEIVED, CaseState.INVESTIGATING, CaseState.CLOSED}
    assert {row.origin for row in rows} == set(CaseOrigin) - {CaseOrigin.BUREAU}
    assert any(row.due_on and row.due_on < DAY for row in rows) and any(row.content for row in rows)


def test_every_photo_signature_and_document_arrived_whole(district: demo.Summary):
    every = db.session.scalars(select(BlobRow)).all()
    [removed] = [blob for blob in every if blob.removed_at]
    blobs = [blob for blob in every if blob is not removed]

    assert not store.path(removed.sha256).exists(), "a photo of somebody not concerned was removed by law"
    assert {blob.mime for blob in blobs} == {"image/jpeg", "image/png", "application/pdf"}
    assert all(blob.stored_at and store.path(blob.sha256).stat().st_size == blob.size for blob in blobs)


def test_each_plan_names_the_item_in_the_version_of_its_day(district: demo.Summary):
    asked = db.session.execute(
        select(PlanRow.visit_on, PlanItemRow).join(PlanItemRow, PlanItemRow.plan_id == PlanRow.id)
    )
    after = {(item.item_version.version, item.item_version.valid_from) for on, item in asked if on >= date(2026, 9, 1)}
    item = db.session.get_one(InspectionItemRow, "cooking-fumes")

    assert (2, date(2026, 8, 15)) in after
    assert [(one.version, one.valid_until) for one in item.versions] == [(2, None), (1, date(2026, 8, 14))]
    assert item.versions[0].legal_basis[0]["law"] == "生态环境法典"
    assert item.versions[1].legal_basis[0]["law"] == "大气污染防治法"


def test_a_second_start_builds_nothing_and_tells_the_same(district: demo.Summary):
    from flask import current_app

    before = _count(TrailEntryRow)

    again = demo.build(current_app._get_current_object(), ENTERPRISES, seed=1, day=DAY)  # type: ignore[attr-defined]

    assert again == district
    assert _count(TrailEntryRow) == before


def test_the_description_names_accounts_addresses_and_the_page_of_codes(district: demo.Summary):
    told = demo.describe(district, "http://localhost:8000")
    page = (district.printable / "index.html").read_text(encoding="utf-8")

    assert all(account.sign_in_name in told for account in district.accounts)
    assert f"http://localhost:8000{district.stops[0].door}" in told
    assert page.count("<svg") == 3 * len(district.stops)


def _an_empty_platform(databases: Databases, folder: Path) -> tuple[Flask, Any]:
    folder.mkdir(exist_ok=True)
    url, drop = databases.fresh()
    settings = config.Settings(
        data=folder, database_url=url, password_sign_in=True, rate_limits=False, front_end=False, secret="secret"
    )
    return create_app(settings), drop


def _visits_of(enterprise_id: str | None) -> list[VisitRow]:
    found = select(VisitRow).join(PremisesRow, PremisesRow.id == VisitRow.premises_id)
    return list(db.session.scalars(found.where(PremisesRow.enterprise_id == enterprise_id).order_by(VisitRow.visit_on)))


def _count(table: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_the_officer_is_asked_to_make_two_visits_one(district: demo.Summary):
    proposal = db.session.query(ProposalRow).one()

    assert proposal.state == ProposalState.OPEN
    assert {each.agency_id: each.accepted for each in proposal.answers} == {"fire-rescue": None}
    where = Where(DAY, DAY + timedelta(days=60))
    assert len(comparing.compared(where, 14, Settings()).proposals) >= len(filing_desk.APART)


def test_the_example_file_shows_lines_that_are_filed_and_lines_that_are_not(district: demo.Summary):
    lines = bulk_lines.read(district.example.read_bytes(), "fire-rescue")
    fates = {each.line.number - 2: each.fate for each in bulk.rehearse(lines, "fire-rescue")}

    assert Counter(fates.values())[LineFate.GOOD] >= 10
    assert all(fates[place] is LineFate.BAD for place, odd in filing_desk.ODD.items() if "指定了日期" not in odd)


def test_a_licence_code_is_known_another_waits_and_one_is_in_doubt(district: demo.Summary):
    assert Counter(db.session.scalars(select(CodeAliasRow.state))) == {"confirmed": 1, "named": 1, "doubtful": 1}
    assert license_text(district.stops[0].credit_code) in set(db.session.scalars(select(CodeAliasRow.text)))


def test_enterprises_have_answered_and_the_officer_has_to_answer_them(district: demo.Summary):
    asked = db.session.scalars(db.select(DayRequestRow)).all()
    waiting = db.select(CorrectionRow).where(CorrectionRow.state == CorrectionState.WAITING)

    assert [row.state for row in asked] == [DayRequestState.OPEN]
    assert all(row.photos for row in db.session.scalars(waiting))
    assert db.session.query(ReplyRow).count() == 1


def test_results_are_signed_or_wait_and_corrections_stand_in_every_state(district: demo.Summary):
    with at(moment(DAY, 9)):
        late, waiting = sign_off_queries.overdue(["fire-rescue"]), sign_off_queries.waiting(None)
        desk = correction_queries.to_correct(["fire-rescue"])

    assert len(late) == 1 and len(waiting) > len(late)
    assert len(sign_off_queries.signed(None, most=100)) == 100
    assert {each.stage for each in desk} == set(CorrectionStage) - {CorrectionStage.CLOSED}
    assert any(each.due != each.finding.correction_due for each in desk)
    assert len(correction_queries.corrected(None)) > 20


def test_agencies_recognise_each_other_and_some_disagree(district: demo.Summary):
    pairs = Counter(db.session.scalars(select(ItemEquivalenceRow.state)))
    today = select(VisitRow.id).join(PremisesRow).join(EnterpriseRow).where(VisitRow.visit_on == DAY)
    [visit] = db.session.scalars(today.where(EnterpriseRow.credit_code == district.stops[0].credit_code)).all()
    told = recognition.of_visits([visit])[visit]
    states = set(db.session.scalars(select(ObjectionRow.state)))

    assert pairs == {"approved": 1, "proposed": 1}
    assert ("fire-facilities", "应急管理局") in {(each["inspection_item"], each["agency_name"]) for each in told}
    assert {"concluded", "filed"} <= states
