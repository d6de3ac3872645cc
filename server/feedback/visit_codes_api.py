"""What a phone fetches once to verify visit codes without signal: the signed list of keys, and its place."""

from typing import Any

from flask_smorest import Blueprint

from server.feedback import queries
from server.refusals import NOT_FOUND, Refused
from server.visits import trusted

blueprint = Blueprint("visit_codes", __name__, url_prefix="/api/visit-codes")


@blueprint.get("/keys")
def keys() -> dict[str, Any]:
    return trusted.signed_list()


@blueprint.get("/places/<token>")
def place(token: str) -> dict[str, Any]:
    """Nothing that the door's page would not tell anybody who stands before it."""
    premises = queries.premises_of_token(token)
    if premises is None:
        raise Refused(NOT_FOUND)
    return {
        "door": token,
        "name": premises.enterprise.name,
        "credit_code": premises.enterprise.credit_code,
        "premises": premises.number,
        "premises_name": premises.name,
        "address": premises.address,
    }
