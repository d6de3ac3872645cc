"""到期资料: what may go, proposed by one officer of the bureau and carried out by another."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from server import clock
from server.http import PAGE_SIZE, current_actor, page_number, words
from server.planning.queries import retention_on
from server.privacy import choosing, due, removals
from server.privacy.removals import MOST_LETTERS
from server.refusals import NOT_FOUND, Refused
from server.vocabulary import RemovalGround, RemovalScope

blueprint = Blueprint("removals", __name__, url_prefix="/desk/removals")
OTHER_GROUNDS = [each for each in RemovalGround if each is not RemovalGround.EXPIRED]


@blueprint.get("")
def listed() -> str:
    return _list()


@blueprint.post("")
def propose_due() -> Response | tuple[str, int]:
    given = request.form
    try:
        count = due.propose(given.getlist("visit"), given.get("reference", ""), given.get("ordered_by", ""), by=_own())
    except Refused as refused:
        return _list(words(refused.reason, refused.facts)), 422
    flash(_("已提出%(count)s次检查，等另一位同事复核。", count=count), "valid")
    return redirect(url_for("removals.listed"), 303)


@blueprint.post("/decisions")
def decide() -> Response | tuple[str, int]:
    """Each by itself: what cannot go any more holds up none of the others."""
    answer, chosen = request.form.get("answer"), request.form.getlist("removal")[:PAGE_SIZE]
    try:
        for removal_id in chosen:
            if answer == "confirm":
                removals.carry_out(removal_id, by=_own())
            else:
                removals.send_back(removal_id, request.form.get("reason", ""), by=_own())
    except Refused as refused:
        return _list(words(refused.reason, refused.facts)), 422
    done = (
        _("已移除%(count)s项。", count=len(chosen))
        if answer == "confirm"
        else _("已退回%(count)s项。", count=len(chosen))
    )
    flash(done, "valid")
    return redirect(url_for("removals.listed"), 303)


@blueprint.get("/of/<visit_id>")
def of_visit(visit_id: str) -> str:
    return _choices(visit_id)


@blueprint.post("/of/<visit_id>")
def propose(visit_id: str) -> Response | tuple[str, int]:
    scope, _colon, target = request.form.get("what", "").partition(":")
    try:
        if not choosing.belongs(visit_id, scope, target):
            raise Refused(NOT_FOUND)
        _propose(scope, target)
    except Refused as refused:
        return _choices(visit_id, words(refused.reason, refused.facts)), 422
    return redirect(url_for("removals.listed"), 303)


@blueprint.get("/of-complaint/<complaint_id>")
def of_complaint(complaint_id: str) -> str:
    return _complaint(complaint_id)


@blueprint.post("/of-complaint/<complaint_id>")
def propose_complaint(complaint_id: str) -> Response | tuple[str, int]:
    try:
        _propose(RemovalScope.COMPLAINT, complaint_id)
    except Refused as refused:
        return _complaint(complaint_id, words(refused.reason, refused.facts)), 422
    return redirect(url_for("removals.listed"), 303)


def _propose(scope: str, target: str) -> None:
    given = request.form
    asked = removals.read(
        scope, target, given.get("ground", ""), given.get("ordered_by", ""), given.get("reference", "")
    )  # fmt: skip
    removals.propose(asked, by=_own())
    flash(_("已提出，等另一位同事复核后移除。"), "valid")


def _list(error: str = "") -> str:
    number = page_number()
    visits, total = due.visits(number)
    return render_template(
        "desk/privacy/removals.html", error=error, given=request.form, account=_own(), visits=visits, total=total,
        number=number, pages=-(-total // PAGE_SIZE), waiting=choosing.waiting(), done=choosing.done(),
        kept=retention_on(clock.today()), most=MOST_LETTERS,
    )  # fmt: skip


def _choices(visit_id: str, error: str = "") -> str:
    return render_template(
        "desk/privacy/of_visit.html", error=error, given=request.form, chosen=choosing.of_visit(visit_id),
        grounds=OTHER_GROUNDS, most=MOST_LETTERS,
    )  # fmt: skip


def _complaint(complaint_id: str, error: str = "") -> str:
    return render_template(
        "desk/privacy/of_complaint.html", error=error, given=request.form, complaint=choosing.complaint(complaint_id),
        grounds=OTHER_GROUNDS, most=MOST_LETTERS,
    )  # fmt: skip


def _own() -> str:
    return str(current_actor().account_id)
