"""Visits that are no inspections, at the desk: recorded by their agency, counted apart, read by the bureau."""

from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from server import clock
from server.http import current_actor, whole, words
from server.planning import access, service_visits
from server.policy import may
from server.refusals import NOT_FOUND, Refused
from server.vocabulary import ServiceKind

blueprint = Blueprint("service_visits", __name__, url_prefix="/desk/service-visits")
BOXES = ("credit_code", "premises", "visit_on", "kind", "purpose", "people")
YEAR = timedelta(days=365)


@blueprint.get("")
def listed() -> str:
    return _page(dict.fromkeys(BOXES, ""))


@blueprint.post("")
def record() -> Response | tuple[str, int]:
    form = {name: request.form.get(name, "").replace("\0", "").strip() for name in BOXES}
    agency = access.filing_agency(current_actor(), request.form.get("agency"))
    try:
        row = service_visits.record(agency, {**form, "premises": whole(form["premises"])}, current_actor())
    except Refused as refused:
        if refused.reason is NOT_FOUND:
            raise
        return _page(form, words(refused.reason, refused.facts)), 422
    flash(_("已登记：%(name)s。企业在自己的页面可以看到。", name=row.premises.enterprise.name), "valid")
    return redirect(url_for("service_visits.listed"))


@blueprint.post("/<service_id>/call-off")
def call_off(service_id: str) -> Response:
    service_visits.call_off(service_id, current_actor())
    return redirect(url_for("service_visits.listed"))


def _page(form: dict[str, str], refusal: str = "") -> str:
    whose = None if may("service_visit.read", current_actor()) else access.agencies_of(current_actor())
    own = access.agencies_of(current_actor())
    return render_template(
        "desk/plans/service_visits.html", rows=service_visits.listed(whose), form=form, refusal=refusal, own=own,
        counts=service_visits.counted(whose, _year_ago()), kinds=ServiceKind, today=clock.today(),
    )  # fmt: skip


def _year_ago() -> date:
    return clock.today() - YEAR
