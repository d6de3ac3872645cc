"""The registry's first page: the four registers, how much each holds, and what needs care."""

from flask import Blueprint, render_template

from server import clock
from server.http import current_actor
from server.policy import may
from server.registry import equivalences, listings

blueprint = Blueprint("registry", __name__, url_prefix="/desk/registry")


@blueprint.get("/")
def home() -> str:
    today = clock.today()
    return render_template(
        "desk/registry/home.html", counts=listings.counts(today), expiring=listings.expiring_badges(today),
        today=today, pairs_waiting=equivalences.count_waiting(current_actor()),
        may_import=may("registry.import", current_actor()),
    )  # fmt: skip
