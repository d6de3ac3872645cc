"""Results at the desk: what waits for sign-off, what is late, what was signed; and one result with all its versions."""

from collections.abc import Collection
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask import redirect as go
from werkzeug.wrappers import Response

from server.accounts import queries as accounts
from server.http import current_actor, current_settings, page_number, words
from server.policy import Actor, may, require
from server.refusals import DISPOSITION_MISSING, NO_PROOF, Refused
from server.visits import objected, sign_off, sign_off_api, sign_off_queries, sign_off_reading, sign_off_rules
from server.visits.tables import ResultRow
from server.vocabulary import Disposition, Outcome, ResultOrigin, ResultState, Role, SignOffGrade

blueprint = Blueprint("results", __name__, url_prefix="/desk/results")
VIEWS = ("waiting", "overdue", "signed")
READERS = (Role.INSPECTOR, Role.OFFICER, Role.AGENCY_LEAD)
PAGE = 50


@blueprint.get("")
def listed() -> str:
    own = readable(current_actor())
    view = request.args.get("show") if request.args.get("show") in VIEWS else "waiting"
    waiting = sign_off_queries.waiting(own)
    late = [each for each in waiting if each.overdue]
    signed = sign_off_queries.signed(own, page=page_number(), most=PAGE) if view == "signed" else []
    return render_template(
        "desk/results/list.html", view=view, waiting=waiting, late=late, signed=signed, number=page_number(),
        more=len(signed) == PAGE, everywhere=own is None, outcomes=Outcome, origins=ResultOrigin,
        dispositions=Disposition, grades=SignOffGrade,
    )  # fmt: skip


@blueprint.get("/<result_id>")
def shown(result_id: str) -> str:
    return _page(_readable(result_id))


@blueprint.post("/<result_id>/sign-off")
def sign(result_id: str) -> Response | tuple[str, int]:
    """Signs by password; a passkey signs through the page's script."""
    try:
        row, _account = sign_off_api.signable(result_id)
        wish = sign_off_reading.wish(row, current_actor(), _decided())
        sign_off_api.by_password(row, wish, request.form.get("password", ""))
    except Refused as refused:
        return _page(_readable(result_id), words(refused.reason, refused.facts)), 422
    return go(url_for("results.shown", result_id=result_id))


def readable(actor: Actor) -> Collection[str] | None:
    """Whose results somebody reads at his desk: his own agencies', or all (None)."""
    none: frozenset[str] = frozenset()
    return None if may("result.read", actor) else none.union(*(actor.agencies.get(role, none) for role in READERS))


def _readable(result_id: str) -> ResultRow:
    row = sign_off.one(result_id)
    require("result.read", current_actor(), agency=row.agency_id)
    return row


def _decided() -> dict[str, Any]:
    if request.form.get("disposition") not in set(Disposition):
        raise Refused(DISPOSITION_MISSING)
    said = {name: request.form.get(name, "").strip() for name in ("disposition", "text", "inspector")}
    return {**said, "leniency": request.form.getlist("leniency")}


def _page(row: ResultRow, refusal: str = "") -> str:
    versions = sign_off_queries.versions(row.visit_id, row.agency_id)[row.agency_id]
    made = next((made for each, made in versions if each.id == row.id), None)
    actor = current_actor()
    return render_template(
        "desk/results/result.html", **sign_off_reading.read(row), versions=versions, made=made, refusal=refusal,
        given=request.form, signs=row.state == ResultState.WAITING and sign_off_reading.may_sign(row, actor),
        leads=sign_off_reading.leads(row, actor), has_passkey=bool(accounts.passkeys_of(str(actor.account_id))),
        by_password=current_settings().password_sign_in, no_proof=words(NO_PROOF, {}),
        most=sign_off_rules.MOST_LETTERS, reasoned=sign_off_rules.REASONED, origins=ResultOrigin,
        states=ResultState, dispositions=Disposition, grades=SignOffGrade, outcomes=Outcome,
        objected=objected.of_result(row.visit_id, row.agency_id),
    )  # fmt: skip
