"""Who is inspecting where at this moment, and for the bureau the whole district today."""

from flask import Blueprint, render_template

from server.desks import district_today, tiles, under_way
from server.http import current_actor
from server.planning import access
from server.policy import may

blueprint = Blueprint("today", __name__, url_prefix="/desk")


@blueprint.get("/now")
def now() -> str:
    everybody = may("oversight.read", current_actor())
    there = under_way.under_way(None if everybody else access.agencies_of(current_actor()))
    return render_template("desk/today/now.html", there=there, bureau=everybody)


@blueprint.get("/today")
def district() -> str:
    found = district_today.district()
    return render_template(
        "desk/today/district.html", district=found, tiles=tiles.tiles(found.places), there=under_way.under_way()
    )
