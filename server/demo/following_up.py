"""What follows a visit in the demo: results are signed, corrections reported and confirmed; a few are late."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from sqlalchemy import exists, select

from server import clock
from server.accounts.tables import AccountRow
from server.db import db
from server.demo import photos, signing
from server.demo.crew import Crew
from server.demo.schedule import moment
from server.planning.tables import VisitRow
from server.visits import correcting, correction_queries, correction_steps
from server.visits.correction_tables import CorrectionRow
from server.visits.tables import FindingRow, ResultRow
from server.vocabulary import CorrectionStage, CorrectionState, ResultState

DESK = "fire-rescue"  # whose officer and lead a visitor of the demo signs in as
WAIT = timedelta(days=2)  # what was drawn up since still waits for its signature
LATE = timedelta(days=24), timedelta(days=6)  # of these days' joint visits one result is still unsigned
SHOWN = timedelta(days=21)  # reports since then have a photo
REPORTED_PERCENT, CONTENT_PERCENT, LENIENT_PERCENT = 93, 88, 15
DONE = (
    "已清理通道并划线标识。",
    "已更换过期器材，台账已补记。",
    "已按要求改正，负责人已培训。",
    "已请人检修，恢复正常。",
)
SHOWN_OPEN = timedelta(days=75)
LEFT = (
    CorrectionStage.OPEN,
    CorrectionStage.RECHECK,
    CorrectionStage.ASKED_AGAIN,
    CorrectionStage.WAITING,
    CorrectionStage.OPEN,
)
VISITOR = "inspector"
MORE = "照片没有拍到全貌，请补拍一张。"


UNFINISHED = {
    CorrectionStage.RECHECK: (CorrectionState.RECHECK, "涉及疏散通道，须到现场测量。"),
    CorrectionStage.ASKED_AGAIN: (CorrectionState.ASKED_AGAIN, MORE),
}


class FollowingUp:
    """The agencies and enterprises of the demo in the weeks after their visits."""

    def __init__(self, crew: Crew, seed: int, day: date) -> None:
        self.crew, self.seed, self.day = crew, seed, day
        self.left: dict[str, str] = {}
        self.kept_open: dict[str, CorrectionStage] = {}
        named = select(AccountRow.inspector_id).where(AccountRow.sign_in_name == VISITOR)
        self.visitor = db.session.scalar(named)

    def of_day(self, on: date) -> None:
        """What is done on one past day."""
        for row in self._unsigned(on):
            with clock.at(moment(on, 16, 30)):
                signing.sign_result(row, leniently=self._chance("lenient", _name(row)) < LENIENT_PERCENT)
        for report in _waiting(on):
            left = self.kept_open.get(report.finding_id)
            if left is not CorrectionStage.WAITING and (report.agency_id != DESK or on < self.day - WAIT):
                self._answer(report, on)
        for finding in _due(on + timedelta(days=2)):
            left = self._kept_open(finding, on)
            if left in LEFT[1:4] or (left is None and self._chance("reported", finding.id) < REPORTED_PERCENT):
                self._report(finding, on)

    def leave_open(self) -> None:
        """On the desk of the demo's officer a correction stands in every state."""
        open_now = [each for each in correction_queries.to_correct([DESK]) if each.stage is CorrectionStage.OPEN]
        with clock.at(moment(self.day - timedelta(days=1), 9, 20)):
            for each in open_now[1:][-1:]:
                later = max(each.due or self.day, self.day) + timedelta(days=10)
                reason = "配件须从外地采购，企业已提供订货凭证。"
                correction_steps.extend(each.finding.id, later, reason, account_id=self.crew.officer_of(DESK))

    def _kept_open(self, finding: FindingRow, on: date) -> CorrectionStage | None:
        """The state in which one of the desk's late corrections is left, if it is one of the first."""
        if finding.agency_id == DESK and on > self.day - SHOWN_OPEN and len(self.kept_open) < len(LEFT):
            self.kept_open.setdefault(finding.id, LEFT[len(self.kept_open)])
        return self.kept_open.get(finding.id)

    def _unsigned(self, on: date) -> Sequence[ResultRow]:
        """What waits on a day and is signed then: nearly all within two days, one left for too long."""
        if on >= self.day - WAIT:
            return []
        waiting = select(ResultRow).where(ResultRow.state == ResultState.WAITING)
        rows = sorted(db.session.scalars(waiting), key=_name)
        return [row for row in rows if not self._is_left(row) and self._is_time(row, on)]

    def _is_left(self, row: ResultRow) -> bool:
        """One of the desk's, and one of the inspector a visitor of the demo signs in as."""
        if self.day - LATE[0] <= row.visit_on <= self.day - LATE[1]:
            if row.inspector_id == self.visitor:
                self.left.setdefault("visitor", row.id)
            elif row.agency_id == DESK and _is_joint(row):
                self.left.setdefault("desk", row.id)
        return row.id in self.left.values()

    def _is_time(self, row: ResultRow, on: date) -> bool:
        return on >= row.visit_on + timedelta(days=1 + self._chance("signed", _name(row)) % 2)

    def _report(self, finding: FindingRow, on: date) -> str:
        visit = db.session.get_one(VisitRow, finding.visit_id)
        assert visit.premises is not None
        by = str(self.crew.manager_of(visit.premises.enterprise).account_id)
        with clock.at(moment(on, 15, self._chance("minute", finding.id) % 60)):
            report = correcting.report(finding.id, DONE[self._chance("done", finding.id) % len(DONE)], account_id=by)
            if on > self.day - SHOWN or finding.id in self.kept_open:
                correcting.add_photo(report, photos.photo(f"corrected {finding.id}"), account_id=by)
        return report

    def _answer(self, report: CorrectionRow, on: date) -> None:
        again = len(correcting.of_findings([report.finding_id])[report.finding_id]) > 1
        content = again or self._chance("content", report.finding_id) < CONTENT_PERCENT
        state, words = (CorrectionState.CLOSED, "") if content else (CorrectionState.ASKED_AGAIN, MORE)
        left = self.kept_open.get(report.finding_id)
        if left in UNFINISHED:
            content, (state, words) = True, UNFINISHED[left]
        finding, agency = report.finding, report.agency_id
        with clock.at(moment(on, 10, 15)):
            by = self.crew.officer_of(agency)
            correcting.answer(report.id, state, words, agency_id=agency, account_id=by)
        if not content:
            self._report(finding, on)

    def _chance(self, what: str, about: str) -> int:
        return Random(f"{what} {self.seed} {about}").randrange(100)


def _name(row: ResultRow) -> str:
    """By what a result is known in every build: ids are made anew."""
    premises = db.session.get_one(VisitRow, row.visit_id).premises
    return f"{row.visit_on} {premises.enterprise.credit_code if premises else ''} {row.agency_id} {row.version}"


def _is_joint(row: ResultRow) -> bool:
    return len({each.agency_id for each in db.session.get_one(VisitRow, row.visit_id).plans}) > 1


def _waiting(on: date) -> Sequence[CorrectionRow]:
    before = CorrectionRow.made_at < moment(on, 0), CorrectionRow.state == CorrectionState.WAITING
    return db.session.scalars(select(CorrectionRow).where(*before).order_by(CorrectionRow.made_at)).all()


def _due(on: date) -> Sequence[FindingRow]:
    """What has to be corrected by a day and was not reported yet."""
    reported = exists().where(CorrectionRow.finding_id == FindingRow.id)
    due = FindingRow.correction_due == on, FindingRow.withdrawn_by.is_(None), FindingRow.corrected_at.is_(None)
    return db.session.scalars(select(FindingRow).where(*due, ~reported).order_by(FindingRow.id)).all()
