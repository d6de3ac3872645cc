"""The visit as phones hold it: one record with everything an inspector needs without signal."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload, selectinload

from server.db import db
from server.planning.tables import PlanRow, PlanTeamRow, VisitRow
from server.registry.tables import PremisesRow
from server.visits import queries, recent, record
from server.visits.tables import CheckInRow

Document = dict[str, Any]


PLANS = selectinload(VisitRow.plans)
WITH_EVERYTHING = (
    select(VisitRow)
    .where(VisitRow.id.in_(bindparam("visits", expanding=True)))
    .execution_options(populate_existing=True)
    .options(
        joinedload(VisitRow.premises).joinedload(PremisesRow.enterprise),
        PLANS.joinedload(PlanRow.agency),
        PLANS.selectinload(PlanRow.items),
        PLANS.selectinload(PlanRow.team).joinedload(PlanTeamRow.inspector),
    )
)


def visit_document(visit_id: str) -> Document | None:
    """The record of one visit."""
    return visit_documents([visit_id]).get(visit_id)


def visit_documents(visit_ids: Iterable[str]) -> dict[str, Document]:
    """The records of many visits, read together."""
    visits = list(db.session.scalars(WITH_EVERYTHING, {"visits": list(visit_ids)}).unique())
    recorded = record.recorded([visit.id for visit in visits])
    credit_codes = _scanned([visit.id for visit in visits if visit.premises is None])
    results = recent.recent_results(visits)
    return {
        visit.id: {
            **_visit(visit),
            **_place(visit.premises, credit_codes.get(visit.id, "")),
            **recorded[visit.id],
            "recent_results": results[visit.id],
        }
        for visit in visits
    }


def _scanned(visit_ids: Sequence[str]) -> Mapping[str, str]:
    """Where we know no such enterprise, the code that was scanned stands for it."""
    if not visit_ids:
        return {}
    rows = db.session.execute(
        select(CheckInRow.visit_id, CheckInRow.credit_code).where(CheckInRow.visit_id.in_(visit_ids))
    )
    return {visit_id: code for visit_id, code in rows if code}


def _visit(visit: VisitRow) -> Document:
    plans = queries.plans_in_order(visit)
    lead = plans[0] if plans else None
    return {
        "id": visit.id,
        "visit_on": visit.visit_on.isoformat(),
        "state": visit.state,
        "planned": visit.planned,
        "channel": lead.channel if lead else None,
        "cause": lead.cause if lead else visit.cause,
        "lead_agency": queries.lead_agency(visit),
        "plans": [_plan(plan) for plan in plans],
    }


def _place(premises: PremisesRow | None, credit_code: str) -> Document:
    if premises is None:
        return {
            "enterprise": {"id": None, "name": "", "credit_code": credit_code, "industry_name": ""},
            "premises": {"id": None, "number": None, "name": "", "address": "", "door_token": None},
        }
    enterprise = premises.enterprise
    return {
        "enterprise": {
            "id": enterprise.id, "name": enterprise.name, "credit_code": enterprise.credit_code,
            "industry_name": enterprise.industry_name,
        },
        "premises": {
            "id": premises.id, "number": premises.number, "name": premises.name, "address": premises.address,
            "door_token": premises.door_token,
        },
    }  # fmt: skip


def _plan(plan: PlanRow) -> Document:
    return {
        "id": plan.id,
        "agency": plan.agency_id,
        "agency_name": plan.agency.name,
        "channel": plan.channel,
        "cause": plan.cause,
        "items": [item.item_version_id for item in plan.items],
        "team": [_member(member) for member in plan.team],
        "asked_on": plan.visit_on.isoformat(),
    }


def _member(member: PlanTeamRow) -> Document:
    return {
        "inspector": member.inspector_id,
        "name": member.inspector.name,
        "badge_number": member.badge_number,
        "agency": member.inspector.agency_id,
        "role": member.role,
    }
