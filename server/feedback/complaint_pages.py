"""The manager's complaint about conduct, and his disagreement with a result with what the law offers him."""

from typing import Any

from flask import Blueprint, Response
from werkzeug.wrappers import Response as AnyResponse

from server import clock
from server.feedback import complaint_forms as forms
from server.feedback import complaint_rules as rules
from server.feedback.enterprise_pages import own_premises
from server.http import current_actor
from server.planning.queries import terms_on
from server.registry.tables import PremisesRow
from server.vocabulary import ComplaintKind

blueprint = Blueprint("complaints", __name__, url_prefix="/e/<token>/complaints")
blueprint.url_value_preprocessor(forms.make_room)


@blueprint.get("/new")
def new(token: str) -> Response:
    premises = own_premises(token)
    return forms.page(ComplaintKind.CONDUCT, premises, visits=forms.visits(premises))


@blueprint.post("/new")
def file(token: str) -> AnyResponse:
    premises = own_premises(token)
    return forms.answer(ComplaintKind.CONDUCT, premises, current_actor(), visits=forms.visits(premises))


@blueprint.get("/disagreement")
def disagreement(token: str) -> Response:
    premises = own_premises(token)
    return forms.page(ComplaintKind.SUBSTANCE, premises, **_remedies(premises))


@blueprint.post("/disagreement")
def disagree(token: str) -> AnyResponse:
    premises = own_premises(token)
    return forms.answer(ComplaintKind.SUBSTANCE, premises, current_actor(), **_remedies(premises))


def _remedies(premises: PremisesRow) -> dict[str, Any]:
    """The visits with a result, each with the last days to appeal and to sue, counted from its end."""
    told = [(each, clock.local_day(each.completed_at)) for each in forms.visits(premises) if each.completed_at]
    return {
        "visits": [each for each, _ in told],
        "remedies": [(each, *rules.last_days(on, terms_on(on).reconsideration_days)) for each, on in told],
    }
