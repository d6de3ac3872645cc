"""What the door code opens: who inspects here now and why, for anybody; more for the enterprise's manager."""

from flask import Blueprint, Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from server import clock, notices, policy, wire
from server.db import db
from server.evidence import photos
from server.feedback import asking, complaint_rules, findings, pictures, queries, removed
from server.feedback.cards import Reader, VisitCard, presence
from server.feedback.visit_cards import card
from server.http import current_actor, current_settings
from server.notices import vapid
from server.planning import day_requests, service_visits
from server.planning.queries import terms_on
from server.planning.tables import VisitRow
from server.refusals import NOT_FOUND, Refused
from server.registry import guides
from server.registry.tables import InspectorRow, PremisesRow
from server.timing import queries as times
from server.visits import correction_queries, replying, two_places
from server.vocabulary import News, ServiceKind

blueprint = Blueprint("enterprise", __name__, url_prefix="/e")


@blueprint.get("/")
def own() -> str | AnyResponse:
    premises = queries.premises_of_enterprises(current_actor().enterprises)
    if len(premises) == 1:
        return redirect(url_for("enterprise.door", token=premises[0].door_token))
    return render_template("enterprise/own.html", premises=premises)


@blueprint.get("/<token>")
def door(token: str) -> Response:
    premises = queries.premises_of_token(token)
    if premises is None:
        return wire.page(render_template("enterprise/unknown.html"), 404)
    as_manager = policy.may("visit.read_as_manager", current_actor(), enterprise=premises.enterprise_id)
    reader = Reader.MANAGER if as_manager else Reader.PUBLIC
    started = queries.started_visits(premises.id, reader)
    present = [each for each in started if _began_today(each)]
    upcoming = queries.upcoming_visits(premises.id, clock.today()) if as_manager else []
    return wire.page(
        render_template(
            "enterprise/door.html",
            premises=premises,
            enterprise=premises.enterprise,
            as_manager=as_manager,
            ended_on=queries.ended_on(premises, clock.today()),
            presence=presence(present),
            present=present,
            elsewhere=[who for each in present for who in _elsewhere(each.id)],
            unfinished=[each for each in started if each not in present],
            upcoming=upcoming,
            guide=guides.for_industry(premises.enterprise.industry) if upcoming else None,
            services=service_visits.at_premises(premises.id) if as_manager else [],
            service_kinds=ServiceKind,
            asked=day_requests.of_visits(each.id for each in upcoming),
            finished=queries.finished_visits(premises.id, reader),
            news=notices.of_place(_own_id(), premises.id, tuple(News)) if as_manager else [],
            push_key=vapid.public_key(current_settings().keys) if as_manager else "",
            reminders=asking.reminders(premises.id, _own_id()) if as_manager else [],
        )
    )


@blueprint.get("/<token>/visits/<visit_id>")
def visit(token: str, visit_id: str) -> Response:
    premises, row = own_visit(token, visit_id)
    found = findings.findings(row.id)
    ended = clock.local_day(row.completed_at) if row.completed_at else None
    return wire.page(
        render_template(
            "enterprise/visit.html",
            premises=premises,
            visit=card(row, Reader.MANAGER),
            elsewhere=two_places.elsewhere(row),
            findings=found,
            corrections=correction_queries.of_visit_findings([each.id for each in found]),
            replies=replying.of_visit(row.id),
            last_days=complaint_rules.last_days(ended, terms_on(ended).reconsideration_days) if ended else None,
            statement=findings.statement(row.id),
            summaries=findings.summaries(row.id),
            removed=removed.of_visit(row.id),
            times=times.of_visit(row.id),
        )
    )


@blueprint.get("/<token>/pictures/<sha256>")
def picture(token: str, sha256: str) -> Response:
    premises = own_premises(token)
    small = photos.thumbnail(sha256) if pictures.shows_picture(premises.enterprise_id, sha256) else None
    if small is None:
        raise Refused(NOT_FOUND)
    return Response(small, mimetype="image/jpeg")


def own_premises(token: str) -> PremisesRow:
    """The premises of this code, if the person signed in manages their enterprise."""
    premises = queries.premises_of_token(token)
    if premises is None:
        raise Refused(NOT_FOUND)
    policy.require("visit.read_as_manager", current_actor(), enterprise=premises.enterprise_id)
    return premises


def own_visit(token: str, visit_id: str) -> tuple[PremisesRow, VisitRow]:
    """A begun visit to the manager's own premises."""
    premises = own_premises(token)
    row = queries.begun_visit(premises, visit_id)
    if row is None:
        raise Refused(NOT_FOUND)
    return premises, row


def _elsewhere(visit_id: str) -> list[InspectorRow]:
    return two_places.elsewhere(db.session.get_one(VisitRow, visit_id))


def _own_id() -> str:
    return str(current_actor().account_id)


def _began_today(visit: VisitCard) -> bool:
    return visit.started_at is not None and clock.local_day(visit.started_at) == clock.today()
