"""The door code to print and hang up: as PDF on A4 or A5, and as a picture."""

from typing import Literal

from flask import Blueprint, Response, request

from server.http import public_origin
from server.refusals import NOT_FOUND, Refused
from server.registry import poster, queries
from server.registry.tables import PremisesRow

blueprint = Blueprint("posters", __name__, url_prefix="/e")

A_DAY = 86_400


@blueprint.get("/<token>/poster.pdf")
def pdf(token: str) -> Response:
    paper: Literal["a4", "a5"] = "a5" if request.args.get("size", "").lower() == "a5" else "a4"
    return _kept(Response(poster.pdf(*_written(_premises(token)), paper), mimetype="application/pdf"))


@blueprint.get("/<token>/poster.png")
def png(token: str) -> Response:
    return _kept(Response(poster.png(*_written(_premises(token))), mimetype="image/png"))


def _premises(token: str) -> PremisesRow:
    premises = queries.premises_by_door_token(token)
    if premises is None:
        raise Refused(NOT_FOUND)
    return premises


def _written(premises: PremisesRow) -> tuple[str, str, str]:
    """The enterprise's name, the place and the address that its code opens."""
    return premises.enterprise.name, premises.address, f"{public_origin()}/e/{premises.door_token}"


def _kept(answer: Response) -> Response:
    answer.headers["Cache-Control"] = f"private, max-age={A_DAY}"
    return answer
