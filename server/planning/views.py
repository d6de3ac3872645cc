"""Plans and decisions as screens and programs are shown them."""

from collections.abc import Mapping
from typing import Any

from server.planning import approving, draft_queries, prompt_views, proposing, queries, roster
from server.planning.sentences import sentence
from server.planning.tables import PlanRow
from server.vocabulary import Cause, Channel, PlanState, VisitState, Window


def plan(row: PlanRow, language: str) -> dict[str, Any]:
    """One plan with the day it now has and the decision it got."""
    return {
        "id": row.id,
        "number": row.number,
        "state": row.state,
        "agency": row.agency_id,
        "credit_code": row.premises.enterprise.credit_code,
        "premises": row.premises.number,
        "asked_on": row.visit_on.isoformat(),
        "visit_on": row.visit.visit_on.isoformat() if row.visit else None,
        "visit": row.visit_id,
        "channel": row.channel,
        "cause": row.cause,
        "items": [each.item_id for each in row.items],
        "team": [
            {"inspector": each.inspector_id, "role": each.role, "badge_number": each.badge_number} for each in row.team
        ],
        "window": row.window,
        "prompted": row.prompted,
        "filed_at": row.filed_at.isoformat(),
        "decision": decision(row.decision, language),
    }


def plan_page(row: PlanRow, language: str) -> dict[str, Any]:
    """One plan with everything its page shows; the row itself where it says enough."""
    return {
        "row": row,
        "state": PlanState(row.state),
        "channel": Cause(row.cause) if row.cause else Channel(row.channel),
        "visit_on": row.visit.visit_on if row.visit else None,
        "visit_state": VisitState(row.visit.state) if row.visit else None,
        "sentence": decision(row.decision, language)["sentence"],
        "window": Window(row.window) if row.window else None,
        "prompted": prompt_views.kept(row) if row.prompted else None,
        "together_with": together_with(row),
        "may_be_withdrawn": may_be_withdrawn(row),
        "moved": has_moved(row),
        "leads": row.visit is not None and row.visit.agency_id == row.agency_id,
    }


def around_plan(row: PlanRow) -> dict[str, Any]:
    """Who approved a plan, and what is being asked about its visit."""
    approved = approving.of(row.id)
    return {
        "approved": approved,
        "approved_by": approved and draft_queries.names_of([approved.account_id]).get(approved.account_id or ""),
        "asked": proposing.waiting_for(row.visit_id, row.premises_id) if row.visit_id else [],
    }


def together_with(row: PlanRow) -> list[str]:
    """The other agencies of the visit, in filing order."""
    if row.visit is None or row.state != PlanState.FILED:
        return []
    names = [other.agency.short_name for other in queries.standing_plans(row.visit) if other.agency_id != row.agency_id]
    return list(dict.fromkeys(names))


def has_moved(row: PlanRow) -> bool:
    """Whether the visit stands on another day than the one it was given when the plan was filed."""
    if row.visit is None or row.state != PlanState.FILED:
        return False
    return row.visit.visit_on.isoformat() != row.decision["visit_on"]


def may_be_withdrawn(row: PlanRow) -> bool:
    """Whether the plan waits in a visit that is open or frozen."""
    return row.state == PlanState.FILED and row.visit is not None and row.visit.state == VisitState.OPEN


def decision(document: Mapping[str, Any], language: str) -> dict[str, Any]:
    """A decision with its sentence."""
    return {**document, "sentence": sentence(document, names_in(document), language)}


def names_in(document: Mapping[str, Any]) -> dict[str, str]:
    """The short names of the agencies a decision speaks of."""
    return roster.short_names({why["facts"].get("agency") for why in document["reasons"]} - {None})
