"""Corrections that enterprises report, at the desk of the agency that made the finding."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.evidence import photos
from server.http import current_actor, words
from server.planning import access
from server.policy import require
from server.refusals import NOT_FOUND, Refused
from server.visits import correcting, replying
from server.visits.correction_tables import CorrectionRow
from server.vocabulary import CorrectionState

blueprint = Blueprint("corrections", __name__, url_prefix="/desk/corrections")


@blueprint.get("")
def listed() -> str:
    return _page()


@blueprint.post("/<correction_id>")
def answer(correction_id: str) -> AnyResponse | tuple[str, int]:
    row = _own(correction_id)
    does = CorrectionState.CLOSED if request.form.get("does") == "close" else CorrectionState.ASKED_AGAIN
    text, by = request.form.get("answer", "").strip(), current_actor().account_id
    try:
        correcting.answer(row.id, does, text, agency_id=row.agency_id, account_id=by)
    except Refused as refused:
        return _page(correction_id, words(refused.reason, refused.facts)), 422
    return redirect(url_for("corrections.listed"))


@blueprint.get("/<correction_id>/pictures/<sha256>")
def picture(correction_id: str, sha256: str) -> Response:
    row = _own(correction_id)
    small = photos.thumbnail(sha256) if sha256 in {each.sha256 for each in row.photos} else None
    if small is None:
        raise Refused(NOT_FOUND)
    return Response(small, mimetype="image/jpeg")


def _own(correction_id: str) -> CorrectionRow:
    row = correcting.one(correction_id)
    require("correction.answer", current_actor(), agency=row.agency_id)
    return row


def _page(wrong: str = "", refusal: str = "") -> str:
    own = access.agencies_of(current_actor())
    return render_template(
        "desk/corrections.html", waiting=correcting.waiting(own), answered=correcting.answered(own), wrong=wrong,
        refusal=refusal, given=request.form, states=CorrectionState, most=correcting.MOST_LETTERS,
        replies=replying.newest_to(own),
    )  # fmt: skip
