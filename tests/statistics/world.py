"""A small district lived through at random by the real commands: filings, visits by phone, corrections, complaints."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random

from flask.testing import FlaskClient

from server import clock
from server.accounts.sessions import actor_of
from server.accounts.tables import AccountRow, DeviceRow
from server.db import db, transaction
from server.feedback import complaints
from server.feedback.complaint_rules import Filing
from server.ids import new_id
from server.oversight import cases
from server.oversight.case_tables import CaseRow
from server.planning import commands as planning
from server.planning.tables import PlanRow, VisitRow
from server.planning.values import NewPlan
from server.policy import ANONYMOUS
from server.refusals import Refused
from server.registry.imports import apply, plan_import
from server.registry.tables import EnterpriseRow, PremisesRow
from server.visits import correcting
from server.visits.tables import FindingRow
from server.vocabulary import (
    CaseAct,
    Cause,
    Channel,
    ComplaintKind,
    CorrectionState,
    PlanState,
    Role,
    Roster,
    TeamRole,
    VisitState,
)
from tests.builders import an_account, an_enterprise, an_item
from tests.field import Office, an_office

BEGINS = datetime(2026, 3, 2, 9, tzinfo=clock.LOCAL)
STREETS = ("薛家岛街道", "长江路街道", "隐珠街道")
CODES = ("91370211MA3C0AAA14", "91370211MA3C0AAA22", "91370211MA3C0AAA30")
INDUSTRIES = (("6210", "正餐服务"), ("5212", "超级市场"))
CAUSES = (None, None, None, None, *Cause)


class World:
    """The district, its moment, and what may happen next."""

    def __init__(self, client: FlaskClient, seed: int) -> None:
        self.random, self.now = Random(seed), BEGINS
        with clock.at(self.now):
            self.offices = [
                an_office(client), an_office(client, "market", "food-safety", "market"),
                an_office(client, "urban", "signboards", "urban"),
            ]  # fmt: skip
            for office in self.offices:
                an_item(office.agency, f"{office.agency.id}-second")
            self.enterprises = [an_enterprise(f"第{n}家企业", code) for n, code in enumerate(CODES)]
            with transaction():  # nobody signs in again in a year that passes in a second
                db.session.query(DeviceRow).update({"token_expires_at": BEGINS + timedelta(days=3650)})
            self.manager = an_account(Role.MANAGER, enterprise=self.enterprises[0])
            self.bureau = an_account(Role.SUPERVISOR)
        self.steps: list[Callable[[], None]] = [
            *[self.file] * 8, *[self.inspect] * 8, self.withdraw, self.correct, self.answer_correction, self.complain,
            self.decide, self.move_away, self.drop_in, self.wait,
        ]  # fmt: skip

    def live(self, steps: int) -> None:
        """So many things happen, one after the other; what the rules refuse is refused."""
        for _ in range(steps):
            with clock.at(self.now):
                planning.lapse_overdue()
                with suppress(Refused):
                    self.random.choice(self.steps)()
            self.now += timedelta(hours=self.random.choice((2, 20, 60)))

    def file(self) -> None:
        office, cause = self.random.choice(self.offices), self.random.choice(CAUSES)
        first, second = office.item.item_id, f"{office.agency.id}-second"
        items = self.random.choice(((first,), (first, second)))
        new = NewPlan(
            credit_code=self.random.choice(CODES), premises=1, items=items,
            team=tuple((each.id, TeamRole.INSPECTOR) for each in office.inspectors),
            visit_on=clock.today() + timedelta(days=self.random.randrange(0, 21)),
            channel=Channel.GREEN if cause else Channel.ORDINARY, cause=cause,
            reference="文〔2026〕1号" if cause else "",
        )  # fmt: skip
        planning.file_plan(new, agency_id=office.agency.id, account_id=None)

    def withdraw(self) -> None:
        if plan := self._one(db.session.query(PlanRow).filter_by(state=PlanState.FILED)):
            planning.withdraw_plan(plan.id, account_id=None)

    def inspect(self) -> None:
        """Everybody with a plan enters; not everybody closes, and one phone uploads days later."""
        states = (VisitState.OPEN, VisitState.STARTED)
        visit = self._one(db.session.query(VisitRow).filter(VisitRow.state.in_(states), VisitRow.planned))
        if visit is None:
            return
        day = max(visit.visit_on, clock.today())
        at = datetime.combine(day, datetime.min.time(), clock.LOCAL) + timedelta(hours=10)
        agencies = {plan.agency_id for plan in visit.plans if plan.state == PlanState.FILED}
        for office in (each for each in self.offices if each.agency.id in agencies):
            self._enter(office, visit.id, visit.premises, at)
            late = timedelta(days=self.random.choice((0, 0, 0, 4)))
            with clock.at(at + timedelta(hours=1) + late):
                office.phone.push(self._sent(office))
        self.now = max(self.now, at + timedelta(hours=2))

    def drop_in(self) -> None:
        """Somebody enters without a plan, now and then where nobody knows the enterprise."""
        office, known = self.random.choice(self.offices), self.random.random() < 0.7
        premises = self.random.choice(self.enterprises).premises[0] if known else None
        self._enter(office, new_id(), premises, self.now, planned=False, reason="群众反映")
        office.phone.push(self._sent(office))

    def correct(self) -> None:
        if finding := self._one(db.session.query(FindingRow).filter(FindingRow.correction_due.is_not(None))):
            correcting.report(finding.id, "已改正", account_id=self.manager.id)

    def answer_correction(self) -> None:
        waiting = correcting.waiting([office.agency.id for office in self.offices])
        if waiting:
            state = self.random.choice((CorrectionState.CLOSED, CorrectionState.CLOSED, CorrectionState.ASKED_AGAIN))
            correcting.answer(waiting[0].id, state, "好", agency_id=waiting[0].agency_id, account_id=None)

    def complain(self) -> None:
        kind = self.random.choice((ComplaintKind.TIP, ComplaintKind.NO_CODE))
        agency = self.random.choice([None, self.offices[0].agency.id])
        filing = Filing(key=new_id(), kind=kind, text="有人乱检查", agency=agency)
        complaints.file(filing, self._premises(self.random.choice(self.enterprises)), ANONYMOUS)

    def decide(self) -> None:
        if case := self._one(db.session.query(CaseRow)):
            by = actor_of(db.session.get_one(AccountRow, self.bureau.id))
            cases.act(case.id, self.random.choice((CaseAct.ACCEPT, CaseAct.DECLINE)), by=by, text="已核实")

    def move_away(self) -> None:
        """An enterprise is registered in another street, or another industry, by a roster."""
        street, industry = self.random.choice(STREETS), self.random.choice(INDUSTRIES)
        named = {
            "credit_code": self.random.choice(CODES),
            "name": "改名的企业",
            "premises": "1",
            "sub_district": street,
        }
        named |= {"industry": industry[0], "industry_name": industry[1]}
        apply(plan_import(Roster.ENTERPRISES, [(1, named)]), None)

    def wait(self) -> None:
        self.now += timedelta(days=self.random.randrange(1, 40))

    def _enter(
        self, office: Office, visit: str, premises: PremisesRow | None, at: datetime, *, planned: bool = True,
        reason: str | None = None,
    ) -> None:  # fmt: skip
        phone, code = office.phone, premises.enterprise.credit_code if premises else None
        body = {
            "premises": premises.id if premises else None, "credit_code": code, "license_code": None, "place": None,
            "present": office.present, "planned": planned, "cause": None, "reason": reason,
        }  # fmt: skip
        phone.record("visit.opened", visit, at, **body)
        if self.random.random() < 0.5:
            due = (at + timedelta(days=self.random.choice((1, 30)))).date().isoformat()
            found = {"finding": new_id(), **office.at_line(), "text": "通道堵塞", "severity": "ordinary"}
            phone.record("finding.recorded", visit, at, **found, correction_due=due, evidence=[], corrects=None)
        if self.random.random() < 0.8:
            outcomes = [{"inspection_item": office.item.item_id, "outcome": "no_problem"}]
            phone.record("visit.closed", visit, at, summary="检查完毕", outcomes=outcomes)

    def _sent(self, office: Office) -> int:
        """The first of a phone's operations that it has not sent."""
        first = getattr(office, "sent", 0) + 1
        office.sent = len(office.phone.operations)  # type: ignore[attr-defined]
        return first

    def _one(self, wanted):
        rows = sorted(wanted.all(), key=lambda row: row.id)
        return self.random.choice(rows) if rows else None

    def _premises(self, enterprise: EnterpriseRow) -> PremisesRow:
        return db.session.query(PremisesRow).filter_by(enterprise_id=enterprise.id).one()
