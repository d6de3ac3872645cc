"""送审 at the desk: what the lead has to approve, what became of it, and changing what was sent back."""

from collections import Counter
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from server.http import current_actor, current_language, page_number, whole
from server.planning import (
    access,
    approval,
    approving,
    calendar,
    desk_form,
    draft_queries,
    draft_views,
    drafts,
    forms,
    queries,
    submitting,
)
from server.policy import may
from server.refusals import DRAFT_CHANGED, DRAFT_SETTLED, Refused
from server.vocabulary import DraftState

blueprint = Blueprint("drafts", __name__, url_prefix="/desk/drafts")
MOST_AT_ONCE = 100


@blueprint.get("")
def listed() -> str:
    return _list()


@blueprint.post("")
def approve_chosen() -> str:
    chosen = [each.partition(":") for each in request.form.getlist("draft")[:MOST_AT_ONCE]]
    for draft_id, _colon, _revision in chosen:
        access.draft_to("draft.decide", current_actor(), draft_id)
    return _list([_approved(draft_id, whole(revision)) for draft_id, _colon, revision in chosen])


def _approved(draft_id: str, revision: int) -> DraftState | None:
    """What came of one of several; nothing where it was changed or decided upon since it was listed."""
    try:
        return drafts.approve(draft_id, revision=revision, account_id=current_actor().account_id)
    except Refused as refused:
        if refused.reason not in (DRAFT_CHANGED, DRAFT_SETTLED):
            raise
        return None


@blueprint.post("/emergencies/<plan_id>")
def approve_emergency(plan_id: str) -> Response:
    access.require_approver(current_actor(), queries.plan_or_refuse(plan_id).agency_id)
    approving.approve(plan_id, account_id=current_actor().account_id)
    return redirect(url_for("drafts.listed"))


@blueprint.get("/<draft_id>")
def shown(draft_id: str) -> str:
    return _page(draft_id)


@blueprint.post("/<draft_id>/approval")
def approve(draft_id: str) -> Response:
    row = access.draft_to("draft.decide", current_actor(), draft_id)
    drafts.approve(row.id, revision=_revision(), account_id=current_actor().account_id)
    return redirect(url_for("drafts.shown", draft_id=draft_id))


@blueprint.post("/<draft_id>/return")
def send_back(draft_id: str) -> Response:
    row = access.draft_to("draft.decide", current_actor(), draft_id)
    reason = request.form.get("reason", "").strip()[:500]
    drafts.send_back(row.id, revision=_revision(), reason=reason, account_id=current_actor().account_id)
    return redirect(url_for("drafts.shown", draft_id=draft_id))


@blueprint.post("/<draft_id>/withdrawal")
def withdraw(draft_id: str) -> Response:
    row = access.draft_to("draft.change", current_actor(), draft_id)
    drafts.withdraw(row.id, account_id=current_actor().account_id)
    return redirect(url_for("drafts.shown", draft_id=draft_id))


@blueprint.get("/<draft_id>/change")
def change(draft_id: str) -> str:
    row = access.draft_to("draft.change", current_actor(), draft_id)
    filled = forms.as_form(draft_queries.plan_of(row))
    return _form(filled, draft_id)


@blueprint.post("/<draft_id>/change")
def resubmit(draft_id: str) -> Any:
    row = access.draft_to("draft.change", current_actor(), draft_id)
    if request.form.get("action") != "file":
        return _form(request.form, draft_id)
    try:
        handed = submitting.hand_in_again(row.id, desk_form.read(request.form), account_id=current_actor().account_id)
    except (Refused, ValidationError) as refused:
        return _form(request.form, draft_id, refusal=desk_form.words_of(refused)), 422
    return redirect(desk_form.address_of(handed))


def _form(filled: "MultiDict[str, str]", draft_id: str, **more: Any) -> str:
    agency = draft_queries.one(draft_id).agency_id
    return render_template("desk/plans/form.html", draft=draft_id, **more, **desk_form.shown(filled, agency))


def _list(told: list[DraftState | None] | None = None) -> str:
    actor, language = current_actor(), current_language()
    reader = access.reader_of_drafts(actor)
    total = draft_queries.count(reader, DraftState.WAITING)
    return render_template(
        "desk/drafts/list.html", counts=Counter(told) if told is not None else None, states=DraftState, total=total,
        waiting=draft_views.listed(draft_queries.waiting(reader, page_number()), language),
        decided=draft_views.listed(draft_queries.decided(reader), language),
        emergencies=[draft_views.emergency(plan) for plan in approving.waiting(reader.agencies)],
        pages=-(-total // draft_queries.PAGE), number=page_number(), required=approval.is_required(),
        decides=bool(access.led_by(actor)), led=access.led_by(actor), files=access.may_file(actor),
    )  # fmt: skip


def _page(draft_id: str) -> str:
    actor = current_actor()
    row = access.draft_to("draft.read", actor, draft_id)
    return render_template(
        "desk/drafts/draft.html", draft=draft_views.page(row, current_language()),
        visits=calendar.visits_around(row.premises, row.agency_id, row.visit_on),
        decides=row.state == DraftState.WAITING and may("draft.decide", actor, agency=row.agency_id),
        changes=row.state in drafts.CHANGEABLE and may("draft.change", actor, agency=row.agency_id),
    )  # fmt: skip


def _revision() -> int:
    return whole(request.form.get("revision", ""))
