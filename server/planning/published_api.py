"""The rules for programs: the settings in force, and what the engine would decide in a case."""

from dataclasses import asdict
from typing import Any

from flask_smorest import Blueprint

from server import clock
from server.http import current_language
from server.limits import limiter
from server.planning import calculating, calculation_schemas, queries, setting_versions
from server.planning.sentences import sentence

blueprint = Blueprint("rules_api", __name__, url_prefix="/api/rules")


@blueprint.get("/settings")
def settings() -> dict[str, Any]:
    version, values = queries.settings_on(clock.today())
    coming = setting_versions.coming(clock.today())
    return {
        "version": version,
        "settings": asdict(values),
        "coming": [
            {"version": row.id, "effective_on": row.effective_on.isoformat(), "note": row.note} for row in coming
        ],
    }


@blueprint.post("/calculate")
@limiter.limit("60 per minute")
@blueprint.arguments(calculation_schemas.Calculation)
def calculate(case: dict[str, Any]) -> dict[str, Any]:
    version, values = queries.settings_on(clock.today())
    decision = calculating.calculate(case["plan"], case["standing"], values, case["at"]).as_document()
    words = sentence(decision, calculating.agency_names(current_language()), current_language())
    return {**decision, "sentence": words, "version": version}
