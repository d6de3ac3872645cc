"""What the bureau asks and orders, for the agency's desk and for an inspector asked in person."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from server.evidence import sent
from server.feedback.complaint_forms import make_room
from server.http import STATUS, current_actor, words
from server.oversight import asking, attachments, inquiries, sealed
from server.oversight.case_tables import MeasureRow, QuestionRow
from server.oversight.cases import MOST_LETTERS
from server.oversight.inquiries import Inquiry
from server.refusals import NOT_FOUND, Refused

blueprint = Blueprint("inquiries", __name__, url_prefix="/desk/inquiries")
blueprint.url_value_preprocessor(make_room)


@blueprint.get("")
def listed() -> str:
    return render_template("desk/oversight/inquiries.html", inquiries=inquiries.of(current_actor()))


@blueprint.get("/<case_id>")
def shown(case_id: str) -> str:
    return _page(case_id)


@blueprint.post("/<case_id>")
def answer(case_id: str) -> AnyResponse | tuple[str, int]:
    """One question answered or one measure reported, then its files; what was typed comes back if it was wrong."""
    to, text = _meant(inquiries.one(case_id, current_actor())), request.form.get("text", "").strip()[:MOST_LETTERS]
    try:
        _say(to, text)
    except Refused as refused:
        return _page(case_id, words(refused.reason, refused.facts)), STATUS.get(refused.reason.code, 422)
    _attach(to)
    flash(_("已提交司法局。"), "valid")
    return redirect(url_for("inquiries.shown", case_id=case_id))


@blueprint.get("/<case_id>/files/<attachment_id>")
def file(case_id: str, attachment_id: str) -> Response:
    inquiry = inquiries.one(case_id, current_actor())
    row = attachments.of_case(case_id, attachment_id)
    if row.id not in {own.id for each in inquiry.asked for own in each.attachments}:
        raise Refused(NOT_FOUND)
    return sealed.handed_over(row.sha256, row.name)


def _meant(inquiry: Inquiry) -> QuestionRow | MeasureRow:
    given = request.form
    for each in inquiry.asked:
        if each.id in (given.get("question"), given.get("measure")):
            return each
    raise Refused(NOT_FOUND)


def _say(to: QuestionRow | MeasureRow, text: str) -> None:
    """Nothing is said anew where only files are added to what was said."""
    if "only_files" in request.form:
        return
    if isinstance(to, QuestionRow):
        asking.answer(to.id, text, by=current_actor())
    else:
        asking.report_done(to.id, text, by=current_actor())


def _attach(to: QuestionRow | MeasureRow) -> None:
    """What was said stands, whatever becomes of the files."""
    for each in request.files.getlist("file"):
        if not each.filename:
            continue
        try:
            attachments.add(to, each.filename, each.read(sent.MOST_BYTES + 1), by=current_actor())
        except Refused as refused:
            name = each.filename[:60]
            flash(_("附件“%(name)s”没有收下：", name=name) + words(refused.reason, refused.facts), "attention")


def _page(case_id: str, error: str = "") -> str:
    inquiry = inquiries.one(case_id, current_actor())
    return render_template(
        "desk/oversight/inquiry.html", inquiry=inquiry, error=error, given=request.form, most_files=attachments.MOST
    )
