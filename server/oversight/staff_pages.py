"""The inspector's own way to the bureau, at phone size: questions put to him, and what he has to tell."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from server import dates
from server.http import current_actor, words
from server.oversight import inquiries, staff
from server.oversight.cases import MOST_LETTERS
from server.planning.tables import VisitRow
from server.refusals import Refused
from server.vocabulary import CaseState, StaffMatter

blueprint = Blueprint("staff", __name__, url_prefix="/own/bureau")


@blueprint.get("")
def shown() -> str:
    return _page()


@blueprint.post("")
def tell() -> Response | tuple[str, int]:
    given = request.form
    text = given.get("text", "")[:MOST_LETTERS]
    try:
        row = staff.tell(given.get("matter", ""), text, given.get("visit", ""), by=current_actor())
    except Refused as refused:
        return _page(words(refused.reason, refused.facts)), 422
    flash(_("司法局已收到，编号%(number)s。", number=row.number), "valid")
    return redirect(url_for("staff.shown"), 303)


def _page(error: str = "") -> str:
    by = current_actor()
    return render_template(
        "inspector/bureau.html", error=error, given=request.form, matters=list(StaffMatter), most=MOST_LETTERS,
        asked=inquiries.of(by), told=[(each, CaseState(each.state)) for each in staff.told(by)],
        visits=[(each.id, _named(each)) for each in staff.visits(by)],
    )  # fmt: skip


def _named(visit: VisitRow) -> str:
    enterprise = visit.premises.enterprise.name if visit.premises else ""
    return f"{dates.day(visit.visit_on)} {enterprise}"
