"""Rating a visit: two questions on one page, and a thank-you that shows no figures to whoever looks on."""

from flask import Blueprint, redirect, render_template, request, url_for
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from server import notices
from server.accounts import browsers, networks
from server.feedback import asking, commands
from server.feedback.cards import Reader
from server.feedback.enterprise_pages import own_premises, own_visit
from server.feedback.schemas import MOST_LETTERS, RateVisit
from server.feedback.visit_cards import card
from server.http import current_actor
from server.refusals import NOT_FOUND, Refused
from server.vocabulary import RatingTag, Satisfaction

blueprint = Blueprint("rating", __name__, url_prefix="/e/<token>")


@blueprint.get("/visits/<visit_id>/rating")
def form(token: str, visit_id: str) -> str:
    _, visit = own_visit(token, visit_id)
    commands.require_ratable(visit.id, by=current_actor(), whence=browsers.whence())
    return _form(token, visit_id)


@blueprint.post("/visits/<visit_id>/rating")
def rate(token: str, visit_id: str) -> Response | tuple[str, int]:
    _, visit = own_visit(token, visit_id)
    try:
        rating = RateVisit().load({**request.form, "tags": request.form.getlist("tags")})
    except ValidationError as error:
        return _form(token, visit_id, set(error.messages_dict)), 422
    commands.rate_visit(visit.id, **rating, by=current_actor(), whence=browsers.whence(), network=networks.current())
    return redirect(url_for("rating.thanks", token=token, visit_id=visit_id), 303)


@blueprint.get("/visits/<visit_id>/rating/thanks")
def thanks(token: str, visit_id: str) -> str:
    _, visit = own_visit(token, visit_id)
    return render_template("enterprise/thanks.html", token=token, visit=card(visit, Reader.MANAGER))


@blueprint.post("/notices/<notice_id>")
def answer_notice(token: str, notice_id: str) -> Response:
    """Puts the reminder away, and opens the form unless the person would not rate: that says nothing about a rating."""
    own_premises(token)
    notice = notices.dismiss(str(current_actor().account_id), notice_id)
    if notice is None or notice.kind not in asking.ASKED:
        raise Refused(NOT_FOUND)
    if request.form.get("answer") == "rate":
        return redirect(url_for("rating.form", token=token, visit_id=notice.about), 303)
    return redirect(url_for("enterprise.door", token=token), 303)


def _form(token: str, visit_id: str, wrong: set[str] | frozenset[str] = frozenset()) -> str:
    """The same whether it was filled in before or not: someone may be looking over the shoulder."""
    premises, row = own_visit(token, visit_id)
    return render_template(
        "enterprise/rating.html",
        premises=premises,
        visit=card(row, Reader.MANAGER),
        steps=list(Satisfaction),
        tags=list(RatingTag),
        given=request.form,
        wrong=wrong,
        most=MOST_LETTERS,
    )
