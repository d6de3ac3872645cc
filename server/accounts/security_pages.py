"""The security log at the desk: what was noted, of whom, and ending somebody's sessions."""

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from server import clock
from server.accounts import security_log, sessions
from server.accounts.tables import AccountRow
from server.db import db
from server.http import current_actor, page_number
from server.policy import may
from server.refusals import NOT_FOUND, Refused
from server.vocabulary import Role, SecurityNote

blueprint = Blueprint("security", __name__, url_prefix="/desk/security")
LATELY = timedelta(days=1)


@blueprint.get("")
def shown() -> str:
    asked = request.args.get("kind", "")
    kind = SecurityNote(asked) if asked in set(SecurityNote) else None
    lines, number = security_log.lines(page_number(), kind=kind), page_number()
    return render_template(
        "desk/security/log.html", lines=lines, kind=kind, kinds=SecurityNote, roles=Role, number=number,
        counted=security_log.counted(clock.now() - LATELY), more=len(lines) == security_log.PAGE,
    )  # fmt: skip


@blueprint.get("/accounts/<account_id>")
def account(account_id: str) -> str:
    return render_template(
        "desk/security/account.html", account=_kept(account_id), kinds=SecurityNote, roles=Role,
        lines=security_log.lines(account_id=account_id), sessions=sessions.of_account(account_id),
        ends=may("session.end_of_others", current_actor()),
    )  # fmt: skip


@blueprint.post("/accounts/<account_id>/sessions/end")
def end_sessions(account_id: str) -> Response:
    sessions.end_all(_kept(account_id).id, by=current_actor().account_id)
    return redirect(url_for("security.account", account_id=account_id))


def _kept(account_id: str) -> AccountRow:
    row = db.session.get(AccountRow, account_id)
    if row is None:
        raise Refused(NOT_FOUND)
    return row
