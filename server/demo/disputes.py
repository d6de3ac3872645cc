"""Objections of the demo: one upheld after its re-inspection, one with a re-inspection ahead, one to be accepted."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from server import clock
from server.accounts import queries as accounts
from server.accounts.sessions import actor_of
from server.accounts.tables import AccountRow
from server.db import db
from server.demo import photos, signing
from server.demo.crew import Crew
from server.demo.history import History
from server.demo.schedule import District, moment
from server.oversight import objection_concluding, objection_recheck, objections
from server.oversight.objection_recheck import Asked
from server.oversight.objections import Said
from server.planning.tables import PlanRow, VisitRow
from server.policy import Actor
from server.registry.tables import EnterpriseRow, PremisesRow
from server.visits.objection_tables import ObjectionRow
from server.visits.tables import ResultRow
from server.vocabulary import ObjectionAct, ObjectionGround, ObjectionOutcome, VisitState

DESK, OTHER = "fire-rescue", "emergency"
OWN = {DESK: ("fire-exit", "fire-facilities"), OTHER: ("safety-equipment",)}
EARLIEST, LATEST = timedelta(days=17), timedelta(days=9)  # of these results a visitor of the demo reads
SAID = "我单位同期掌握的现场情况与该结果不一致：东侧出口当日可以正常推开，照片附后，请求复查。"
FOUND = "经复查，首次检查当日的记录、照片与现场一致，异议理由不成立，维持原结果。"


class Disputes:
    """Two agencies that disagree, and the bureau between them."""

    def __init__(self, crew: Crew, known: District, history: History, stage: str, day: date) -> None:
        self.crew, self.known, self.history, self.stage, self.day = crew, known, history, stage, day
        supervisor = accounts.by_sign_in_name("supervisor")
        assert supervisor is not None
        self.bureau = actor_of(supervisor)

    def tell(self) -> None:
        """The officer of the demo objects twice, once at the manager's; once his own agency is objected to."""
        theirs, own = self._results(for_agency=DESK), self._results(by=DESK, for_agency=OTHER)
        for result in theirs[:1]:
            self._upheld(result)
        for result in self._results(at=self.stage)[:1]:
            self._filed(result, DESK, self.day - timedelta(days=1))
        for result in own[:1]:
            row = self._accepted(result, OTHER, self.day - timedelta(days=3))
            self._planned(row, OTHER, self.day - timedelta(days=1), self.day + timedelta(days=2))

    def _upheld(self, result: ResultRow) -> None:
        row = self._accepted(result, DESK, self.day - timedelta(days=8))
        on = self.day - timedelta(days=4)
        self._planned(row, DESK, self.day - timedelta(days=6), on)
        objection = db.session.get_one(ObjectionRow, row)
        with clock.at(moment(self.day - timedelta(days=6), 16)):
            objections.attend(row, True, by=self._officer(objection.against_id))
        visit = db.session.get_one(VisitRow, db.session.get_one(PlanRow, objection.plan_id).visit_id)
        self.history.onsite.carry_out(visit, moment(on, 10))
        signing.sign(visit.id, on + timedelta(days=1))
        with clock.at(moment(self.day - timedelta(days=2), 15)):
            objection_concluding.conclude(row, ObjectionOutcome.UPHELD, {}, FOUND, by=self.bureau)

    def _accepted(self, result: ResultRow, agency: str, on: date) -> str:
        row = self._filed(result, agency, on)
        with clock.at(moment(on + timedelta(days=1), 9, 30)):
            objections.decide(row, ObjectionAct.ACCEPT, "理由和证据初步成立。", by=self.bureau)
        return row

    def _filed(self, result: ResultRow, agency: str, on: date) -> str:
        with clock.at(moment(on, 16, 20)):
            said = Said((result.outcomes[0]["item"],), ObjectionGround.FACT, SAID)
            row = objections.file(result.id, said, agency_id=agency, by=self._officer(agency))
            objections.add_photo(row, photos.photo(f"objected {agency}"), by=self._officer(agency))
        return row

    def _planned(self, row: str, agency: str, at: date, on: date) -> None:
        staff = [self.crew.inspectors[badge] for badge in self.known.staff(agency, on)[2:5]]
        with clock.at(moment(at, 11)):
            asked = Asked(on, OWN[agency][:1], tuple(staff), staff[0])
            objection_recheck.plan(row, asked, by=self._officer(agency))

    def _results(self, by: str = "", at: str = "", for_agency: str = "") -> Sequence[ResultRow]:
        """What one agency alone found lately: at one enterprise, else where nothing is open and the other never was."""
        been = select(PlanRow.premises_id).where(PlanRow.agency_id == for_agency)
        open_now = select(VisitRow.premises_id).where(VisitRow.visit_on >= self.day)
        there = select(PremisesRow.id).join(EnterpriseRow).where(EnterpriseRow.credit_code == at)
        lately = VisitRow.visit_on.between(self.day - EARLIEST, self.day - LATEST)
        found = (
            select(ResultRow)
            .join(VisitRow, VisitRow.id == ResultRow.visit_id)
            .where(
                lately,
                VisitRow.state == VisitState.COMPLETED,
                VisitRow.planned,
                ResultRow.version == 1,
                VisitRow.premises_id.in_(there) if at else VisitRow.premises_id.not_in(open_now.union(been)),
                ResultRow.agency_id == by if by else ResultRow.agency_id.not_in([DESK, OTHER]),
            )
            .order_by(VisitRow.visit_on.desc(), ResultRow.premises_id)
        )
        alone = [row for row in db.session.scalars(found) if _is_alone(row)]
        for row in alone[:2]:
            signing.sign(row.visit_id, row.visit_on + timedelta(days=1))
        return alone

    def _officer(self, agency: str) -> Actor:
        return actor_of(db.session.get_one(AccountRow, self.crew.officer_of(agency)))


def _is_alone(row: ResultRow) -> bool:
    return len({plan.agency_id for plan in db.session.get_one(VisitRow, row.visit_id).plans}) == 1
