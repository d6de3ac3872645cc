"""Equivalent items at the desk: proposed, approved and taken back on an item's page."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from server.db import db
from server.http import current_actor
from server.refusals import NOT_FOUND, Refused
from server.registry import equivalences
from server.registry.tables import InspectionItemRow

blueprint = Blueprint("equivalences", __name__, url_prefix="/desk/registry/items/<code>/equivalents")


@blueprint.post("")
def propose(code: str) -> Response:
    item = db.session.get(InspectionItemRow, code)
    if item is None:
        raise Refused(NOT_FOUND)
    equivalences.propose(item, request.form.get("other", "").strip(), current_actor())
    return _back(code)


@blueprint.post("/<equivalence_id>/approval")
def approve(code: str, equivalence_id: str) -> Response:
    equivalences.approve(equivalence_id, current_actor())
    return _back(code)


@blueprint.post("/<equivalence_id>/end")
def end(code: str, equivalence_id: str) -> Response:
    equivalences.end(equivalence_id, current_actor())
    return _back(code)


def _back(code: str) -> Response:
    return redirect(url_for("items.shown", code=code))
