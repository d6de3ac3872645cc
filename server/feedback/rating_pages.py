"""Rating a visit: two questions on one page, and a thank-you that shows no figures to whoever looks on."""

from flask import Blueprint, redirect, render_template, request, url_for
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from server.feedback import commands, ratings
from server.feedback.cards import Reader
from server.feedback.enterprise_pages import own_visit
from server.feedback.schemas import MOST_LETTERS, RateVisit
from server.feedback.visit_cards import card
from server.http import current_actor
from server.vocabulary import Satisfaction

blueprint = Blueprint("rating", __name__, url_prefix="/e/<token>/visits/<visit_id>/rating")


@blueprint.get("")
def form(token: str, visit_id: str) -> str:
    _, visit = own_visit(token, visit_id)
    commands.require_ratable(visit.id, by=current_actor())
    return _form(token, visit_id)


@blueprint.post("")
def rate(token: str, visit_id: str) -> Response | tuple[str, int]:
    _, visit = own_visit(token, visit_id)
    try:
        rating = RateVisit().load(request.form)
    except ValidationError as error:
        return _form(token, visit_id, set(error.messages_dict)), 422
    commands.rate_visit(visit.id, **rating, by=current_actor())
    return redirect(url_for("rating.thanks", token=token, visit_id=visit_id), 303)


@blueprint.get("/thanks")
def thanks(token: str, visit_id: str) -> str:
    _, visit = own_visit(token, visit_id)
    return render_template("enterprise/thanks.html", token=token, visit=card(visit, Reader.MANAGER))


def _form(token: str, visit_id: str, wrong: set[str] | frozenset[str] = frozenset()) -> str:
    """An earlier rating is not filled in: someone may be looking over the shoulder."""
    premises, row = own_visit(token, visit_id)
    return render_template(
        "enterprise/rating.html",
        premises=premises,
        visit=card(row, Reader.MANAGER),
        rated=ratings.is_rated(row.id),
        steps=list(Satisfaction),
        given=request.form,
        wrong=wrong,
        most=MOST_LETTERS,
    )
