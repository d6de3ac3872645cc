"""回避 in an objection: the ties of the bureau's officer to either side, and of an inspector to the first result."""

from sqlalchemy import exists, select

from server.accounts.tables import AccountRow, MembershipRow
from server.db import db
from server.oversight import case_rules, conflicts
from server.oversight.objection_rules import Ties
from server.planning.tables import PlanRow, PlanTeamRow
from server.policy import Actor
from server.registry.tables import InspectorRow, PostingRow
from server.visits.objection_tables import ObjectionRow
from server.visits.tables import CheckInRow
from server.vocabulary import Role


def require_no_conflict(row: ObjectionRow, by: Actor) -> None:
    """Refuses an officer who is or was of either agency or of the enterprise, or who was on the visit."""
    account = str(by.account_id)
    held = db.session.execute(
        select(MembershipRow.agency_id, MembershipRow.enterprise_id).where(MembershipRow.account_id == account)
    ).all()
    handler = case_rules.Handler(
        account=account,
        agencies=frozenset({agency for agency, _ in held if agency} | conflicts.served(account)),
        enterprises=frozenset(enterprise for _, enterprise in held if enterprise),
        inspected=conflicts.inspected(row.visit_id, account),
        complained=row.account_id == account,
    )
    case_rules.require_no_conflict(handler, {row.agency_id, row.against_id}, _enterprise(row))


def of_inspector(row: ObjectionRow, inspector: InspectorRow) -> Ties:
    """What ties an inspector of the objecting agency to the first result."""
    accounts = select(AccountRow.id).where(AccountRow.inspector_id == inspector.id)
    return Ties(
        first_visit=was_on(row.visit_id, inspector.id),
        first_agency=inspector.agency_id == row.against_id or _served(inspector.id, row.against_id),
        enterprise=_is(
            MembershipRow.account_id.in_(accounts), MembershipRow.role == Role.MANAGER,
            MembershipRow.enterprise_id == _enterprise(row),
        ),
        objected=_is(AccountRow.id == row.account_id, AccountRow.inspector_id == inspector.id),
    )  # fmt: skip


def was_on(visit_id: str, inspector_id: str) -> bool:
    """Whether somebody was planned for a visit, entered it, or was named as present."""
    planned = select(PlanTeamRow.plan_id).join(PlanRow, PlanRow.id == PlanTeamRow.plan_id)
    of_team = planned.where(PlanRow.visit_id == visit_id, PlanTeamRow.inspector_id == inspector_id)
    entries = db.session.execute(
        select(CheckInRow.inspector_id, CheckInRow.present).where(CheckInRow.visit_id == visit_id)
    ).all()
    return bool(db.session.scalar(select(exists(of_team)))) or any(
        inspector_id in (who, *present) for who, present in entries
    )


def _served(inspector_id: str, agency_id: str) -> bool:
    return _is(PostingRow.inspector_id == inspector_id, PostingRow.agency_id == agency_id)


def _is(*conditions: object) -> bool:
    return bool(db.session.scalar(select(exists().where(*conditions))))  # type: ignore[arg-type]


def _enterprise(row: ObjectionRow) -> str | None:
    return row.visit.premises.enterprise_id if row.visit.premises else None
