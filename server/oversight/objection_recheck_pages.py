"""The form in which the objecting agency arranges its re-inspection."""

from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from server import clock
from server.http import STATUS, current_actor, words
from server.oversight import objection_reading, objection_recheck
from server.oversight import objection_rules as rules
from server.oversight.objection_recheck import Asked
from server.oversight.objection_rules import By
from server.planning import admission
from server.refusals import NOT_FOUND, Refused
from server.registry import forms
from server.visits.objection_tables import ObjectionRow
from server.vocabulary import ObjectionAct, ObjectionState

blueprint = Blueprint("re_inspections", __name__, url_prefix="/desk/objections/<objection_id>/re-inspection")


@blueprint.get("")
def form(objection_id: str) -> str | Response:
    row = _own(objection_id)
    if ObjectionAct.PLAN in rules.acts(ObjectionState(row.state), By.OBJECTOR):
        return _page(row)
    flash(_("现在不能安排复查。"), "attention")
    return redirect(url_for("objections.shown", objection_id=objection_id))


@blueprint.post("")
def plan(objection_id: str) -> Response | str | tuple[str, int]:
    """Files it; choosing another day only shows who and what there is on that day."""
    row = _own(objection_id)
    if "choose" in request.form:
        return _page(row)
    given = request.form
    asked = Asked(
        _day(), tuple(given.getlist("items")), tuple(given.getlist("team")), given.get("uninvolved", "")
    )  # fmt: skip
    try:
        objection_recheck.plan(row.id, asked, by=current_actor())
    except Refused as refused:
        told = words(refused.reason, refused.facts)
        return _page(_own(objection_id), told), STATUS.get(refused.reason.code, 422)
    flash(_("复查已报备，首检单位可以到场。"), "valid")
    return redirect(url_for("objections.shown", objection_id=objection_id))


def _own(objection_id: str) -> ObjectionRow:
    row = objection_reading.one(objection_id, current_actor())
    if By.OBJECTOR not in objection_reading.sides(row, current_actor()):
        raise Refused(NOT_FOUND)
    return row


def _day() -> date:
    """The day filled in, as far as the registry can be asked about it; else tomorrow."""
    day = forms.day("visit_on") or clock.today() + timedelta(days=1)
    return min(max(day, clock.today()), clock.today() + admission.FARTHEST)


def _page(row: ObjectionRow, error: str = "") -> str:
    day, given = _day(), request.form
    offer = objection_recheck.offer(row, day)
    return render_template(
        "desk/objections/re_inspection.html", row=row, day=day, offer=offer, error=error, given=given,
        items=set(given.getlist("items")) or offer.suggested, today=clock.today(),
    )  # fmt: skip
