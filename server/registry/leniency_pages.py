"""The leniency list: public for everybody, and kept at the desk by the same checks as its roster file."""

from itertools import groupby
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from server import clock
from server.http import current_actor
from server.policy import may
from server.refusals import NOT_FOUND, Refused
from server.registry import commands, forms, leniency
from server.registry.imports import Import
from server.registry.leniency_tables import LeniencyRow
from server.vocabulary import Roster

blueprint = Blueprint("leniency", __name__)
SAID = ("item", "line", "name", "first_offence", "minor", "corrected", "conditions", "legal_basis", "valid_from")
CHANGED = (*SAID, "valid_until")
DESK = "/desk/registry/leniency"


@blueprint.get("/leniency")
def published() -> str:
    rows = sorted(leniency.holding(clock.today()), key=_agency)
    groups = [(agency, list(of_agency)) for agency, of_agency in groupby(rows, key=_agency)]
    return render_template("catalogue/leniency.html", groups=groups, count=len(rows))


@blueprint.get(DESK)
def kept() -> str:
    return render_template(
        "desk/registry/leniency.html", rows=leniency.newest(), today=clock.today(), may_edit=_may_edit()
    )


@blueprint.get(f"{DESK}/new")
def new() -> str:
    return _new_page({})


@blueprint.post(f"{DESK}/new")
def enter() -> Response | tuple[str, int]:
    cells = forms.cells(("code", *SAID))
    done = commands.enter(Roster.LENIENCY, cells, current_actor().account_id, new=True)
    if done.errors:
        return _new_page(cells, done), 422
    forms.say(_("已登记。"), done)
    return redirect(url_for("leniency.kept"))


@blueprint.get(f"{DESK}/<code>")
def shown(code: str) -> str:
    return _page(_versions(code))


@blueprint.post(f"{DESK}/<code>")
def change(code: str) -> Response | tuple[str, int]:
    versions, cells = _versions(code), forms.cells(CHANGED)
    done = commands.enter(Roster.LENIENCY, {"code": code, **cells}, current_actor().account_id)
    if done.errors:
        return _page(versions, cells, done), 422
    forms.say(_("已保存。内容有变的，已生成新版本。"), done)
    return redirect(url_for("leniency.shown", code=code))


def _agency(row: LeniencyRow) -> str:
    return str(row.item.agency.name)


def _versions(code: str) -> list[LeniencyRow]:
    versions = leniency.versions_of(code)
    if not versions:
        raise Refused(NOT_FOUND)
    return versions


def _page(versions: list[LeniencyRow], cells: dict[str, str] | None = None, done: Import | None = None) -> str:
    boxes = forms.boxes(Roster.LENIENCY, CHANGED, cells or _values(versions[0]), done)
    return render_template(
        "desk/registry/leniency_entry.html", versions=versions, newest=versions[0], boxes=boxes, may_edit=_may_edit()
    )


def _values(row: LeniencyRow) -> dict[str, Any]:
    return {**{name: getattr(row, name) for name in CHANGED[1:]}, "item": row.item_id, "valid_from": clock.today()}


def _new_page(cells: dict[str, str], done: Import | None = None) -> str:
    boxes = forms.boxes(Roster.LENIENCY, ("code", *SAID), {"valid_from": clock.today(), **cells}, done)
    return render_template(
        "desk/registry/new.html", title=_("登记免罚情形"), boxes=boxes, back=url_for("leniency.kept")
    )


def _may_edit() -> bool:
    return may("leniency.edit", current_actor())
