"""The bureau's cases: what is late on top, one case with all that was said, and every act as a form."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import Response as Answer
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from server.evidence import photos
from server.http import PAGE_SIZE, STATUS, current_actor, current_language, page_number, words
from server.ids import is_digest, is_id
from server.oversight import agencies, asking, attachments, case_people, case_reading, cases, irregularities, sealed
from server.oversight import case_rules as rules
from server.oversight.case_tables import CaseRow
from server.refusals import INVALID, NOT_FOUND, REASON_MISSING, Refused
from server.registry import forms
from server.vocabulary import CaseAct, CaseOrigin, CaseOutcome, CaseState, ComplaintKind, Conduct

blueprint = Blueprint("cases", __name__, url_prefix="/desk/cases")


@blueprint.get("")
def listed() -> str:
    state, agency, only = (request.args.get(name, "") for name in ("state", "agency", "only"))
    found, total = case_reading.cases(state, agency, only, current_actor().account_id, page_number())
    return render_template(
        "desk/oversight/cases.html", cases=found, total=total, state=state, agency=agency, only=only,
        states=list(CaseState), agencies=agencies.to_choose(), counts=case_reading.counts(),
        seconds=case_reading.count_second(current_actor().account_id),
        gaps=case_reading.calendar_gaps([each.case for each in found]), number=page_number(),
        pages=-(-total // PAGE_SIZE),
    )  # fmt: skip


@blueprint.get("/new")
def new() -> str:
    return render_template("desk/oversight/new_case.html", agencies=agencies.to_choose(), given=request.args)


@blueprint.post("/new")
def open_case() -> Response | tuple[str, int]:
    subject, visit = request.form.get("subject", "").strip(), request.form.get("visit", "")
    try:
        if not subject:
            raise Refused(REASON_MISSING)
        about = case_people.about(request.form.get("agency", ""), visit)
        row = cases.open_case(CaseOrigin.BUREAU, subject, by=current_actor().account_id, **about)
    except Refused as refused:
        told = words(refused.reason, refused.facts)
        page = render_template(
            "desk/oversight/new_case.html", agencies=agencies.to_choose(), given=request.form, error=told
        )
        return page, STATUS.get(refused.reason.code, 422)
    return redirect(url_for("cases.shown", case_id=row.id))


@blueprint.get("/<case_id>")
def shown(case_id: str) -> str:
    return _page(case_reading.one(case_id))


@blueprint.post("/<case_id>")
def act(case_id: str) -> Response | tuple[str, int]:
    row = case_reading.one(case_id)
    try:
        _do(row, request.form.get("act", ""), request.form.get("text", "").strip()[: cases.MOST_LETTERS])
    except Refused as refused:
        told = words(refused.reason, refused.facts)
        return _page(case_reading.one(case_id), told), STATUS.get(refused.reason.code, 422)
    flash(_("已记录：%(act)s", act=CaseAct(request.form["act"]).label(current_language())), "valid")
    return redirect(url_for("cases.shown", case_id=case_id))


@blueprint.get("/<case_id>/pictures/<sha256>")
def picture(case_id: str, sha256: str) -> Answer:
    row = case_reading.one(case_id)
    named = {photo.sha256 for photo in row.complaint.photos} if row.complaint else set()
    small = photos.thumbnail(sha256) if is_digest(sha256) and sha256 in named else None
    if small is None:
        raise Refused(NOT_FOUND)
    return Answer(small, mimetype="image/jpeg")


@blueprint.get("/<case_id>/files/<attachment_id>")
def file(case_id: str, attachment_id: str) -> Answer:
    found = attachments.of_case(case_reading.one(case_id).id, attachment_id)
    return sealed.handed_over(found.sha256, found.name)


def _do(row: CaseRow, what: str, text: str) -> None:
    """Each act takes what its form asks for besides the words."""
    given, by = request.form, current_actor()
    if what not in set(CaseAct):
        raise Refused(NOT_FOUND)
    other: dict[CaseAct, Callable[[], Any]] = {
        CaseAct.ASK: lambda: asking.ask(
            row.id, text, agency=given.get("agency", ""), inspector=case_people.known(given.get("inspector", "")),
            names_visit="names_visit" in given, due_on=forms.day("due_on"), by=by,
        ),
        CaseAct.ORDER: lambda: asking.order(row.id, text, due_on=forms.day("due_on"), by=by),
        CaseAct.CONFIRM: lambda: _judge(row, CaseAct.CONFIRM, text),
        CaseAct.SEND_BACK: lambda: _judge(row, CaseAct.SEND_BACK, text),
    }  # fmt: skip
    act = CaseAct(what)
    if act in other:
        other[act]()
        return
    if act not in cases.DOES:
        raise Refused(NOT_FOUND)
    cases.act(row.id, act, by=by, text=text, **_more(act))


def _more(act: CaseAct) -> dict[str, Any]:
    given = request.form
    if act is CaseAct.EXTEND:
        return {"due_on": _day()}
    if act is CaseAct.PROPOSE_OPINION:
        outcome = given.get("outcome", "")
        return {"outcome": outcome if outcome in set(CaseOutcome) else None}
    if act in (CaseAct.ACCEPT, CaseAct.INVESTIGATE) and given.get("agency"):
        return {"agency": case_people.about(given["agency"], "")["agency_id"]}
    return {}


def _day() -> date:
    day = forms.day("due_on")
    if day is None:
        raise Refused(INVALID, fields=_("日期"))
    return day


def _judge(row: CaseRow, act: CaseAct, text: str) -> None:
    measure = request.form.get("measure", "")
    if not is_id(measure):
        raise Refused(NOT_FOUND)
    asking.judge(measure, row.id, act, text, by=current_actor())


def _page(row: CaseRow, error: str = "") -> str:
    complaint = row.complaint
    return render_template(
        "desk/oversight/case.html", case=row, line=case_reading.line(row), error=error, given=request.form,
        complaint=complaint, kind=ComplaintKind(complaint.kind) if complaint else None,
        conduct=[Conduct(each) for each in complaint.conduct] if complaint else [],
        history=case_reading.history(row.id), noticed=irregularities.of_case(row.id),
        acts=rules.acts_of_bureau(CaseState(row.state)), people=case_people.of_case(row),
        outcomes=list(CaseOutcome), outcome=CaseOutcome(row.outcome) if row.outcome else None,
        agencies=agencies.to_choose(), is_handler=row.handler_id == current_actor().account_id,
        is_proposer=row.proposed_by == current_actor().account_id,
        proposed=CaseOutcome(row.proposed_outcome) if row.proposed_outcome else None,
        hold=case_people.hold(row.id), act_words=CaseAct,
    )  # fmt: skip
