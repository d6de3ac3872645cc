"""An enterprise with a finished visit, its manager, an agency's desk, and two officers of the bureau."""

from dataclasses import dataclass

from flask.testing import FlaskClient

from server.accounts.sessions import actor_of
from server.accounts.tables import AccountRow
from server.db import db
from server.feedback import complaints
from server.feedback.complaint_rules import Filing
from server.feedback.complaint_tables import ComplaintRow
from server.ids import new_id
from server.oversight import cases
from server.oversight.case_tables import CaseRow
from server.planning.tables import VisitRow
from server.policy import ANONYMOUS, Actor
from server.registry.tables import AgencyRow, EnterpriseRow, InspectorRow
from server.vocabulary import CaseAct, ComplaintKind, Conduct, Role, VisitState
from tests.builders import an_account, an_enterprise, in_days, signed_in
from tests.feedback.visits import a_fire_plan, a_visit, close, enter

WORDS = "查了三个小时，要求我们请客"


@dataclass
class Bureau:
    """Who takes part in a case."""

    enterprise: EnterpriseRow
    visit: VisitRow
    inspector: InspectorRow
    manager: AccountRow
    officer: AccountRow
    asked: AccountRow
    supervisor: AccountRow
    colleague: AccountRow

    @property
    def agency(self) -> AgencyRow:
        return self.inspector.agency

    @property
    def door(self) -> str:
        return f"/e/{self.enterprise.premises[0].door_token}"

    @property
    def by(self) -> Actor:
        return actor(self.supervisor)

    @property
    def second(self) -> Actor:
        return actor(self.colleague)

    def file(self, **changed) -> ComplaintRow:
        """A complaint of the manager about the visit."""
        told = {"kind": ComplaintKind.CONDUCT, "text": WORDS, "conduct": (Conduct.BANQUETS,), "visit": self.visit.id}
        told |= {"agency": self.agency.id, "by": actor(self.manager)} | changed
        by = told.pop("by")
        return complaints.file(Filing(key=new_id(), **told), self.enterprise.premises[0], by)

    def tip(self, **changed) -> ComplaintRow:
        """A stranger's tip."""
        told = {"kind": ComplaintKind.TIP, "conduct": (), "visit": None, "agency": None, "by": ANONYMOUS}
        return self.file(**told | changed)

    def case(self, until: CaseAct | None = None, **filed) -> CaseRow:
        """The case upon a complaint, brought as far as an act."""
        row = case_of(self.file(**filed))
        for act in (CaseAct.ACCEPT, CaseAct.INVESTIGATE, CaseAct.PROPOSE_OPINION, CaseAct.GIVE_OPINION):
            if until is None:
                break
            more = {"outcome": "upheld", "text": "情况属实，应予纠正。"} if act is CaseAct.PROPOSE_OPINION else {}
            cases.act(row.id, act, by=self.second if act is CaseAct.GIVE_OPINION else self.by, **more)
            if act is until:
                break
        return db.session.get_one(CaseRow, row.id)


def a_bureau() -> Bureau:
    enterprise = an_enterprise()
    plan = a_fire_plan(on=in_days(-3))
    visit = a_visit(enterprise.premises[0], plan, state=VisitState.COMPLETED, on=in_days(-3))
    inspector = plan.team[0].inspector
    enter(visit, inspector)
    close(visit)
    agency = inspector.agency
    return Bureau(
        enterprise, visit, inspector,
        manager=an_account(Role.MANAGER, name="赵敏", enterprise=enterprise),
        officer=an_account(Role.OFFICER, name="祝静姝", agency=agency),
        asked=an_account(Role.INSPECTOR, name="王建国", agency=agency, inspector=inspector),
        supervisor=an_account(Role.SUPERVISOR, name="栾书岑"),
        colleague=an_account(Role.SUPERVISOR, name="程立"),
    )  # fmt: skip


def actor(account: AccountRow) -> Actor:
    return actor_of(db.session.get_one(AccountRow, account.id))


def case_of(complaint: ComplaintRow) -> CaseRow:
    return db.session.query(CaseRow).filter_by(complaint_id=complaint.id).one()


def at_desk(client: FlaskClient, account: AccountRow) -> FlaskClient:
    return signed_in(client, account)
