"""Importing a roster at the desk: choose a file, read what it would change, confirm."""

from pathlib import Path

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from server.frame import listed
from server.http import current_actor, current_language
from server.refusals import IMPORT_EMPTY, Refused
from server.registry import forms, uploads
from server.registry.imports import Import, Sheet, apply_sheet, plan_sheet, read_sheet
from server.registry.imports.columns import COLUMNS, label
from server.registry.imports.sheets import MOST_LINES_AT_A_DESK
from server.vocabulary import Change, Roster

blueprint = Blueprint("imports", __name__, url_prefix="/desk/registry/import")
SHOWN = 200
HOME = {
    Roster.AGENCIES: "agencies.listed", Roster.INSPECTORS: "inspectors.listed", Roster.ITEMS: "items.listed",
    Roster.ITEM_LINES: "items.listed", Roster.LENIENCY: "leniency.kept", Roster.ENTERPRISES: "enterprises.listed",
}  # fmt: skip


@blueprint.get("")
def new() -> str:
    return _choose()


@blueprint.post("")
def preview() -> str | tuple[str, int]:
    file = request.files.get("file")
    data = file.read() if file else b""
    try:
        planned = plan_sheet(_sheet(data))
    except Refused as refused:
        return _choose(refused.sentence(current_language())), 422
    uploads.keep(_folder(), data)
    return render_template(
        "desk/registry/import_preview.html", planned=planned, digest=planned.sha256, name=file.filename if file else "",
        shown=planned.differing[:SHOWN], problems=planned.problems[:SHOWN], new=Change.NEW,
        label=_label(planned.roster),
    )  # fmt: skip


@blueprint.post("/<digest>")
def confirm(digest: str) -> Response:
    sheet = _sheet(uploads.kept(_folder(), digest))
    stop = request.form.get("stop_on_problem") == "1"
    done = apply_sheet(sheet, current_actor().account_id, stop_on_problem=stop)
    uploads.forget(_folder(), digest)
    forms.say(_told(done))
    return redirect(url_for(HOME[done.roster]))


def _sheet(data: bytes) -> Sheet:
    if not data:
        raise Refused(IMPORT_EMPTY)
    return read_sheet(data, MOST_LINES_AT_A_DESK)


def _told(done: Import) -> str:
    counts = listed(f"{kind.label(current_language())} {number}" for kind, number in done.counts.items() if number)
    left_out = _("，%(count)s行有误未导入", count=len({each.line for each in done.errors})) if done.errors else ""
    return _("已导入：%(counts)s%(left_out)s。", counts=counts, left_out=left_out)


def _choose(error: str = "") -> str:
    return render_template("desk/registry/import.html", error=error, columns=COLUMNS, most=MOST_LINES_AT_A_DESK)


def _label(roster: Roster):  # type: ignore[no-untyped-def]
    return lambda name: label(roster, name, current_language())


def _folder() -> Path:
    return current_app.extensions["settings"].data / "uploads"
