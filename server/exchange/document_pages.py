"""An agency's documents of its visits at the desk: the latest visits, and of one its seven forms, issued or due."""

from collections.abc import Sequence

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.db import db
from server.evidence import store
from server.exchange import document_visits, documents, impacts
from server.exchange.tables import DocumentRow
from server.http import current_actor, page_number, words
from server.planning import access
from server.planning.tables import VisitRow
from server.policy import may, require
from server.refusals import NOT_FOUND, Refused
from server.registry.tables import AgencyRow
from server.vocabulary import DocumentKind, PlanState

blueprint = Blueprint("documents", __name__, url_prefix="/desk/documents")


@blueprint.get("")
def listed() -> str:
    everybody, later = may("document.read", current_actor()), request.args.get("show") == "later"
    whose = None if everybody else access.agencies_of(current_actor())
    rows, more = document_visits.listed(whose, page_number(), later=later)
    return render_template("desk/exchange/documents.html", rows=rows, number=page_number(), more=more, later=later)


@blueprint.get("/<visit_id>")
def of_visit(visit_id: str) -> str:
    return _page(*_readable(visit_id))


@blueprint.post("/<visit_id>")
def issue(visit_id: str) -> AnyResponse | tuple[str, int]:
    visit, agencies = _readable(visit_id)
    agency, kind = request.form.get("agency", ""), request.form.get("kind", "")
    require("document.issue", current_actor(), agency=agency)
    if kind not in set(DocumentKind) or agency not in {each.id for each in agencies}:
        raise Refused(NOT_FOUND)
    try:
        documents.issue(DocumentKind(kind), visit_id, agency, account_id=current_actor().account_id)
    except Refused as refused:
        db.session.rollback()
        return _page(*_readable(visit_id), words(refused.reason, refused.facts)), 422
    return redirect(url_for("documents.of_visit", visit_id=visit.id))


@blueprint.get("/<visit_id>/<document_id>.pdf")
def pdf(visit_id: str, document_id: str) -> Response:
    row = db.session.get(DocumentRow, document_id)
    if row is None or row.visit_id != visit_id:
        raise Refused(NOT_FOUND)
    require("document.read", current_actor(), agency=row.agency_id)
    store.require_not_removed(row.sha256)
    name = f"{row.kind}-{row.version}.pdf"
    return send_file(store.path(row.sha256).resolve(), "application/pdf", as_attachment=True, download_name=name)


def _readable(visit_id: str) -> tuple[VisitRow, Sequence[AgencyRow]]:
    """The visit with those of its agencies whose documents this person may read."""
    visit = db.session.get(VisitRow, visit_id)
    if visit is None:
        raise Refused(NOT_FOUND)
    ids = {plan.agency_id for plan in visit.plans if plan.state == PlanState.FILED} | {visit.agency_id}
    own = [each for each in sorted(filter(None, ids)) if may("document.read", current_actor(), agency=each)]
    if not own:
        raise Refused(NOT_FOUND)
    return visit, [db.session.get_one(AgencyRow, each) for each in own]


def _page(visit: VisitRow, agencies: Sequence[AgencyRow], refusal: str = "") -> str:
    return render_template(
        "desk/exchange/visit_documents.html", visit=visit, agencies=agencies, refusal=refusal,
        kinds=list(DocumentKind), is_due=documents.is_due, issued=_issued, assessed=impacts.result_version,
        may_issue=lambda agency: may("document.issue", current_actor(), agency=agency),
    )  # fmt: skip


def _issued(visit_id: str, agency_id: str) -> dict[str, list[DocumentRow]]:
    rows = documents.issued(visit_id, agency_id)
    return {kind: [row for row in rows if row.kind == kind] for kind in DocumentKind}
