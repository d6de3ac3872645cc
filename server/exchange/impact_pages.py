"""Economic-impact assessments at the desk: made by the agency of a result, read and exported by the bureau."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from server.accounts import security_log
from server.db import db
from server.exchange import impact_form, impact_paper, impacts, sheets
from server.exchange.impact_tables import ImpactRow
from server.http import current_actor, whole, words
from server.planning import access
from server.planning.tables import VisitRow
from server.policy import may, require
from server.refusals import BAD_REQUEST, NOT_FOUND, Refused
from server.registry.tables import AgencyRow
from server.vocabulary import SecurityNote

blueprint = Blueprint("impacts", __name__, url_prefix="/desk/impacts")
KINDS = ("csv", "xlsx")
COLUMNS = {
    "visit_on": "检查日期", "enterprise": "企业", "credit_code": "统一社会信用代码", "agency": "执法单位",
    "version": "版本", "made_by": "评估人", "made_at": "评估时间",
}  # fmt: skip


@blueprint.get("")
def listed() -> str:
    return render_template("desk/exchange/impacts.html", rows=impacts.latest(_whose()), kinds=KINDS, may_ask=_may_ask())


@blueprint.get("/export")
def export() -> Response:
    kind = request.args.get("format", KINDS[0])
    if kind not in KINDS:
        raise Refused(BAD_REQUEST)
    rows = impacts.latest(_whose())
    asked = list(dict.fromkeys(each["question"] for row in rows for each in row.answers))
    columns = {**COLUMNS, **{question: question for question in asked}}
    told = sheets.pieces(kind, columns, _told(rows, asked), "经济影响评估")
    security_log.note(SecurityNote.EXPORTED, current_actor().account_id, "impacts")
    answer = Response(b"".join(told), mimetype=sheets.KINDS[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="impacts.{kind}"'
    return answer


@blueprint.get("/questions")
def questions() -> str:
    return _questions_page(impact_form.write(impacts.questions()[1]))


@blueprint.post("/questions")
def ask() -> AnyResponse | tuple[str, int]:
    text = request.form.get("text", "").replace("\0", "")
    try:
        version = impacts.ask_anew(text, current_actor())
    except Refused as refused:
        return _questions_page(text, words(refused.reason, refused.facts)), 422
    flash(_("评估表现为第%(number)s版。", number=version), "valid")
    return redirect(url_for("impacts.listed"))


@blueprint.get("/<visit_id>/<agency_id>")
def shown(visit_id: str, agency_id: str) -> str:
    return _page(*_readable(visit_id, agency_id))


@blueprint.post("/<visit_id>/<agency_id>")
def assess(visit_id: str, agency_id: str) -> AnyResponse | tuple[str, int]:
    visit, agency = _readable(visit_id, agency_id)
    require("impact.assess", current_actor(), agency=agency_id)
    version = whole(request.form.get("questions", "")) if request.form.get("questions") != "0" else 0
    given = [request.form.get(f"answer-{at}", "").replace("\0", "") for at in range(impact_form.MOST_QUESTIONS)]
    try:
        row = impacts.assess(visit_id, agency_id, version, given, current_actor())
    except Refused as refused:
        db.session.rollback()
        return _page(*_readable(visit_id, agency_id), words(refused.reason, refused.facts), given), 422
    flash(_("已保存第%(number)s版评估。", number=row.version), "valid")
    return redirect(url_for("impacts.shown", visit_id=visit.id, agency_id=agency.id))


@blueprint.get("/<visit_id>/<agency_id>/<int:version>.pdf")
def pdf(visit_id: str, agency_id: str, version: int) -> Response:
    _readable(visit_id, agency_id)
    row = next((each for each in impacts.of_result(visit_id, agency_id) if each.version == version), None)
    if row is None:
        raise Refused(NOT_FOUND)
    answer = Response(impact_paper.drawn(row), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="impact-{version}.pdf"'
    return answer


def _readable(visit_id: str, agency_id: str) -> tuple[VisitRow, AgencyRow]:
    """The visit and its agency, where the agency has a result of it and this person may read it."""
    visit, agency = db.session.get(VisitRow, visit_id), db.session.get(AgencyRow, agency_id)
    if visit is None or agency is None or not impacts.result_version(visit_id, agency_id):
        raise Refused(NOT_FOUND)
    require("impact.read", current_actor(), agency=agency_id)
    return visit, agency


def _page(visit: VisitRow, agency: AgencyRow, refusal: str = "", given: list[str] | None = None) -> str:
    version, asked = impacts.questions()
    made = impacts.of_result(visit.id, agency.id)
    before = {each["question"]: each["answer"] for each in made[0].answers} if made else {}
    boxes = [_box(each, given[at] if given else before.get(each["question"], "")) for at, each in enumerate(asked)]
    return render_template(
        "desk/exchange/impact.html", visit=visit, agency=agency, refusal=refusal, version=version, boxes=boxes,
        made=made, may_assess=may("impact.assess", current_actor(), agency=agency.id),
    )  # fmt: skip


def _box(question: dict[str, Any], value: str) -> dict[str, Any]:
    return {**question, "value": value, "pairs": [(each, each) for each in question["options"]]}


def _questions_page(text: str, refusal: str = "") -> str:
    version = impacts.questions()[0]
    return render_template("desk/exchange/impact_questions.html", text=text, refusal=refusal, version=version)


def _whose() -> set[str] | None:
    """Everybody's for the bureau; one's own agencies' for others."""
    return None if may("impact.read", current_actor()) else set(access.agencies_of(current_actor()))


def _may_ask() -> bool:
    return may("impact.ask", current_actor())


def _told(rows: list[ImpactRow], asked: list[str]) -> Iterator[dict[str, Any]]:
    for row in rows:
        premises, said = row.visit.premises, {each["question"]: each["answer"] for each in row.answers}
        yield {
            "visit_on": row.visit.visit_on.isoformat(), "enterprise": premises.enterprise.name if premises else "",
            "credit_code": premises.enterprise.credit_code if premises else "", "agency": row.agency.name,
            "version": row.version, "made_by": row.made_by, "made_at": row.made_at.isoformat(timespec="minutes"),
            **{question: said.get(question, "") for question in asked},
        }  # fmt: skip
