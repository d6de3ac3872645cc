"""What the bureau asks and orders, for the agency's desk and for an inspector asked in person."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from server.http import STATUS, current_actor, words
from server.oversight import asking, inquiries
from server.oversight.cases import MOST_LETTERS
from server.refusals import NOT_FOUND, Refused

blueprint = Blueprint("inquiries", __name__, url_prefix="/desk/inquiries")


@blueprint.get("")
def listed() -> str:
    return render_template("desk/oversight/inquiries.html", inquiries=inquiries.of(current_actor()))


@blueprint.get("/<case_id>")
def shown(case_id: str) -> str:
    return _page(case_id)


@blueprint.post("/<case_id>")
def answer(case_id: str) -> Response | tuple[str, int]:
    """One question answered or one measure reported; what was typed comes back with whatever was wrong."""
    inquiry, given = inquiries.one(case_id, current_actor()), request.form
    text = given.get("text", "").strip()[:MOST_LETTERS]
    try:
        if given.get("question") in {each.id for each in inquiry.questions}:
            asking.answer(given["question"], text, by=current_actor())
        elif given.get("measure") in {each.id for each in inquiry.measures}:
            asking.report_done(given["measure"], text, by=current_actor())
        else:
            raise Refused(NOT_FOUND)
    except Refused as refused:
        return _page(case_id, words(refused.reason, refused.facts)), STATUS.get(refused.reason.code, 422)
    flash(_("已提交司法局。"), "valid")
    return redirect(url_for("inquiries.shown", case_id=case_id))


def _page(case_id: str, error: str = "") -> str:
    inquiry = inquiries.one(case_id, current_actor())
    return render_template("desk/oversight/inquiry.html", inquiry=inquiry, error=error, given=request.form)
