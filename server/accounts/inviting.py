"""Inviting people from the registry's desk pages: the link and its QR code are shown once."""

import io

import segno
from flask import Blueprint, Response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from server import clock, policy
from server.accounts import commands, invitation_letter, losing, queries
from server.accounts.tables import AccountRow
from server.db import db
from server.http import current_actor, public_origin
from server.refusals import INVITATION_ENDED, NOT_FOUND, Refused
from server.registry.tables import EnterpriseRow, InspectorRow
from server.vocabulary import Role

blueprint = Blueprint("inviting", __name__, url_prefix="/desk/registry")
GIVEN = (Role.OFFICER, Role.AGENCY_LEAD)


@blueprint.post("/inspectors/<id>/invitation")
def inspector(id: str) -> str:
    row = _kept(InspectorRow, id)
    policy.require("inspector.invite", current_actor(), agency=row.agency_id)
    roles = [role for role in GIVEN if role in request.form.getlist("roles")]
    token = commands.invite_inspector(id, roles, current_actor().account_id)
    if _lost():
        losing.lose_inspectors(id, current_actor().account_id)
    return _page(row.name, token, url_for("inspectors.shown", id=id))


@blueprint.get("/enterprises/<id>/managers")
def managers(id: str) -> str:
    return _managers(_kept(EnterpriseRow, id))


@blueprint.post("/enterprises/<id>/invitation")
def manager(id: str) -> str:
    """A link for a new manager, or a new link for the one named."""
    row, by = _kept(EnterpriseRow, id), current_actor().account_id
    known = request.form.get("account", "")
    if known:
        token = commands.invite_again(id, known, by)
        name = db.session.get_one(AccountRow, known).name
        if _lost():
            losing.lose(known, by)
    else:
        name = request.form.get("name", "").strip()[:100] or row.legal_representative or row.name[:100]
        token = commands.invite_manager(id, name, by)
    return _page(name, token, url_for("inviting.managers", id=id), url_for("inviting.letter", id=id))


@blueprint.post("/enterprises/<id>/managers/<account_id>/end")
def end_manager(id: str, account_id: str) -> AnyResponse:
    commands.end_manager(id, account_id, current_actor().account_id)
    return redirect(url_for("inviting.managers", id=id))


@blueprint.post("/enterprises/<id>/invitation/letter")
def letter(id: str) -> Response:
    """The link on paper: the token comes back from the page that showed it, for only its digest is kept."""
    row, token = _kept(EnterpriseRow, id), request.form.get("token", "")
    invitation = queries.standing_invitation(token)
    if invitation is None or queries.manager_membership(id, invitation.account_id) is None:
        raise Refused(INVITATION_ENDED)
    name = db.session.get_one(AccountRow, invitation.account_id).name
    sheet = invitation_letter.drawn(row.name, name, _address(token), clock.local_day(invitation.expires_at))
    return Response(sheet, mimetype="application/pdf", headers={"Cache-Control": "no-store"})


def _lost() -> bool:
    """Whether the phone is gone, so that nobody who finds it gets in."""
    return request.form.get("lost") == "yes"


def _managers(row: EnterpriseRow) -> str:
    people = queries.managers_of(row.id)
    return render_template(
        "desk/registry/managers.html", enterprise=row, managers=people,
        passkeys={each.id: queries.passkeys_of(each.id) for each in people},
    )  # fmt: skip


def _page(name: str, token: str, back: str, letter: str = "") -> str:
    address = _address(token)
    return render_template(
        "desk/registry/invited.html", name=name, address=address, code=_drawn(address), back=back, token=token,
        letter=letter, days=commands.INVITATION_STANDS.days, lost=_lost(),
    )  # fmt: skip


def _address(token: str) -> str:
    return f"{public_origin()}{url_for('accounts.invitation', token=token)}"


def _drawn(address: str) -> Markup:
    drawing = io.BytesIO()
    segno.make(address, error="m").save(drawing, kind="svg", scale=6, border=2, light="#fff", xmldecl=False, svgns=True)
    return Markup(drawing.getvalue().decode())  # noqa: S704


def _kept(table: type[InspectorRow] | type[EnterpriseRow], id: str):  # type: ignore[no-untyped-def]
    row = db.session.get(table, id)
    if row is None:
        raise Refused(NOT_FOUND)
    return row
