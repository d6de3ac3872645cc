"""时间码: a fresh beacon as a square code, for an inspector's phone without signal to put into its records."""

import segno
from flask import Blueprint, Response, render_template, url_for

from server import wire
from server.feedback import queries
from server.http import public_origin
from server.refusals import NOT_FOUND, Refused
from server.timing import beacons

blueprint = Blueprint("time_codes", __name__, url_prefix="/e/<token>")


@blueprint.get("/time")
def shown(token: str) -> Response:
    """The door's own address with the beacon behind it: any other camera comes to the door's page."""
    premises = queries.premises_of_token(token)
    if premises is None:
        raise Refused(NOT_FOUND)
    door = f"{public_origin()}{url_for('enterprise.door', token=token)}"
    beacon = beacons.current(within=beacons.AT_THE_DOOR)
    square = segno.make(f"{door}#t={beacon}", error="m", micro=False).svg_data_uri(scale=6, border=4, light="#fff")
    return wire.page(render_template("enterprise/time_code.html", premises=premises, square=square))
