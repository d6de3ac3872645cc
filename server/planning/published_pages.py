"""The rules as everybody may read them, with the settings in force, worked examples and a calculator."""

from typing import Any

from flask import Blueprint, render_template, request
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from server import clock
from server.frame import listed
from server.http import current_language, words
from server.limits import limiter
from server.planning import (
    calculating,
    calculation_schemas,
    examples,
    frequency_words,
    queries,
    setting_versions,
    setting_words,
    term_words,
)
from server.planning.sentences import sentence
from server.planning.variants import VARIANTS
from server.refusals import INVALID
from server.vocabulary import VisitState

blueprint = Blueprint("rules", __name__, url_prefix="/rules")
ROWS = 3
PLAIN = ("visit_on", "earliest", "latest")


@blueprint.get("")
def published() -> str:
    return _page()


@blueprint.post("")
@limiter.limit("30 per minute")
def calculate() -> str | tuple[str, int]:
    try:
        case = calculation_schemas.Calculation().load(_message(request.form))
    except ValidationError as error:
        return _page(error=_fields(error)), 422
    _, settings = queries.settings_on(clock.today())
    decision = calculating.calculate(case["plan"], case["standing"], settings, case["at"]).as_document()
    names = calculating.agency_names(current_language())
    return _page(answer={"outcome": decision["outcome"], "sentence": sentence(decision, names, current_language())})


def _page(answer: dict[str, Any] | None = None, error: str = "") -> str:
    version, settings = queries.settings_on(clock.today())
    return render_template(
        "rules.html", version=version, settings=settings, described=list(setting_words.described(settings)),
        often=list(frequency_words.described(setting_versions.before(clock.today()))),
        terms=list(term_words.described(setting_versions.before(clock.today()))),
        standing=setting_versions.one(version), coming=setting_versions.coming(clock.today()),
        examples=[(each.shows, list(examples.told(each, settings, current_language()))) for each in examples.EXAMPLES],
        variants=VARIANTS.values(), states=calculation_schemas.STANDING, rows=range(ROWS), today=clock.today(),
        names=calculating.agency_names(current_language()), filled=request.form, answer=answer, error=error,
    )  # fmt: skip


def _message(form: "MultiDict[str, str]") -> dict[str, Any]:
    """The form as the API's message: fields left empty are left out."""
    filed_on = form.get("filed_on", "") or clock.today().isoformat()
    filed_at = f"{filed_on}T{form.get('filed_time') or '09:00'}:00+08:00"
    visits = [_standing(form, row) for row in range(ROWS) if form.get(f"visit_on_{row}")]
    return _kind(form.get("kind", "")) | _given(form) | {"filed_at": filed_at, "visits": visits}


def _standing(form: "MultiDict[str, str]", row: int) -> dict[str, Any]:
    state = form.get(f"state_{row}") or VisitState.OPEN
    return _kind(form.get(f"kind_{row}", "")) | {"visit_on": form[f"visit_on_{row}"], "state": state}


def _kind(code: str) -> dict[str, Any]:
    variant = VARIANTS.get(code, VARIANTS["ordinary"])
    return {
        "channel": variant.channel, "cause": variant.cause, "fixed_day": variant.fixed_day, "urgent": variant.urgent,
    }  # fmt: skip


def _given(form: "MultiDict[str, str]") -> dict[str, Any]:
    return {name: form[name].strip() for name in PLAIN if form.get(name, "").strip()}


def _fields(error: ValidationError) -> str:
    wrong = listed(str(calculation_schemas.LABELS.get(name, name)) for name in error.messages_dict)
    return words(INVALID, {"fields": wrong})
