"""Enterprises and their premises at the desk; each premises with its door code."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from server.db import db
from server.http import current_actor
from server.policy import may
from server.refusals import NOT_FOUND, Refused
from server.registry import commands, filters, forms, listings
from server.registry.imports import Import
from server.registry.tables import EnterpriseRow, PremisesRow
from server.vocabulary import Roster

blueprint = Blueprint("enterprises", __name__, url_prefix="/desk/registry/enterprises")
OWN = ("name", "registration_number", "industry", "industry_name", "area", "legal_representative")
PLACE = ("premises_name", "address", "sub_district")
ALL = ("credit_code", *OWN, "address", "sub_district")


@blueprint.get("")
def listed() -> str:
    by = filters.of_request()
    found = listings.enterprises(by)
    return render_template("desk/registry/enterprises.html", found=found, by=by, may_edit=_may_edit())


@blueprint.get("/new")
def new() -> str:
    return _new_page({})


@blueprint.post("/new")
def enter() -> Response | tuple[str, int]:
    cells = forms.cells(ALL)
    done = commands.enter(Roster.ENTERPRISES, cells, current_actor().account_id, new=True)
    if done.errors:
        return _new_page(cells, done), 422
    forms.say(_("已登记。"), done)
    return redirect(url_for("enterprises.listed", q=done.differences[0].key))


@blueprint.get("/<id>")
def shown(id: str) -> str:
    return _page(_kept(id))


@blueprint.post("/<id>")
def change(id: str) -> Response | tuple[str, int]:
    row, cells = _kept(id), forms.cells((*OWN, "address", "sub_district"))
    done = commands.enter(Roster.ENTERPRISES, {"credit_code": row.credit_code, **cells}, current_actor().account_id)
    return (_page(_kept(id), cells, done), 422) if done.errors else _saved(id, done)


@blueprint.post("/<id>/premises")
def add_premises(id: str) -> Response | tuple[str, int]:
    row, cells = _kept(id), forms.cells(PLACE)
    number = max((each.number for each in row.premises), default=0) + 1
    done = commands.enter(Roster.ENTERPRISES, _place(row, number, cells), current_actor().account_id)
    return (_page(_kept(id), new=(cells, done)), 422) if done.errors else _saved(id, done)


@blueprint.post("/<id>/premises/<int:number>")
def change_premises(id: str, number: int) -> Response | tuple[str, int]:
    row, cells = _kept(id), forms.cells(PLACE)
    wanted = _place(row, _premises(row, number).number, cells)
    done = commands.enter(Roster.ENTERPRISES, wanted, current_actor().account_id)
    return (_page(_kept(id), wrong=(number, cells, done)), 422) if done.errors else _saved(id, done)


@blueprint.post("/<id>/premises/<int:number>/door-code")
def renew_door_code(id: str, number: int) -> Response:
    commands.renew_door_code(_premises(_kept(id), number).id, current_actor().account_id)
    return _saved(id)


@blueprint.post("/<id>/premises/<int:number>/end")
def end_premises(id: str, number: int) -> Response:
    commands.end_premises(_premises(_kept(id), number).id, forms.day("ended_on"), current_actor().account_id)
    return _saved(id)


@blueprint.post("/<id>/end")
def end(id: str) -> Response:
    commands.end_enterprise(id, forms.day("ended_on"), current_actor().account_id)
    return _saved(id)


def _place(row: EnterpriseRow, number: int, cells: dict[str, str]) -> dict[str, str]:
    return {"credit_code": row.credit_code, "name": row.name, "premises": str(number), **cells}


def _saved(id: str, done: Import | None = None) -> Response:
    forms.say(_("已保存。"), done)
    return redirect(url_for("enterprises.shown", id=id))


def _page(
    row: EnterpriseRow,
    cells: dict[str, str] | None = None,
    done: Import | None = None,
    new: tuple[dict[str, str], Import] | None = None,
    wrong: tuple[int, dict[str, str], Import] | None = None,
) -> str:
    registered = next((each for each in row.premises if each.number == 1), None)
    place = {"address": registered.address, "sub_district": registered.sub_district} if registered else {}
    values: dict[str, Any] = cells or {**{name: getattr(row, name) for name in OWN}, **place}
    return render_template(
        "desk/registry/enterprise.html", enterprise=row, may_edit=_may_edit(),
        boxes=forms.boxes(Roster.ENTERPRISES, (*OWN, "address", "sub_district"), values, done),
        places=[(each, _place_boxes(each, wrong)) for each in row.premises],
        new_place=forms.boxes(Roster.ENTERPRISES, PLACE, *(new or ({}, None))),
        may_invite=may("manager.invite", current_actor()), opened=(new and -1) or (wrong and wrong[0]) or (done and 0),
    )  # fmt: skip


def _place_boxes(row: PremisesRow, wrong: tuple[int, dict[str, str], Import] | None) -> list[forms.Box]:
    if wrong and wrong[0] == row.number:
        return forms.boxes(Roster.ENTERPRISES, PLACE, wrong[1], wrong[2])
    known = {"premises_name": row.name, "address": row.address, "sub_district": row.sub_district}
    return forms.boxes(Roster.ENTERPRISES, PLACE, known)


def _new_page(cells: dict[str, str], done: Import | None = None) -> str:
    boxes = forms.boxes(Roster.ENTERPRISES, ALL, cells, done)
    back = url_for("enterprises.listed")
    return render_template("desk/registry/new.html", title=_("登记企业"), boxes=boxes, back=back)


def _may_edit() -> bool:
    return may("enterprise.edit", current_actor())


def _premises(row: EnterpriseRow, number: int) -> PremisesRow:
    found = next((each for each in row.premises if each.number == number), None)
    if found is None:
        raise Refused(NOT_FOUND)
    return found


def _kept(id: str) -> EnterpriseRow:
    row = db.session.get(EnterpriseRow, id)
    if row is None:
        raise Refused(NOT_FOUND)
    return row
