"""The visit as phones hold it: one record with everything an inspector needs without signal."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select

from server.db import ask
from server.visits import recent, recognition, record, standing
from server.visits.standing import Plan, Standing
from server.visits.tables import CheckInRow

Document = dict[str, Any]
CHECK_IN = CheckInRow.__table__.c
SCANNED = select(CHECK_IN.visit_id, CHECK_IN.credit_code).where(
    CHECK_IN.visit_id.in_(bindparam("visits", expanding=True))
)


def visit_document(visit_id: str) -> Document | None:
    """The record of one visit."""
    return visit_documents([visit_id]).get(visit_id)


def visit_documents(visit_ids: Iterable[str]) -> dict[str, Document]:
    """The records of many visits, read together."""
    stands = standing.of_visits(list(visit_ids))
    recorded = record.recorded([each.visit.id for each in stands])
    credit_codes = _scanned([each.visit.id for each in stands if each.visit.premises_id is None])
    results = recent.recent_results(stands)
    recognised = recognition.of_visits([each.visit.id for each in stands if each.plans])
    return {
        each.visit.id: {
            **_visit(each),
            **_place(each.visit, credit_codes.get(each.visit.id, "")),
            **recorded[each.visit.id],
            "recent_results": results[each.visit.id],
            "recognised": recognised.get(each.visit.id, []),
        }
        for each in stands
    }


def _scanned(visit_ids: Sequence[str]) -> Mapping[str, str]:
    """Where we know no such enterprise, the code that was scanned stands for it."""
    rows = ask(SCANNED, {"visits": visit_ids}) if visit_ids else ()
    return {visit_id: code for visit_id, code in rows if code}


def _visit(stands: Standing) -> Document:
    visit, lead = stands.visit, stands.plans[0].row if stands.plans else None
    return {
        "id": visit.id,
        "visit_on": visit.visit_on.isoformat(),
        "state": visit.state,
        "planned": visit.planned,
        "channel": lead.channel if lead else None,
        "cause": lead.cause if lead else visit.cause,
        "lead_agency": lead.agency_id if lead else visit.agency_id or "",
        "plans": [_plan(plan) for plan in stands.plans],
    }


def _place(visit: Any, credit_code: str) -> Document:
    if visit.premises_id is None:
        return {
            "enterprise": {"id": None, "name": "", "credit_code": credit_code, "industry_name": "", "ended_on": None},
            "premises": {"id": None, "number": None, "name": "", "address": "", "door_token": None, "other_doors": []},
        }
    return {
        "enterprise": {
            "id": visit.enterprise_id, "name": visit.enterprise_name, "credit_code": visit.credit_code,
            "industry_name": visit.industry_name,
            "ended_on": visit.ended_on.isoformat() if visit.ended_on else None,
        },
        "premises": {
            "id": visit.premises_id, "number": visit.number, "name": visit.name, "address": visit.address,
            "door_token": visit.door_token, "other_doors": sorted(filter(None, (visit.other_doors or "").split(","))),
        },
    }  # fmt: skip


def _plan(plan: Plan) -> Document:
    row = plan.row
    return {
        "id": row.id,
        "agency": row.agency_id,
        "agency_name": row.agency_name,
        "channel": row.channel,
        "cause": row.cause,
        "items": plan.items,
        "team": [_member(member) for member in plan.team],
        "asked_on": row.visit_on.isoformat(),
    }


def _member(member: Any) -> Document:
    return {
        "inspector": member.inspector_id,
        "name": member.name,
        "badge_number": member.badge_number,
        "agency": member.agency_id,
        "role": member.role,
    }
