"""Inviting people from the registry's desk pages: the link and its QR code are shown once."""

import io

import segno
from flask import Blueprint, render_template, request, url_for
from markupsafe import Markup

from server import policy
from server.accounts import commands
from server.db import db
from server.http import current_actor, public_origin
from server.refusals import NOT_FOUND, Refused
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
    return _page(row.name, token, url_for("inspectors.shown", id=id))


@blueprint.post("/enterprises/<id>/invitation")
def manager(id: str) -> str:
    row = _kept(EnterpriseRow, id)
    name = request.form.get("name", "").strip()[:100] or row.legal_representative or row.name[:100]
    token = commands.invite_manager(id, name, current_actor().account_id)
    return _page(name, token, url_for("enterprises.shown", id=id))


def _page(name: str, token: str, back: str) -> str:
    address = f"{public_origin()}{url_for('accounts.invitation', token=token)}"
    return render_template(
        "desk/registry/invited.html", name=name, address=address, code=_drawn(address), back=back,
        days=commands.INVITATION_STANDS.days,
    )  # fmt: skip


def _drawn(address: str) -> Markup:
    drawing = io.BytesIO()
    segno.make(address, error="m").save(drawing, kind="svg", scale=6, border=2, light="#fff", xmldecl=False, svgns=True)
    return Markup(drawing.getvalue().decode())  # noqa: S704


def _kept(table: type[InspectorRow] | type[EnterpriseRow], id: str):  # type: ignore[no-untyped-def]
    row = db.session.get(table, id)
    if row is None:
        raise Refused(NOT_FOUND)
    return row
