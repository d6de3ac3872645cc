"""What the demo's enterprises answer: corrections with photos, a reply to a result, a wish for another day."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, exists, select

from server import clock
from server.db import db
from server.demo import photos
from server.demo.crew import Crew
from server.demo.schedule import moment
from server.feedback import telling
from server.planning import day_requests
from server.planning.tables import VisitRow
from server.registry.tables import EnterpriseRow, PremisesRow
from server.visits import correcting, replying
from server.visits.correction_tables import CorrectionRow, CorrectionStepRow
from server.visits.tables import FindingRow, ResultRow
from server.vocabulary import CorrectionState, Outcome, ResultState, VisitState

DESK = "fire-rescue"  # whose officer a visitor of the demo signs in as
LATELY = timedelta(days=60)
REPLY = "检查时提出的情况当天已核对清楚，缺的材料次日补齐，欢迎随时复核。"
PUT_RIGHT = "已按要求改正，附改正后照片。"
CORRECTED = ("已清理通道并划线标识，附整改后照片。", "已更换过期器材，台账已补记。")
ANOTHER_DAY = "当天供电公司检修停电，店里没有营业，希望改期。"


def give(crew: Crew, credit_code: str, day: date) -> None:
    """The manager of the demo has corrections and a reply behind him; the officer has some before him."""
    for finding in _findings(day, credit_code)[:1]:
        _confirmed(crew, finding)
    for visit, agency_id in _problems(credit_code)[:1]:
        with clock.at(moment(visit.visit_on + timedelta(days=1), 20)):
            replying.reply(visit.id, agency_id, REPLY, account_id=_manager(crew, visit))
    for number, finding in enumerate(_findings(day, by=DESK)[: len(CORRECTED)]):
        _reported(crew, finding, number, day)
    for visit in _ahead(day)[:1]:
        wished = visit.visit_on + timedelta(days=2)
        with clock.at(moment(day - timedelta(days=1), 18)):
            day_requests.ask(visit.id, reason=ANOTHER_DAY, wished_on=wished, account_id=_manager(crew, visit))
    telling.tell()


def _confirmed(crew: Crew, finding: FindingRow) -> None:
    visit = db.session.get_one(VisitRow, finding.visit_id)
    by = _manager(crew, visit)
    with clock.at(moment(visit.visit_on + timedelta(days=2), 15)):
        report = correcting.report(finding.id, PUT_RIGHT, account_id=by)
        correcting.add_photo(report, photos.photo(f"corrected {finding.id}"), account_id=by)
    with clock.at(moment(visit.visit_on + timedelta(days=3), 10)):
        correcting.answer(
            report, CorrectionState.CLOSED, "照片清楚，已符合要求。", agency_id=finding.agency_id,
            account_id=crew.officer_of(finding.agency_id),
        )  # fmt: skip


def _reported(crew: Crew, finding: FindingRow, number: int, day: date) -> None:
    by = _manager(crew, db.session.get_one(VisitRow, finding.visit_id))
    with clock.at(moment(day - timedelta(days=1), 14 + number)):
        report = correcting.report(finding.id, CORRECTED[number], account_id=by)
        for shot in range(2):
            correcting.add_photo(report, photos.photo(f"corrected {number} {shot}"), account_id=by)


def _findings(day: date, of: str = "", by: str = "") -> Sequence[FindingRow]:
    """Findings of the last two months that have to be corrected, of one enterprise or by one agency, newest first."""
    told = exists().where(CorrectionRow.finding_id == FindingRow.id)
    decided = exists().where(CorrectionStepRow.finding_id == FindingRow.id)
    due = FindingRow.correction_due >= day, FindingRow.withdrawn_by.is_(None), ~told, ~decided
    wanted = select(FindingRow).join(VisitRow, VisitRow.id == FindingRow.visit_id).where(*due)
    wanted = wanted.where(VisitRow.state == VisitState.COMPLETED, VisitRow.visit_on.between(day - LATELY, day))
    if of:
        wanted = wanted.where(VisitRow.premises_id.in_(_premises(of)))
    if by:
        wanted = wanted.where(FindingRow.agency_id == by)
    return db.session.scalars(wanted.order_by(VisitRow.visit_on.desc(), VisitRow.premises_id, FindingRow.text)).all()


def _problems(credit_code: str) -> list[tuple[VisitRow, str]]:
    """The visits to an enterprise whose signed result found something, with the agency, newest first."""
    found = select(VisitRow, ResultRow.agency_id).join(ResultRow, ResultRow.visit_id == VisitRow.id)
    signed = ResultRow.state == ResultState.SIGNED, ResultRow.outcome != Outcome.NO_PROBLEM
    found = found.where(VisitRow.premises_id.in_(_premises(credit_code)), *signed)
    return [(visit, agency) for visit, agency in db.session.execute(found.order_by(VisitRow.visit_on.desc())).all()]


def _ahead(day: date) -> Sequence[VisitRow]:
    """Visits that the desk's agency leads, a week and more from now."""
    led = VisitRow.agency_id == DESK, VisitRow.state == VisitState.OPEN, VisitRow.cause.is_(None)
    later = VisitRow.visit_on > day + timedelta(days=6)
    return db.session.scalars(
        select(VisitRow).where(*led, later).order_by(VisitRow.visit_on, VisitRow.premises_id)
    ).all()


def _premises(credit_code: str) -> Select[Any]:
    return select(PremisesRow.id).join(EnterpriseRow).where(EnterpriseRow.credit_code == credit_code)


def _manager(crew: Crew, visit: VisitRow) -> str:
    premises = visit.premises
    assert premises is not None
    return str(crew.manager_of(premises.enterprise).account_id)
