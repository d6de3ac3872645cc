"""The sign-in page, the invitation's page, and a person's own passkeys."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from server import wire
from server.accounts import entering, queries, sessions
from server.accounts.holding import held_by
from server.accounts.landing import landing
from server.accounts.tables import AccountRow
from server.db import db
from server.http import current_actor, current_language, current_settings, local
from server.ids import digest
from server.limits import sign_in_by_address, sign_in_by_name
from server.refusals import INVITATION_ENDED, PASSWORDS_OFF, Refused
from server.vocabulary import Role

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/sign-in")
def sign_in_page() -> str | Response:
    if current_actor().signed_in:
        return redirect(_next())
    return _sign_in_page()


@blueprint.post("/sign-in")
@sign_in_by_address
@sign_in_by_name
def sign_in() -> Response | tuple[str, int]:
    if not current_settings().password_sign_in:
        raise Refused(PASSWORDS_OFF)
    try:
        account = entering.by_password(request.form.get("name", ""), request.form.get("password", ""))
        actor = sessions.begin(account, "password").actor
    except Refused as refused:
        return _sign_in_page(refused.sentence(current_language())), 401
    return redirect(_wish() or landing(actor))


@blueprint.post("/sign-out")
def sign_out() -> Response:
    if current_actor().signed_in:
        sessions.end(current_user.id)
    return redirect("/")


@blueprint.get("/invitation/<token>")
def invitation(token: str) -> Response:
    row = queries.standing_invitation(token)
    if row is None:
        raise Refused(INVITATION_ENDED)
    account = db.session.get_one(AccountRow, row.account_id)
    page = render_template("accounts/invitation.html", account=account, token=token, roles=_roles(account))
    return wire.page(page, secret=True)


@blueprint.get("/account")
def account() -> str:
    own = db.session.get_one(AccountRow, current_actor().account_id)
    return render_template(
        "accounts/account.html", account=own, roles=_roles(own), passkeys=queries.passkeys_of(own.id), next=_next(),
        own_session=current_user.id, sessions=[(each, digest(each.id)) for each in sessions.of_account(own.id)],
    )  # fmt: skip


@blueprint.post("/account/sessions")
def end_sessions() -> Response:
    """Ends the session that the form names, or every one but this."""
    sessions.end_elsewhere(str(current_actor().account_id), current_user.id, request.form.get("which", ""))
    return redirect(url_for("accounts.account"))


def _sign_in_page(refusal: str = "") -> str:
    return render_template(
        "accounts/sign_in.html", passwords=current_settings().password_sign_in, refusal=refusal, next=_wish(),
        name=request.form.get("name", ""),
    )  # fmt: skip


def _roles(account: AccountRow) -> list[Role]:
    return [each.role for each in held_by(account)]


def _wish() -> str:
    return local(request.values.get("next", ""))


def _next() -> str:
    return _wish() or landing(current_actor())
