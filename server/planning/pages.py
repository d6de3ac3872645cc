"""The filing desk: an agency's plans, the form with its preview, one plan with its decision."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from server import clock
from server.frame import listed
from server.http import current_actor, current_language, page_number, whole, words
from server.planning import access, commands, forms, queries, roster, schemas, views
from server.refusals import INVALID, Refused
from server.vocabulary import Cause, Channel, Word

blueprint = Blueprint("planning", __name__, url_prefix="/desk/plans")


@blueprint.get("")
def plans() -> str:
    readable = access.readable_agencies(current_actor())
    rows = queries.plans_of(readable, page_number())
    return render_template(
        "desk/plans/list.html",
        plans=[views.plan_page(row, current_language()) for row in rows],
        total=(total := queries.count_plans(readable)),
        pages=-(-total // queries.PAGE),
        number=page_number(),
        may_file=access.may_file(current_actor()),
    )


@blueprint.get("/new")
def new_plan() -> str:
    access.filing_agency(current_actor())
    if "credit_code" in request.args:
        return form_page(request.args)
    words = request.args.get("words", "").strip()
    found = roster.premises_named(words, clock.today()) if words else []
    return render_template("desk/plans/search.html", words=words, found=found)


@blueprint.post("")
def file_plan() -> Any:
    agency = access.filing_agency(current_actor())
    try:
        _, new = schemas.FilePlan().load(forms.as_message(request.form))
        if request.form.get("action") == "preview":
            return preview_page(commands.preview_plan(new, agency_id=agency).as_document())
        plan_id = commands.file_plan(new, agency_id=agency, account_id=current_actor().account_id)
    except (Refused, ValidationError) as refused:
        return form_page(request.form, refusal=words_of(refused)), 422
    return redirect(url_for("planning.plan", plan_id=plan_id))


@blueprint.get("/<plan_id>")
def plan(plan_id: str) -> str:
    row = queries.plan_or_refuse(plan_id)
    access.require_reader(current_actor(), row.agency_id)
    shown = views.plan_page(row, current_language())
    return render_template("desk/plans/plan.html", plan=shown, own=row.agency_id in access.agencies_of(current_actor()))


@blueprint.post("/<plan_id>/withdrawal")
def withdraw(plan_id: str) -> Response:
    access.require_own(current_actor(), queries.plan_or_refuse(plan_id).agency_id)
    commands.withdraw_plan(plan_id, account_id=current_actor().account_id)
    return redirect(url_for("planning.plan", plan_id=plan_id))


def preview_page(document: dict[str, Any]) -> str:
    """The form with the fate the plan would have."""
    return form_page(request.form, fate=views.decision(document, current_language()))


def form_page(filled: "MultiDict[str, str]", refusal: str = "", fate: dict[str, Any] | None = None) -> str:
    """The form for the object and day in it, as far as it is filled in."""
    day = day_in(filled)
    offer = forms.offer(
        access.filing_agency(current_actor()),
        filled.get("credit_code", ""),
        whole(filled.get("premises", "1")),
        day,
    )
    return render_template(
        "desk/plans/form.html", offer=offer, filled=filled, day=day.isoformat(), refusal=refusal, fate=fate,
        earliest=clock.today().isoformat(), channels=pairs(Channel), causes=pairs(Cause),
    )  # fmt: skip


def pairs(words: type[Word]) -> list[tuple[str, str]]:
    """The codes of a vocabulary with what the reader sees."""
    return [(str(word), word.label(current_language())) for word in words]


def day_in(filled: "MultiDict[str, str]") -> date:
    """The day filled in, else the first one that gives an ordinary plan its notice."""
    try:
        return date.fromisoformat(filled.get("visit_on", ""))
    except ValueError:
        _, settings = queries.settings_on(clock.today())
        return clock.today() + timedelta(days=settings.notice_days)


def words_of(refused: Refused | ValidationError) -> str:
    """Why not, as the API would say it."""
    if isinstance(refused, ValidationError):
        fields = listed(str(forms.LABELS.get(name, name)) for name in refused.messages_dict)
        refused = Refused(INVALID, fields=fields)
    return words(refused.reason, refused.facts)
