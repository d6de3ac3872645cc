"""Objections at the desks of both agencies and the bureau: the list, one with its history, each act as a form."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from server import clock
from server.evidence import photos, sent
from server.http import PAGE_SIZE, STATUS, current_actor, current_language, page_number, words
from server.oversight import objection_concluding, objection_reading, objection_recheck, objections
from server.oversight import objection_rules as rules
from server.oversight.objection_rules import By
from server.oversight.objections import Said
from server.planning import access
from server.planning.earlier import Line
from server.refusals import INVALID, NOT_FOUND, Refused
from server.visits.objection_tables import ObjectionRow
from server.visits.tables import ResultRow
from server.vocabulary import ObjectionAct, ObjectionGround, ObjectionOutcome, ObjectionState, Outcome, VisitState

blueprint = Blueprint("objections", __name__, url_prefix="/desk/objections")


@blueprint.get("")
def listed() -> str:
    state, only = request.args.get("state", ""), request.args.get("only", "")
    found, total = objection_reading.listed(state, only, current_actor(), page_number())
    return render_template(
        "desk/objections/list.html", lines=found, total=total, state=state, only=only, states=list(ObjectionState),
        counts=objection_reading.counts(current_actor()), may_file=access.may_file(current_actor()),
        number=page_number(), pages=-(-total // PAGE_SIZE),
    )  # fmt: skip


@blueprint.get("/results")
def results() -> str:
    """What can be objected to now."""
    asked = request.args.get("q", "").strip()[:60]
    return render_template(
        "desk/objections/results.html", found=objection_reading.objectionable(asked, current_actor()), q=asked,
        outcomes=Outcome,
    )  # fmt: skip


@blueprint.get("/new")
def new() -> str | AnyResponse:
    if "result" not in request.args:
        return redirect(url_for("objections.results"))
    return _new_page(objections.objectionable(request.args["result"]))


@blueprint.post("/new")
def file() -> AnyResponse | tuple[str, int]:
    """Words first, then the photos one by one; what was typed comes back with whatever was wrong."""
    result = objections.objectionable(request.form.get("result", ""))
    try:
        agency = access.filing_agency(current_actor(), request.form.get("agency"))
        filed = objections.file(result.id, _said(), agency_id=agency, by=current_actor())
    except Refused as refused:
        return _new_page(result, words(refused.reason, refused.facts)), STATUS.get(refused.reason.code, 422)
    _add_photos(filed)
    flash(_("异议已提交司法局。"), "valid")
    return redirect(url_for("objections.shown", objection_id=filed))


@blueprint.get("/<objection_id>")
def shown(objection_id: str) -> str:
    return _page(objection_reading.one(objection_id, current_actor()))


@blueprint.post("/<objection_id>")
def act(objection_id: str) -> AnyResponse | tuple[str, int]:
    """What either agency does: evidence, attending, taking it back."""
    return _done(objection_id, {
        ObjectionAct.PHOTOGRAPHED: (By.OBJECTOR, lambda row, _text: _add_photos(row.id)),
        ObjectionAct.WITHDRAW: (
            By.OBJECTOR, lambda row, text: objection_recheck.withdraw(row.id, text, by=current_actor())
        ),
        ObjectionAct.ATTEND: (By.FIRST, lambda row, _text: objections.attend(row.id, True, by=current_actor())),
        ObjectionAct.STAY_AWAY: (By.FIRST, lambda row, _text: objections.attend(row.id, False, by=current_actor())),
    })  # fmt: skip


@blueprint.post("/<objection_id>/decision")
def decide(objection_id: str) -> AnyResponse | tuple[str, int]:
    """What the bureau does: accepting, declining, concluding."""

    def decided(what: ObjectionAct) -> tuple[By, Callable[[ObjectionRow, str], None]]:
        return By.BUREAU, lambda row, text: objections.decide(row.id, what, text, by=current_actor())

    return _done(objection_id, {
        ObjectionAct.ACCEPT: decided(ObjectionAct.ACCEPT), ObjectionAct.DECLINE: decided(ObjectionAct.DECLINE),
        ObjectionAct.CONCLUDE: (By.BUREAU, _conclude),
    })  # fmt: skip


@blueprint.get("/<objection_id>/pictures/<sha256>")
def picture(objection_id: str, sha256: str) -> Response:
    row = objection_reading.one(objection_id, current_actor())
    small = photos.thumbnail(sha256) if sha256 in {each.sha256 for each in row.photos} else None
    if small is None:
        raise Refused(NOT_FOUND)
    return Response(small, mimetype="image/jpeg")


Does = dict[ObjectionAct, tuple[By, Callable[[ObjectionRow, str], None]]]


def _done(objection_id: str, does: Does) -> AnyResponse | tuple[str, int]:
    row = objection_reading.one(objection_id, current_actor())
    what, text = request.form.get("act", ""), request.form.get("text", "").strip()[: objections.MOST_LETTERS]
    try:
        if what not in does:
            raise Refused(NOT_FOUND)
        side, do = does[ObjectionAct(what)]
        if side not in objection_reading.sides(row, current_actor()):
            raise Refused(NOT_FOUND)
        do(row, text)
    except Refused as refused:
        again = objection_reading.one(objection_id, current_actor())
        return _page(again, words(refused.reason, refused.facts)), STATUS.get(refused.reason.code, 422)
    flash(_("已记录：%(act)s", act=ObjectionAct(what).label(current_language())), "valid")
    return redirect(url_for("objections.shown", objection_id=objection_id))


def _conclude(row: ObjectionRow, text: str) -> None:
    given = request.form.get("outcome", "")
    outcome = ObjectionOutcome(given) if given in set(ObjectionOutcome) else None
    outcomes = {
        each["item"]: Outcome(told)
        for each in row.result.outcomes
        if (told := request.form.get(f"item-{each['item']}", "")) in set(Outcome)
    }
    objection_concluding.conclude(row.id, outcome, outcomes, text, by=current_actor())


def _said() -> Said:
    ground = request.form.get("ground", "")
    if ground not in set(ObjectionGround):
        raise Refused(INVALID, fields=_("理由"))
    items = tuple(request.form.getlist("items"))
    if not items:
        raise Refused(INVALID, fields=_("检查事项"))
    return Said(items, ObjectionGround(ground), request.form.get("text", "").strip())


def _add_photos(objection_id: str) -> None:
    for photo in (each for each in request.files.getlist("photo") if each.filename):
        try:
            objections.add_photo(objection_id, photo.read(sent.MOST_BYTES + 1), by=current_actor())
        except Refused as refused:
            name = (photo.filename or "")[:60]
            flash(_("照片“%(name)s”没有收下：", name=name) + words(refused.reason, refused.facts), "attention")


def lines_of(result: ResultRow) -> list[tuple[Line, Outcome]]:
    """What a version says of each item."""
    told = (Line(each["item"], each["name"], each["outcome"]) for each in result.outcomes)
    return [(each, Outcome(each.outcome)) for each in told]


def _new_page(result: ResultRow, error: str = "") -> str:
    last_day = rules.last_day(objections.signed_on(result), objections.days_to_object())
    return render_template(
        "desk/objections/new.html", result=result, place=objections.place_of(result), lines=lines_of(result),
        grounds=list(ObjectionGround), given=request.form, error=error, last_day=last_day,
        late=last_day < clock.today(),
        most_photos=objections.MOST_PHOTOS,
    )  # fmt: skip


def _page(row: ObjectionRow, error: str = "") -> str:
    sides = objection_reading.sides(row, current_actor())
    state = ObjectionState(row.state)
    return render_template(
        "desk/objections/objection.html", row=row, line=objection_reading.line(row), error=error, given=request.form,
        ground=ObjectionGround(row.ground), before=lines_of(row.result), after=_after(row),
        outcome=ObjectionOutcome(row.outcome) if row.outcome else None,
        acts=[each for side in sides for each in rules.acts(state, side)],
        history=objection_reading.history(row.id), act_words=ObjectionAct, outcomes=list(ObjectionOutcome),
        item_outcomes=list(Outcome), by=By, sides=sides,
        visit_state=VisitState(row.plan.visit.state) if row.plan and row.plan.visit else None,
    )  # fmt: skip


def _after(row: ObjectionRow) -> list[Any]:
    return lines_of(row.after) if row.after else []
