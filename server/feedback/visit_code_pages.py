"""What an ordinary camera opens from a visit code: whether it is genuine and for which enterprise, without names."""

from uuid import UUID

from flask import Blueprint, Response, render_template

from server import clock, wire
from server.db import db
from server.feedback import rules
from server.planning.tables import VisitRow
from server.visits import trusted
from server.visits.verifying import Verdict, Verifier, verdict
from server.visits.visit_code import VisitCode, read

blueprint = Blueprint("visit_code", __name__)


@blueprint.get("/B/<digits>")
def shown(digits: str) -> Response:
    code = read(digits)
    visit = _visit(code) if code else None
    judged = _judged(digits, code, visit)
    badge = rules.badge_tail(judged.code.certificate.badge) if judged.code else ""
    premises = visit.premises if visit else None
    page = render_template("enterprise/visit_code.html", verdict=judged, badge_tail=badge, premises=premises)
    return wire.page(page)


def _visit(code: VisitCode) -> VisitRow | None:
    return db.session.get(VisitRow, str(UUID(bytes=code.certificate.visit))) if code.certificate.of_visit else None


def _judged(digits: str, code: VisitCode | None, visit: VisitRow | None) -> Verdict:
    """The server holds no place to compare with: it tells for which one the code is, and people compare."""
    premises = visit.premises if visit else None
    credit_code = premises.enterprise.credit_code if premises else ""
    number, asked = premises.number if premises else 0, code.challenge if code else None
    return verdict(digits, Verifier(trusted.here(), int(clock.now().timestamp()), credit_code, number, asked))
