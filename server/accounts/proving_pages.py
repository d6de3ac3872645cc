"""Asks whoever is signed in to prove that it is still him; what he was sending waits on that page and goes on after."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, make_response, redirect, render_template, request, url_for
from flask_smorest import Blueprint as ApiBlueprint
from werkzeug.wrappers import Response as AnyResponse

from server import policy
from server.accounts import proving, queries, sessions
from server.accounts.schemas import Prove
from server.http import current_actor, current_language, current_settings, local, wants_json
from server.refusals import PROOF_NEEDED, SIGN_IN_FIRST, Refused

blueprint = Blueprint("proving", __name__, url_prefix="/account/proof")
api = ApiBlueprint("proving_api", __name__, url_prefix="/api/proof")
PASSWORD = "proof_password"  # noqa: S105  a field's name
MULTIPART = "multipart/form-data"


def init_app(app: Flask) -> None:
    """Stands before every route; what no session or role opens is refused later, by the policy."""
    app.before_request(_ask)


def _ask() -> AnyResponse | None:
    endpoint = request.endpoint
    if endpoint is None or not _stops(endpoint):
        return None
    if wants_json():
        raise Refused(SIGN_IN_FIRST if sessions.locked() else PROOF_NEEDED)
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("proving.shown", next=request.full_path.rstrip("?")))
    return _answered() if PASSWORD in request.form else _page(403)


def _stops(endpoint: str) -> bool:
    """Whether a proof is wanted before this goes on; a file that was chosen cannot wait on a page."""
    if policy.is_open(endpoint) and endpoint not in policy.PROVED:
        return False  # and nobody is looked up: phones send with a token of their own
    if current_actor().signed_in:
        policy.check_route(endpoint, current_actor())
        return endpoint in policy.PROVED and not proving.is_fresh()
    return not policy.is_open(endpoint) and sessions.locked() is not None and request.mimetype != MULTIPART


def _answered() -> AnyResponse | None:
    """The page's form with the password in it: it goes on if that is right, and comes back whole if not."""
    try:
        proving.by_password(request.form[PASSWORD])
    except Refused as refused:
        return _page(401, refused.sentence(current_language()))
    return None


@blueprint.get("")
def shown() -> AnyResponse:
    """For what was asked for by an address."""
    if not current_actor().signed_in and not sessions.locked():
        return redirect(url_for("accounts.sign_in_page", next=_next()))
    if current_actor().signed_in and proving.is_fresh():
        return redirect(_next())
    return _page(200)


@blueprint.post("")
def by_password() -> AnyResponse:
    try:
        proving.by_password(request.form.get(PASSWORD, ""))
    except Refused as refused:
        if refused.reason is SIGN_IN_FIRST:
            raise
        return _page(401, refused.sentence(current_language()))
    return redirect(_next())


@api.post("/options")
def options() -> Response:
    """`null` where the person has no passkey."""
    return Response(proving.options() or "null", mimetype="application/json")


@api.post("")
@api.arguments(Prove)
def prove(sent: dict[str, Any]) -> dict[str, Any]:
    if sent["credential"] is None:
        proving.by_password(sent["password"])
    else:
        proving.by_passkey(sent["credential"])
    return {}


def _page(status: int, refusal: str = "") -> Response:
    account = proving.whose()
    waits = request.method == "POST" and request.endpoint != "proving.by_password"
    kept = [(name, value) for name, value in request.form.items(multi=True) if name != PASSWORD] if waits else []
    page = render_template(
        "accounts/proof.html", account=account, rests=sessions.locked() is not None, kept=kept, refusal=refusal,
        action=request.full_path.rstrip("?") if waits else url_for("proving.by_password"),
        next="" if waits else _next(), back=local(urlsplit(request.referrer or "").path) or "/account",
        has_passkey=bool(queries.passkeys_of(account.id)), by_password=current_settings().password_sign_in,
    )  # fmt: skip
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _next() -> str:
    return local(request.values.get("next", "")) or "/account"
