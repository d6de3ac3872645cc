"""The registry for the filing form and for integrators."""

from typing import Any

from flask_smorest import Blueprint

from server import clock
from server.registry import queries, rules
from server.registry.schemas import FoundEnterprises, SearchEnterprises
from server.registry.tables import EnterpriseRow

blueprint = Blueprint("registry_api", __name__, url_prefix="/api/registry", description="Registry")


@blueprint.get("/enterprises")
@blueprint.arguments(SearchEnterprises, location="query")
@blueprint.response(200, FoundEnterprises)
def enterprises(wanted: dict[str, Any]) -> dict[str, Any]:
    return {"enterprises": [_found(each) for each in queries.search_enterprises(**wanted)]}


def _found(row: EnterpriseRow) -> dict[str, Any]:
    standing = [each for each in row.premises if rules.stands(each.ended_on, clock.today())]
    fields = ("id", "credit_code", "name", "industry_name")
    return {**{name: getattr(row, name) for name in fields}, "premises": standing}
