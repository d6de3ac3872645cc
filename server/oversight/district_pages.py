"""The district's public page: what is inspected, by which rules, how satisfied enterprises are, and the data of it."""

from typing import Any

from flask import Blueprint, Response, render_template

from server import wire
from server.feedback import grouping
from server.oversight import open_data
from server.oversight.outcomes import LEAST

blueprint = Blueprint("district", __name__, url_prefix="/district")


@blueprint.get("")
def shown() -> Response:
    told = open_data.district()
    return wire.page(render_template("district.html", district=told, least=grouping.LEAST_RATINGS, fewest=LEAST))


@blueprint.get("/satisfaction.csv")
def as_csv() -> Response:
    text = open_data.as_csv(open_data.district().groups)
    named = {"Content-Disposition": "attachment; filename=satisfaction.csv"}
    return Response(text, mimetype="text/csv", headers=named)


@blueprint.get("/satisfaction.json")
def as_json() -> dict[str, Any]:
    return open_data.as_json(open_data.district())
