"""Inspectors and their badges at the desk; an agency's lead keeps those of his own agency."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from server import clock, policy
from server.db import db
from server.http import current_actor
from server.refusals import NOT_FOUND, TOO_LARGE, Refused
from server.registry import commands, filters, forms, listings, portraits
from server.registry.imports import Import
from server.registry.tables import BadgeRow, InspectorRow
from server.vocabulary import Roster

blueprint = Blueprint("inspectors", __name__, url_prefix="/desk/registry/inspectors")
BADGE = ("badge_number", "issuer", "valid_from", "valid_until")
ALL = ("name", "agency", *BADGE)


@blueprint.get("")
def listed() -> str:
    by = filters.of_request()
    return render_template(
        "desk/registry/inspectors.html", found=listings.inspectors(by), by=by, today=clock.today(),
        agencies=forms.agency_options(_("全部单位")), may_edit=len(forms.own_agency_options()) > 1,
    )  # fmt: skip


@blueprint.get("/new")
def new() -> str:
    return _new_page({})


@blueprint.post("/new")
def enter() -> Response | tuple[str, int]:
    cells = forms.cells(ALL)
    policy.require("inspector.edit", current_actor(), agency=cells["agency"])
    done = commands.enter(Roster.INSPECTORS, cells, current_actor().account_id, new=True)
    if done.errors:
        return _new_page(cells, done), 422
    forms.say(_("已登记。"), done)
    return redirect(url_for("inspectors.listed", q=cells["badge_number"]))


@blueprint.get("/<id>")
def shown(id: str) -> str:
    return _page(_kept(id))


@blueprint.post("/<id>")
def change(id: str) -> Response:
    wanted = forms.cells(("name", "agency"))
    _require_own(_kept(id))
    policy.require("inspector.edit", current_actor(), agency=wanted["agency"])
    commands.move_inspector(id, wanted["name"], wanted["agency"], current_actor().account_id)
    return _saved(id)


@blueprint.post("/<id>/badges")
def add_badge(id: str) -> Response | tuple[str, int]:
    cells = forms.cells(BADGE)
    _require_own(_kept(id))
    done = commands.add_badge(id, cells, current_actor().account_id)
    return (_page(_kept(id), cells, done), 422) if done.errors else _saved(id, done)


@blueprint.post("/<id>/badges/<badge_id>")
def renew_badge(id: str, badge_id: str) -> Response | tuple[str, int]:
    row = _kept(id)
    badge = next((each for each in row.badges if each.id == badge_id), None)
    if badge is None:
        raise Refused(NOT_FOUND)
    _require_own(row)
    done = commands.enter(Roster.INSPECTORS, _renewed(row, badge), current_actor().account_id)
    return (_page(_kept(id), wrong=(badge_id, done)), 422) if done.errors else _saved(id, done)


@blueprint.get("/<id>/portrait")
def portrait(id: str) -> Response:
    return Response(portraits.portrait(id), mimetype="image/jpeg")


@blueprint.post("/<id>/portrait")
def keep_portrait(id: str) -> Response:
    _require_own(_kept(id))
    sent = request.files.get("photo")
    data = sent.read(portraits.MOST_BYTES + 1) if sent else b""
    if len(data) > portraits.MOST_BYTES:
        raise Refused(TOO_LARGE, most="5 MB")
    portraits.keep_portrait(id, data, current_actor().account_id)
    return _saved(id)


@blueprint.post("/<id>/end")
def end(id: str) -> Response:
    _require_own(_kept(id))
    commands.end_inspector(id, forms.day("ended_on"), current_actor().account_id)
    return _saved(id)


def _renewed(row: InspectorRow, badge: BadgeRow) -> dict[str, str]:
    known = {"badge_number": badge.number, "issuer": badge.issuer, "name": row.name, "agency": row.agency_id}
    return {**known, **forms.cells(("valid_from", "valid_until"))}


def _saved(id: str, done: Import | None = None) -> Response:
    forms.say(_("已保存。"), done)
    return redirect(url_for("inspectors.shown", id=id))


def _page(
    row: InspectorRow,
    cells: dict[str, str] | None = None,
    done: Import | None = None,
    wrong: tuple[str, Import] | None = None,
) -> str:
    person = forms.boxes(Roster.INSPECTORS, ("name", "agency"), {"name": row.name, "agency": row.agency_id})
    return render_template(
        "desk/registry/inspector.html", inspector=row, boxes=person, today=clock.today(),
        badges=[(badge, _validity(badge, wrong)) for badge in row.badges],
        new_badge=forms.boxes(Roster.INSPECTORS, BADGE, cells or {}, done),
        may_edit=policy.may("inspector.edit", current_actor(), agency=row.agency_id),
        may_invite=policy.may("inspector.invite", current_actor(), agency=row.agency_id),
    )  # fmt: skip


def _validity(badge: BadgeRow, wrong: tuple[str, Import] | None) -> list[forms.Box]:
    done = wrong[1] if wrong and wrong[0] == badge.id else None
    known = {"valid_from": badge.valid_from, "valid_until": badge.valid_until}
    values = {name: request.form.get(name, known[name]) for name in known} if done else known
    return forms.boxes(Roster.INSPECTORS, ("valid_from", "valid_until"), values, done)


def _new_page(cells: dict[str, str], done: Import | None = None) -> str:
    boxes = forms.boxes(Roster.INSPECTORS, ALL, {"agency": current_actor().agency_id, **cells}, done)
    return render_template(
        "desk/registry/new.html", title=_("登记执法人员"), boxes=boxes, back=url_for("inspectors.listed")
    )


def _require_own(row: InspectorRow) -> None:
    policy.require("inspector.edit", current_actor(), agency=row.agency_id)


def _kept(id: str) -> InspectorRow:
    row = db.session.get(InspectorRow, id)
    if row is None:
        raise Refused(NOT_FOUND)
    return row
