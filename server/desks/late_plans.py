"""What is late about plans and visits: emergencies that nobody approved, and visits begun and never closed."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import bindparam, literal_column, select

from server import clock
from server.db import ask
from server.desks.late import MOST_OF_A_KIND, Agencies, Late
from server.frame import listed
from server.planning import approving
from server.planning.tables import PlanApprovalRow, PlanRow, VisitRow
from server.registry.tables import AgencyRow, EnterpriseRow, PremisesRow
from server.visits.queries import agencies_on
from server.vocabulary import LateKind, PlanState, VisitState

STARTED = VisitRow.state == literal_column(f"'{VisitState.STARTED}'")
# First the few that lack it: a database that begins with the plans reads all of them.
MISSED = select(PlanApprovalRow.plan_id).where(
    PlanApprovalRow.missed_at.is_not(None), PlanApprovalRow.approved_at.is_(None)
)
OF_THESE = (
    select(PlanRow.id, PlanRow.filed_at, EnterpriseRow.name, AgencyRow.short_name)
    .join(AgencyRow, AgencyRow.id == PlanRow.agency_id)
    .join(PremisesRow, PremisesRow.id == PlanRow.premises_id)
    .join(EnterpriseRow, EnterpriseRow.id == PremisesRow.enterprise_id)
    .where(PlanRow.id.in_(bindparam("plans", expanding=True)), PlanRow.state == PlanState.FILED)
    .order_by(PlanRow.filed_at)
)
PLAN, VISIT = "/desk/plans/{}", "/desk/visits/{}"


def approvals(agencies: Agencies) -> Iterable[Late]:
    """Emergencies that were noticed to lack their lead's approval a day after filing, and lack it still."""
    missed = [row.plan_id for row in ask(MISSED)]
    if not missed:
        return []
    plans = OF_THESE if agencies is None else OF_THESE.where(PlanRow.agency_id.in_(agencies))
    return [_approval(row) for row in ask(plans, {"plans": missed}).all()[:MOST_OF_A_KIND]]


def unclosed(agencies: Agencies) -> Iterable[Late]:
    """Visits begun before today that an agency which entered has not closed."""
    begun = (
        select(VisitRow.id, VisitRow.visit_on, EnterpriseRow.name)
        .outerjoin(PremisesRow, PremisesRow.id == VisitRow.premises_id)
        .outerjoin(EnterpriseRow, EnterpriseRow.id == PremisesRow.enterprise_id)
        .where(STARTED, VisitRow.visit_on < clock.today())
        .order_by(VisitRow.visit_on)
        .limit(MOST_OF_A_KIND)
    )
    rows = ask(begun).all()
    entered, closed = agencies_on([row.id for row in rows]) if rows else ({}, {})
    names = {row.id: row.short_name for row in ask(select(AgencyRow.id, AgencyRow.short_name))}
    owed = [(row, sorted(entered[row.id] - closed[row.id])) for row in rows]
    return [
        _unclosed(row, [names[each] for each in owing if each in names], agencies)
        for row, owing in owed
        if owing and (agencies is None or set(owing) & set(agencies))
    ]


def _approval(row: Any) -> Late:
    due = clock.local_day(row.filed_at + approving.TIME_TO_APPROVE)
    who = _("%(agency)s负责人", agency=row.short_name)
    return Late(LateKind.APPROVAL, row.name, _("应急检查，报备后24小时内补办审批"), who, due, PLAN.format(row.id))


def _unclosed(row: Any, owing: list[str], agencies: Agencies) -> Late:
    about = row.name or _("未登记的企业")
    address = VISIT.format(row.id) if agencies is None else ""
    return Late(LateKind.VISIT, about, _("已入企，未完成检查"), listed(owing), row.visit_on, address)
