"""Drafts over JSON: list, read, change, approve, send back, withdraw; `POST /api/plans` makes them."""

from typing import Any

from flask_smorest import Blueprint

from server.http import current_actor, current_language
from server.planning import access, draft_queries, draft_views, drafts, schemas, submitting

blueprint = Blueprint("drafts_api", __name__, url_prefix="/api/plans/drafts")


@blueprint.get("")
@blueprint.arguments(schemas.DraftsAsked, location="query")
def listed(asked: dict[str, Any]) -> dict[str, Any]:
    rows = draft_queries.waiting(access.reader_of_drafts(current_actor()), asked["page"])
    return {"drafts": [draft_views.draft(row, current_language()) for row in rows], "page": asked["page"]}


@blueprint.get("/<draft_id>")
def shown(draft_id: str) -> dict[str, Any]:
    return draft_views.draft(access.draft_to("draft.read", current_actor(), draft_id), current_language())


@blueprint.put("/<draft_id>")
@blueprint.doc(**schemas.body(schemas.FilePlan))
def resubmit(draft_id: str) -> tuple[dict[str, Any], int]:
    row = access.draft_to("draft.change", current_actor(), draft_id)
    _, new = schemas.sent(schemas.FilePlan)
    handed = submitting.hand_in_again(row.id, new, account_id=current_actor().account_id)
    return draft_views.handed_in(handed, current_language())


@blueprint.post("/<draft_id>/approval")
@blueprint.doc(**schemas.body(schemas.ApproveDraft))
def approve(draft_id: str) -> dict[str, Any]:
    row = access.draft_to("draft.decide", current_actor(), draft_id)
    drafts.approve(row.id, **schemas.sent(schemas.ApproveDraft), account_id=current_actor().account_id)
    return draft_views.draft(draft_queries.one(draft_id), current_language())


@blueprint.post("/<draft_id>/return")
@blueprint.doc(**schemas.body(schemas.ReturnDraft))
def send_back(draft_id: str) -> dict[str, Any]:
    row = access.draft_to("draft.decide", current_actor(), draft_id)
    drafts.send_back(row.id, **schemas.sent(schemas.ReturnDraft), account_id=current_actor().account_id)
    return draft_views.draft(draft_queries.one(draft_id), current_language())


@blueprint.post("/<draft_id>/withdrawal")
def withdraw(draft_id: str) -> dict[str, Any]:
    row = access.draft_to("draft.change", current_actor(), draft_id)
    drafts.withdraw(row.id, account_id=current_actor().account_id)
    return draft_views.draft(draft_queries.one(draft_id), current_language())
