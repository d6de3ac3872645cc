"""The filing desk: an agency's plans, the form with its preview, one plan with its decision."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from server import clock
from server.http import MOST_COUNTED, current_actor, current_language, page_number
from server.planning import access, commands, desk_form, proposal_pages, queries, roster, submitting, team_pages, views
from server.refusals import Refused

blueprint = Blueprint("planning", __name__, url_prefix="/desk/plans")


@blueprint.get("")
def plans() -> str:
    readable, words = access.readable_agencies(current_actor()), request.args.get("words", "").strip()[:60]
    rows = queries.plans_of(readable, page_number(), words)
    return render_template(
        "desk/plans/list.html",
        plans=[views.plan_page(row, current_language()) for row in rows],
        total=(total := queries.count_plans(readable, MOST_COUNTED, words)),
        pages=-(-total // queries.PAGE),
        number=page_number(),
        words=words,
        may_file=access.may_file(current_actor()),
        own=access.agencies_of(current_actor()),
        team_troubles=team_pages.to_change(access.agencies_of(current_actor())),
    )


@blueprint.get("/new")
def new_plan() -> str:
    agency = access.filing_agency(current_actor())
    if "credit_code" in request.args:
        return render_template("desk/plans/form.html", **desk_form.shown(request.args, agency))
    words = request.args.get("words", "").strip()
    found = roster.premises_named(words, clock.today()) if words else []
    return render_template("desk/plans/search.html", words=words, found=found)


@blueprint.post("/answer")
def answer() -> str:
    agency = access.filing_agency(current_actor())
    return render_template("desk/plans/answer.html", **desk_form.shown(request.form, agency))


@blueprint.post("")
def file_plan() -> Any:
    agency = access.filing_agency(current_actor())
    if request.form.get("action") != "file":
        return render_template("desk/plans/form.html", **desk_form.shown(request.form, agency))
    try:
        handed = submitting.hand_in(
            desk_form.read(request.form), agency_id=agency, account_id=current_actor().account_id,
            by_lead=access.leads(current_actor(), agency),
        )  # fmt: skip
    except (Refused, ValidationError) as refused:
        shown = desk_form.shown(request.form, agency)
        return render_template("desk/plans/form.html", refusal=desk_form.words_of(refused), **shown), 422
    return redirect(desk_form.address_of(handed))


@blueprint.get("/<plan_id>")
def plan(plan_id: str) -> str:
    row = queries.plan_or_refuse(plan_id)
    access.require_reader(current_actor(), row.agency_id)
    shown = views.plan_page(row, current_language()) | views.around_plan(row)
    return render_template(
        "desk/plans/plan.html", plan=shown, own=row.agency_id in access.agencies_of(current_actor()),
        answers_of=proposal_pages.answers_of, team_troubles=team_pages.troubles_of(row),
    )  # fmt: skip


@blueprint.post("/<plan_id>/withdrawal")
def withdraw(plan_id: str) -> Response:
    access.require_own(current_actor(), queries.plan_or_refuse(plan_id).agency_id)
    commands.withdraw_plan(plan_id, account_id=current_actor().account_id)
    return redirect(url_for("planning.plan", plan_id=plan_id))
