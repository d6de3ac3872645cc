"""Agencies at the desk: list, view, enter, change, end."""

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from server.db import db
from server.http import current_actor
from server.policy import may
from server.refusals import NOT_FOUND, Refused
from server.registry import commands, filters, forms, listings
from server.registry.imports import Import
from server.registry.tables import AgencyRow
from server.vocabulary import Roster

blueprint = Blueprint("agencies", __name__, url_prefix="/desk/registry/agencies")
CHANGEABLE = ("name", "short_name", "parent", "competence", "credit_code", "area", "phone")
ALL = ("code", *CHANGEABLE)


@blueprint.get("")
def listed() -> str:
    by = filters.of_request()
    return render_template("desk/registry/agencies.html", found=listings.agencies(by), by=by, may_edit=_may_edit())


@blueprint.get("/new")
def new() -> str:
    return _new_page({})


@blueprint.post("/new")
def enter() -> Response | tuple[str, int]:
    cells = forms.cells(ALL)
    done = commands.enter(Roster.AGENCIES, cells, current_actor().account_id, new=True)
    if done.errors:
        return _new_page(cells, done), 422
    forms.say(_("已登记。"), done)
    return redirect(url_for("agencies.shown", code=cells["code"]))


@blueprint.get("/<code>")
def shown(code: str) -> str:
    return _page(_kept(code))


@blueprint.post("/<code>")
def change(code: str) -> Response | tuple[str, int]:
    cells = forms.cells(CHANGEABLE)
    done = commands.enter(Roster.AGENCIES, {"code": _kept(code).id, **cells}, current_actor().account_id)
    if done.errors:
        return _page(_kept(code), cells, done), 422
    forms.say(_("已保存。"), done)
    return redirect(url_for("agencies.shown", code=code))


@blueprint.post("/<code>/end")
def end(code: str) -> Response:
    commands.end_agency(code, forms.day("ended_on"), current_actor().account_id)
    return redirect(url_for("agencies.shown", code=code))


def _page(row: AgencyRow, cells: dict[str, str] | None = None, done: Import | None = None) -> str:
    values = cells or {name: getattr(row, "parent_id" if name == "parent" else name) for name in CHANGEABLE}
    boxes = forms.boxes(Roster.AGENCIES, CHANGEABLE, values, done)
    return render_template("desk/registry/agency.html", agency=row, boxes=boxes, may_edit=_may_edit())


def _new_page(cells: dict[str, str], done: Import | None = None) -> str:
    boxes = forms.boxes(Roster.AGENCIES, ALL, cells, done)
    return render_template(
        "desk/registry/new.html", title=_("登记执法单位"), boxes=boxes, back=url_for("agencies.listed")
    )


def _may_edit() -> bool:
    return may("agency.edit", current_actor())


def _kept(code: str) -> AgencyRow:
    row = db.session.get(AgencyRow, code)
    if row is None:
        raise Refused(NOT_FOUND)
    return row
