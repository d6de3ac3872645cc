"""回避: the ties between an officer of the bureau and a case."""

from sqlalchemy import exists, or_, select

from server.accounts.tables import AccountRow, MembershipRow
from server.db import db
from server.feedback.complaint_tables import ComplaintRow
from server.oversight import case_rules as rules
from server.oversight.case_tables import CaseRow
from server.planning.queries import standing_plans
from server.planning.tables import PlanRow, PlanTeamRow
from server.policy import Actor
from server.registry.tables import InspectorRow, PostingRow
from server.visits.tables import CheckInRow


def require_none(case: CaseRow, by: Actor) -> None:
    """Refuses an officer who is or was of the agency or the enterprise, inspected it, or complained."""
    rules.require_no_conflict(_handler(case, by), _agencies(case), case.premises and case.premises.enterprise_id)


def _agencies(case: CaseRow) -> set[str]:
    """The agencies it is about: the one named, and before one is named, all that came on the visit."""
    if case.agency_id:
        return {case.agency_id}
    if case.visit is None:
        return set()
    return {plan.agency_id for plan in standing_plans(case.visit)} | {case.visit.agency_id or ""}


def _handler(case: CaseRow, by: Actor) -> rules.Handler:
    account = str(by.account_id)
    held = db.session.execute(
        select(MembershipRow.agency_id, MembershipRow.enterprise_id).where(MembershipRow.account_id == account)
    ).all()
    return rules.Handler(
        account=account,
        agencies=frozenset({agency for agency, _ in held if agency} | served(account)),
        enterprises=frozenset(enterprise for _, enterprise in held if enterprise),
        inspected=inspected(case.visit_id, account),
        complained=_complained(case, account),
    )


def served(account: str) -> set[str]:
    """Where an officer who is an inspector serves or served."""
    own = select(AccountRow.inspector_id).where(AccountRow.id == account).scalar_subquery()
    now = select(InspectorRow.agency_id).where(InspectorRow.id == own)
    before = select(PostingRow.agency_id).where(PostingRow.inspector_id == own)
    return set(db.session.scalars(now.union(before)))


def inspected(visit_id: str | None, account: str) -> bool:
    """Whether an officer who is an inspector was planned for a visit or entered it."""
    inspector = db.session.scalar(select(AccountRow.inspector_id).where(AccountRow.id == account))
    if inspector is None or visit_id is None:
        return False
    planned = select(PlanTeamRow.plan_id).join(PlanRow, PlanRow.id == PlanTeamRow.plan_id)
    of_team = planned.where(PlanRow.visit_id == visit_id, PlanTeamRow.inspector_id == inspector)
    entered = select(CheckInRow.operation_id).where(
        CheckInRow.visit_id == visit_id, CheckInRow.inspector_id == inspector
    )
    return bool(db.session.scalar(select(or_(exists(of_team), exists(entered)))))


def _complained(case: CaseRow, account: str) -> bool:
    """Whether he complained himself, in this case or about this agency before."""
    about = [ComplaintRow.id == case.complaint_id] if case.complaint_id else []
    about += [ComplaintRow.agency_id == case.agency_id] if case.agency_id else []
    if not about:
        return False
    return bool(db.session.scalar(select(exists().where(ComplaintRow.account_id == account, or_(*about)))))
