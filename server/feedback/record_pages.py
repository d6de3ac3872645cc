"""The record of a finished visit for the manager to keep."""

from flask import Blueprint, Response

from server import clock
from server.feedback import complaint_rules, findings, printed_state, record
from server.feedback.cards import Reader
from server.feedback.enterprise_pages import own_visit
from server.feedback.record import Record
from server.feedback.visit_cards import card
from server.planning.queries import terms_on
from server.refusals import NOT_FINISHED, Refused
from server.timing import queries
from server.visits import correcting, replying

blueprint = Blueprint("record", __name__, url_prefix="/e/<token>/visits/<visit_id>")


@blueprint.get("/record.pdf")
def pdf(token: str, visit_id: str) -> Response:
    premises, row = own_visit(token, visit_id)
    if row.completed_at is None:
        raise Refused(NOT_FINISHED)
    found = findings.findings(row.id)
    ended = clock.local_day(row.completed_at)
    told = Record(
        premises, card(row, Reader.MANAGER), found, findings.statement(row.id), findings.summaries(row.id),
        correcting.of_findings([each.id for each in found]), replying.of_visit(row.id),
        complaint_rules.last_days(ended, terms_on(ended).reconsideration_days),
        printed_state.newest(row.id), queries.of_visit(row.id),
    )  # fmt: skip
    answer = Response(record.drawn(told, row.id[-12:], clock.today()), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="visit-{row.visit_on.isoformat()}.pdf"'
    return answer
