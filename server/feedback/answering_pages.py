"""The manager's answers to a finished visit: corrections with photos, and a reply to each result."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from server import wire
from server.evidence import sent
from server.feedback import agency_results, complaint_forms, findings, photo_pieces
from server.feedback.cards import AgencyResult, Finding
from server.feedback.enterprise_pages import own_visit
from server.http import current_actor, words
from server.ids import is_id, new_id
from server.planning.tables import VisitRow
from server.refusals import NOT_FOUND, Refused
from server.registry.tables import PremisesRow
from server.visits import correcting, correction_queries, replying
from server.vocabulary import CorrectionState, CorrectionStep

blueprint = Blueprint("answering", __name__, url_prefix="/e/<token>/visits/<visit_id>")
blueprint.url_value_preprocessor(complaint_forms.make_room)


@blueprint.get("/findings/<finding_id>")
def correction(token: str, visit_id: str, finding_id: str) -> Response:
    return wire.page(_page(*own_finding(token, visit_id, finding_id)))


@blueprint.post("/findings/<finding_id>")
def report(token: str, visit_id: str, finding_id: str) -> AnyResponse | tuple[str, int]:
    """Words first, then the photos one by one: what was told stands, whatever becomes of them.

    Photos without words are added to the report that waits; words beside another's report are refused, not dropped.
    """
    premises, visit, finding = own_finding(token, visit_id, finding_id)
    photos = [each for each in request.files.getlist("photo") if each.filename]
    expected = max(len(photos), photo_pieces.told())
    try:
        adds = not request.form.get("text", "").strip() and waiting_report(finding_id)
        reported = adds or _report(finding_id, expected)
    except Refused as refused:
        return _page(premises, visit, finding, words(refused.reason, refused.facts)), 422
    for photo in photos:
        _add(reported, photo)
    return redirect(url_for("answering.correction", token=token, visit_id=visit_id, finding_id=finding_id), 303)


@blueprint.get("/reply/<agency_id>")
def reply_form(token: str, visit_id: str, agency_id: str) -> Response:
    return wire.page(_reply_page(*_result(token, visit_id, agency_id)))


@blueprint.post("/reply/<agency_id>")
def reply(token: str, visit_id: str, agency_id: str) -> AnyResponse | tuple[str, int]:
    premises, visit, result = _result(token, visit_id, agency_id)
    try:
        replying.reply(visit_id, agency_id, request.form.get("text", "").strip(), account_id=_by())
    except Refused as refused:
        return _reply_page(premises, visit, result, words(refused.reason, refused.facts)), 422
    return redirect(url_for("enterprise.visit", token=token, visit_id=visit_id, _anchor="results"), 303)


def own_finding(token: str, visit_id: str, finding_id: str) -> tuple[PremisesRow, VisitRow, Finding]:
    """A finding that stands of a visit to the manager's own premises."""
    premises, visit = own_visit(token, visit_id)
    found = next((each for each in findings.findings(visit.id) if each.id == finding_id), None)
    if found is None:
        raise Refused(NOT_FOUND)
    return premises, visit, found


def _result(token: str, visit_id: str, agency_id: str) -> tuple[PremisesRow, VisitRow, AgencyResult]:
    premises, visit = own_visit(token, visit_id)
    found = next((each for each in agency_results.of_visit(visit.id) if each.agency_id == agency_id), None)
    if found is None:
        raise Refused(NOT_FOUND)
    return premises, visit, found


def _report(finding_id: str, photos: int) -> str:
    text = request.form.get("text", "").strip() or (_("见照片。") if photos else "")
    key = request.form.get("key", "")
    return correcting.report(
        finding_id, text, account_id=_by(), report_id=key if is_id(key) else None, photos_told=photos
    )


def waiting_report(finding_id: str) -> str | None:
    """The report about a finding that the agency has not answered yet."""
    reports = correcting.of_findings([finding_id])[finding_id]
    return next((each.id for each in reports if each.state == CorrectionState.WAITING), None)


def _add(reported: str, photo: FileStorage) -> None:
    try:
        correcting.add_photo(reported, photo.read(sent.MOST_BYTES + 1), account_id=_by())
    except Refused as refused:
        name = (photo.filename or "")[:60]
        flash(_("照片“%(name)s”没有收下：", name=name) + words(refused.reason, refused.facts), "attention")


def _by() -> str:
    return str(current_actor().account_id)


def _page(premises: PremisesRow, visit: VisitRow, finding: Finding, refusal: str = "") -> str:
    return render_template(
        "enterprise/correction.html", premises=premises, visit=visit, finding=finding, refusal=refusal,
        correction=correction_queries.of_visit_findings([finding.id])[finding.id], given=request.form,
        states=CorrectionState, steps=CorrectionStep,
        most=correcting.MOST_LETTERS, most_photos=correcting.MOST_PHOTOS, key=new_id(),
    )  # fmt: skip


def _reply_page(premises: PremisesRow, visit: VisitRow, result: AgencyResult, refusal: str = "") -> str:
    before = replying.of_visit(visit.id)[result.agency_id]
    return render_template(
        "enterprise/reply.html", premises=premises, visit=visit, result=result, refusal=refusal, before=before,
        text=request.form.get("text", before[-1].text if before else ""), most=replying.MOST_LETTERS,
    )  # fmt: skip
