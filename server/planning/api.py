"""Plans over JSON: file, preview, list, withdraw."""

from typing import Any

from flask_smorest import Blueprint

from server.http import current_actor, current_language
from server.planning import (
    access,
    approval,
    approving,
    changing_team,
    commands,
    draft_views,
    filing,
    moving,
    prompt_views,
    queries,
    schemas,
    submitting,
    views,
)
from server.planning.values import NewPlan

blueprint = Blueprint("planning_api", __name__, url_prefix="/api/plans")
Sent = tuple[str | None, NewPlan]


@blueprint.post("")
@blueprint.arguments(schemas.FilePlan)
def file_plan(sent: Sent) -> tuple[dict[str, Any], int]:
    agency, new = sent
    actor = current_actor()
    agency = access.filing_agency(actor, agency)
    handed = submitting.hand_in(
        new, agency_id=agency, account_id=actor.account_id, by_lead=access.leads(actor, agency)
    )  # fmt: skip
    return draft_views.handed_in(handed, current_language())


@blueprint.post("/preview")
@blueprint.arguments(schemas.FilePlan)
def preview(sent: Sent) -> dict[str, Any]:
    agency, new = sent
    actor = current_actor()
    agency = access.filing_agency(actor, agency)
    seen = filing.preview(new, agency_id=agency)
    decision = views.decision(seen.decision.as_document(), current_language())
    waits = approval.must_wait(new) and not access.leads(actor, agency)
    return decision | prompt_views.as_message(seen.asked, new) | {"must_be_approved": waits}


@blueprint.get("")
@blueprint.arguments(schemas.PlansAsked, location="query")
def plans(asked: dict[str, Any]) -> dict[str, Any]:
    readable = access.readable_agencies(current_actor(), asked["agency"])
    rows = queries.plans_of(readable, asked["page"])
    return {"plans": [views.plan(row, current_language()) for row in rows], "page": asked["page"]}


@blueprint.post("/<plan_id>/withdrawal")
def withdraw(plan_id: str) -> dict[str, Any]:
    actor = current_actor()
    access.require_own(actor, queries.plan_or_refuse(plan_id).agency_id)
    commands.withdraw_plan(plan_id, account_id=actor.account_id)
    return views.plan(queries.plan_or_refuse(plan_id), current_language())


@blueprint.put("/<plan_id>/team")
@blueprint.doc(**schemas.body(schemas.ChangeTeam))
def change_team(plan_id: str) -> dict[str, Any]:
    actor = current_actor()
    access.require_own(actor, queries.plan_or_refuse(plan_id).agency_id)
    changing_team.change_team(plan_id, schemas.sent(schemas.ChangeTeam), account_id=actor.account_id)
    return views.plan(queries.plan_or_refuse(plan_id), current_language())


@blueprint.post("/visits/<visit_id>/day")
@blueprint.doc(**schemas.body(schemas.MoveVisit))
def move_visit(visit_id: str) -> dict[str, Any]:
    actor = current_actor()
    access.require_member(actor, moving.members(visit_id))
    sent = schemas.sent(schemas.MoveVisit)
    agency = access.filing_agency(actor, sent["agency"])
    moved, proposal = moving.move_visit(visit_id, sent["visit_on"], agency_id=agency, account_id=actor.account_id)
    return {"moved": moved, "proposal": proposal}


@blueprint.post("/<plan_id>/approval")
def approve(plan_id: str) -> dict[str, Any]:
    actor = current_actor()
    access.require_approver(actor, queries.plan_or_refuse(plan_id).agency_id)
    approving.approve(plan_id, account_id=actor.account_id)
    return views.plan(queries.plan_or_refuse(plan_id), current_language())
