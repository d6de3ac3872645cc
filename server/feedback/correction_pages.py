"""Corrections at the desk of the agency that ordered them: what waits, what is late, and one with all that was said."""

from collections.abc import Callable, Collection

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server import policy
from server.evidence import photos
from server.http import current_actor, words
from server.planning import access
from server.policy import Actor, require
from server.refusals import DAY_MISSING, NOT_FOUND, Refused
from server.registry import forms
from server.visits import correcting, correction_queries, correction_steps, replying
from server.visits.correction_tables import CorrectionRow
from server.visits.tables import FindingRow
from server.vocabulary import CorrectionStage, CorrectionState, CorrectionStep

blueprint = Blueprint("corrections", __name__, url_prefix="/desk/corrections")
VIEWS = ("waiting", "overdue", "open", "done")
ANSWERS = {
    "close": CorrectionState.CLOSED, "again": CorrectionState.ASKED_AGAIN, "recheck": CorrectionState.RECHECK,
}  # fmt: skip


@blueprint.get("")
def listed() -> str:
    return _page()


@blueprint.post("/<correction_id>")
def answer(correction_id: str) -> AnyResponse | tuple[str, int]:
    row = _own_report(correction_id)
    does = ANSWERS.get(request.form.get("does", ""), CorrectionState.ASKED_AGAIN)
    text, by = request.form.get("answer", "").strip(), current_actor().account_id
    finding_id, agency_id = row.finding_id, row.agency_id
    try:
        correcting.answer(correction_id, does, text, agency_id=agency_id, account_id=by)
    except Refused as refused:
        return _page(correction_id, words(refused.reason, refused.facts)), 422
    if does is CorrectionState.RECHECK:
        return redirect(url_for("corrections.shown", finding_id=finding_id))
    return redirect(url_for("corrections.listed"))


@blueprint.get("/of/<finding_id>")
def shown(finding_id: str) -> str:
    return _one(_readable(finding_id))


@blueprint.post("/of/<finding_id>")
def decide(finding_id: str) -> AnyResponse | tuple[str, int]:
    """More time, a recheck visit, or confirmed without a report."""
    row = _readable(finding_id)
    require("correction.answer", current_actor(), agency=row.agency_id)
    act = DECISIONS.get(request.form.get("does", ""))
    if act is None:
        raise Refused(NOT_FOUND)
    try:
        act(finding_id, request.form.get("reason", "").strip(), current_actor().account_id)
    except Refused as refused:
        return _one(_readable(finding_id), words(refused.reason, refused.facts)), 422
    return redirect(url_for("corrections.shown", finding_id=finding_id))


@blueprint.get("/<correction_id>/pictures/<sha256>")
def picture(correction_id: str, sha256: str) -> Response:
    row = correcting.one(correction_id)
    require("correction.read", current_actor(), agency=row.agency_id)
    small = photos.thumbnail(sha256) if sha256 in {each.sha256 for each in row.photos} else None
    if small is None:
        raise Refused(NOT_FOUND)
    return Response(small, mimetype="image/jpeg")


def _extend(finding_id: str, reason: str, by: str | None) -> None:
    due = forms.day("due")
    if due is None:
        raise Refused(DAY_MISSING)
    correction_steps.extend(finding_id, due, reason, account_id=by)


DECISIONS: dict[str, Callable[[str, str, str | None], None]] = {
    "extend": _extend,
    "recheck": lambda finding_id, reason, by: correction_steps.recheck(finding_id, reason, account_id=by),
    "close": lambda finding_id, reason, by: correction_steps.close(finding_id, reason, account_id=by),
}


def _own_report(correction_id: str) -> CorrectionRow:
    row = correcting.one(correction_id)
    require("correction.answer", current_actor(), agency=row.agency_id)
    return row


def _readable(finding_id: str) -> FindingRow:
    row = correction_steps.finding(finding_id)
    require("correction.read", current_actor(), agency=row.agency_id)
    return row


def _agencies(actor: Actor) -> Collection[str] | None:
    """Whose corrections somebody sees: his own agencies', or all (None)."""
    return None if policy.may("correction.read", actor) else access.agencies_of(actor)


def _page(wrong: str = "", refusal: str = "") -> str:
    agencies, own = _agencies(current_actor()), access.agencies_of(current_actor())
    view = request.args.get("show") if request.args.get("show") in VIEWS else "waiting"
    ordered = correction_queries.to_correct(agencies)
    late = [each for each in ordered if each.overdue]
    waiting = [each for each in ordered if each.stage is CorrectionStage.WAITING]
    return render_template(
        "desk/corrections/list.html", view=view, own=own, ordered=ordered, late=late, waiting=waiting,
        done=correction_queries.corrected(agencies) if view == "done" else [], wrong=wrong, refusal=refusal,
        given=request.form, most=correcting.MOST_LETTERS, replies=replying.newest_to(own), everywhere=agencies is None,
    )  # fmt: skip


def _one(finding: FindingRow, refusal: str = "") -> str:
    correction = correction_queries.of_finding(finding)
    return render_template(
        "desk/corrections/correction.html", correction=correction, finding=finding, refusal=refusal,
        given=request.form, states=CorrectionState, steps=CorrectionStep, stages=CorrectionStage,
        rechecks=correction_queries.rechecks(correction), most=correcting.MOST_LETTERS,
        may_act=policy.may("correction.answer", current_actor(), agency=finding.agency_id),
    )  # fmt: skip
