"""Signing in and out, and passkeys, for the app and the sign-in page."""

from typing import Any

from flask import Response
from flask_login import current_user
from flask_smorest import Blueprint

from server.accounts import browsers, challenges, commands, entering, passkeys, queries, schemas, sessions
from server.accounts.landing import landing
from server.accounts.site import current_site
from server.accounts.tables import AccountRow
from server.db import db
from server.http import current_actor, current_settings
from server.limits import limiter, sign_in_by_address, sign_in_by_name
from server.refusals import INVITATION_ENDED, PASSKEY_FAILED, PASSWORDS_OFF, SIGN_IN_FIRST, Refused

blueprint = Blueprint("accounts_api", __name__, url_prefix="/api")


@blueprint.get("/sign-in/options")
def sign_in_options() -> dict[str, bool]:
    return {"password": current_settings().password_sign_in}


@blueprint.post("/sign-in")
@blueprint.arguments(schemas.SignIn)
@sign_in_by_address
@sign_in_by_name
def sign_in(sent: dict[str, str]) -> dict[str, Any]:
    if not current_settings().password_sign_in:
        raise Refused(PASSWORDS_OFF)
    return _signed_in(entering.by_password(sent["name"], sent["password"]), "password")


@blueprint.post("/sign-out")
def sign_out() -> dict[str, Any]:
    if current_actor().signed_in:
        sessions.end(current_user.id)
    return {}


@blueprint.get("/me")
def me() -> dict[str, Any]:
    return queries.me(_account())


@blueprint.post("/passkeys/registration/options")
@blueprint.arguments(schemas.RegistrationOptions)
@limiter.limit("30 per minute")
def registration_options(sent: dict[str, Any]) -> Response:
    account = _registering(sent["invitation"])
    known = [each.credential_id for each in queries.passkeys_of(account.id)]
    options, challenge = passkeys.registration_options(current_site(), account.id, account.name, known)
    challenges.keep(challenge)
    return Response(options, mimetype="application/json")


@blueprint.post("/passkeys/registration")
@blueprint.arguments(schemas.Registration)
@limiter.limit("30 per minute")
def register(sent: dict[str, Any]) -> dict[str, Any]:
    account = _registering(sent["invitation"])
    made = passkeys.verify_registration(current_site(), challenges.take().asked, sent["credential"])
    account_id = account.id
    added = commands.add_passkey(account_id, made, sent["label"], sent["invitation"], made_in=browsers.current())
    return _signed_in(db.session.get_one(AccountRow, account_id), "passkey", added) if sent["invitation"] else {}


@blueprint.post("/passkeys/authentication/options")
@limiter.limit("60 per minute")
def authentication_options() -> Response:
    options, challenge = passkeys.authentication_options(current_site())
    challenges.keep(challenge)
    return Response(options, mimetype="application/json")


@blueprint.post("/passkeys/authentication")
@blueprint.arguments(schemas.Authentication)
@limiter.limit("30 per minute")
def authenticate(sent: dict[str, Any]) -> dict[str, Any]:
    challenge = challenges.take()
    row = queries.passkey(passkeys.credential_id(sent["credential"]))
    if row is None or row.account.ended_at:
        raise Refused(PASSKEY_FAILED)
    count = passkeys.verify_authentication(
        current_site(), challenge.asked, sent["credential"], row.public_key, row.sign_count
    )
    account_id, passkey_id = row.account_id, row.id
    commands.note_passkey_used(passkey_id, count, challenge.asked_at)
    return _signed_in(db.session.get_one(AccountRow, account_id), "passkey", passkey_id)


@blueprint.post("/passkeys/<passkey_id>/revocation")
def revoke(passkey_id: str) -> dict[str, Any]:
    commands.revoke_passkey(_account().id, passkey_id)
    return {}


def _signed_in(account: AccountRow, method: str, passkey_id: str | None = None) -> dict[str, Any]:
    actor = sessions.begin(account, method, passkey_id).actor
    return {**queries.me(db.session.get_one(AccountRow, actor.account_id)), "next": landing(actor)}


def _registering(invitation: str | None) -> AccountRow:
    if invitation is None:
        return _account()
    row = queries.standing_invitation(invitation)
    if row is None:
        raise Refused(INVITATION_ENDED)
    return db.session.get_one(AccountRow, row.account_id)


def _account() -> AccountRow:
    account_id = current_actor().account_id
    if account_id is None:
        raise Refused(SIGN_IN_FIRST)
    return db.session.get_one(AccountRow, account_id)
