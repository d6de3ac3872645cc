"""What a phone fetches once to verify visit codes without signal, and what it tells of the codes it believed."""

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from server import policy
from server.feedback import faces, queries
from server.http import current_actor
from server.limits import limiter
from server.refusals import NOT_FOUND, Refused
from server.visits import sightings, trusted, two_places

blueprint = Blueprint("visit_codes", __name__, url_prefix="/api/visit-codes")


class CodeSeen(Schema):
    """The digits of a code that was believed."""

    code = fields.String(required=True, validate=validate.Length(1, 1000))


@blueprint.get("/keys")
def keys() -> dict[str, Any]:
    return trusted.signed_list()


@blueprint.get("/places/<token>")
def place(token: str) -> dict[str, Any]:
    """Nothing that the door's page would not tell whoever asks: the faces of those who come, to its manager only."""
    premises = queries.premises_of_token(token)
    if premises is None:
        raise Refused(NOT_FOUND)
    as_manager = policy.may("visit.read_as_manager", current_actor(), enterprise=premises.enterprise_id)
    return {
        "door": token,
        "name": premises.enterprise.name,
        "credit_code": premises.enterprise.credit_code,
        "premises": premises.number,
        "premises_name": premises.name,
        "address": premises.address,
        "faces": faces.expected(premises.id) if as_manager else [],
    }


@blueprint.post("/seen")
@blueprint.arguments(CodeSeen)
@limiter.limit("120 per hour")
def seen(sent: dict[str, str]) -> dict[str, Any]:
    """Who stands before a living code sees its holder's face; an old one is only noted."""
    sighting = sightings.of_code(sent["code"], trusted.here())
    if sighting is None:
        return {"face": None, "elsewhere": False}
    told = {"face": faces.of(sighting.inspector) if sighting.fresh else None}
    visit_id, inspector_id = sighting.visit.id, sighting.inspector.id
    sightings.keep(sighting)
    return {**told, "elsewhere": two_places.is_elsewhere(visit_id, inspector_id)}
