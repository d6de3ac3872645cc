"""Inspection items at the desk: a change is a new version; the old ones stay readable."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from server import clock
from server.db import db
from server.http import current_actor
from server.policy import may
from server.refusals import INVALID, NOT_FOUND, Refused
from server.registry import commands, equivalence_views, equivalences, filters, forms, item_text, listings
from server.registry.imports import Import
from server.registry.tables import InspectionItemRow
from server.vocabulary import Roster

blueprint = Blueprint("items", __name__, url_prefix="/desk/registry/items")
SAID = ("name", "competence", "legal_basis", "yearly_cap", "valid_months", "valid_from")
ALL = ("code", "agency", *SAID)


@blueprint.get("")
def listed() -> str:
    by = filters.of_request()
    return render_template(
        "desk/registry/items.html", found=listings.items(by, clock.today()), by=by, may_edit=_may_edit(),
        agencies=forms.agency_options(_("全部单位")), today=clock.today(),
    )  # fmt: skip


@blueprint.get("/new")
def new() -> str:
    return _new_page({})


@blueprint.post("/new")
def enter() -> Response | tuple[str, int]:
    cells = forms.cells(ALL)
    done = commands.enter_item(cells, request.form.get("lines", ""), current_actor().account_id, new=True)
    if done.errors:
        return _new_page(cells, done), 422
    forms.say(_("已登记。"), done)
    return redirect(url_for("items.shown", code=cells["code"]))


@blueprint.get("/<code>")
def shown(code: str) -> str:
    return _page(_kept(code))


@blueprint.post("/<code>/versions")
def change(code: str) -> Response | tuple[str, int]:
    item, cells = _kept(code), forms.cells(SAID)
    named = {"code": item.id, "agency": item.agency_id, **cells}
    done = commands.enter_item(named, request.form.get("lines", ""), current_actor().account_id)
    if done.errors:
        return _page(_kept(code), cells, done), 422
    forms.say(_("已保存。内容有变的，已生成新版本。"), done)
    return redirect(url_for("items.shown", code=code))


@blueprint.post("/<code>/end")
def end(code: str) -> Response:
    item, last_day = _kept(code), forms.day("valid_until")
    if last_day is None:
        raise Refused(INVALID, fields=_("失效日期"))
    commands.end_item(item.id, last_day, current_actor().account_id)
    return redirect(url_for("items.shown", code=code))


def _page(item: InspectionItemRow, cells: dict[str, str] | None = None, done: Import | None = None) -> str:
    newest = item.versions[0]
    lines = request.form["lines"] if done else item_text.write_lines(newest.lines)
    boxes = forms.boxes(Roster.ITEMS, SAID, cells or _values(item), done)
    return render_template(
        "desk/registry/item.html", item=item, newest=newest, boxes=[*boxes, forms.lines_box(lines, done)],
        may_edit=_may_edit(), today=clock.today(),
        equivalents=equivalence_views.of_item(item.id, current_actor()),
        may_propose=equivalences.may_propose(item, current_actor()),
    )  # fmt: skip


def _values(item: InspectionItemRow) -> dict[str, Any]:
    of_version = ("name", "legal_basis", "yearly_cap", "valid_months")
    said: dict[str, Any] = {name: getattr(item.versions[0], name) for name in of_version}
    return {**said, "competence": item.competence, "valid_from": clock.today()}


def _new_page(cells: dict[str, str], done: Import | None = None) -> str:
    lines = forms.lines_box(request.form.get("lines", ""), done)
    boxes = forms.boxes(Roster.ITEMS, ALL, {"valid_from": clock.today(), **cells}, done)
    return render_template(
        "desk/registry/new.html", title=_("登记检查事项"), boxes=[*boxes, lines], back=url_for("items.listed")
    )


def _may_edit() -> bool:
    return may("item.edit", current_actor())


def _kept(code: str) -> InspectionItemRow:
    row = db.session.get(InspectionItemRow, code)
    if row is None:
        raise Refused(NOT_FOUND)
    return row
