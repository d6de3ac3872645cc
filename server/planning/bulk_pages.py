"""Filing a yearly plan from a file at the desk: choose it, read every line's fate, confirm, take the list home."""

from pathlib import Path

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server import clock
from server.http import current_actor, current_language, words
from server.limits import limiter
from server.planning import access, approval, bulk, bulk_columns, bulk_jobs, bulk_lines, bulk_results, bulk_template
from server.planning.bulk_lines import BulkLine
from server.planning.bulk_results import Told
from server.refusals import IMPORT_EMPTY, Refused
from server.registry import uploads
from server.registry.imports.problems import MISSING
from server.vocabulary import LineFate

blueprint = Blueprint("bulk", __name__, url_prefix="/desk/plans/bulk")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("")
def new() -> str:
    access.filing_agency(current_actor())
    return _choose()


@blueprint.get("/template.xlsx")
def template() -> Response:
    agency = access.filing_agency(current_actor())
    return _file(bulk_template.as_workbook(agency, clock.today()), XLSX, "plans.xlsx")


@blueprint.get("/template.csv")
def plain_template() -> Response:
    access.filing_agency(current_actor())
    return _file(bulk_template.as_csv(), "text/csv", "plans.csv")


@blueprint.post("")
@limiter.limit("10 per minute")
def preview() -> str | tuple[str, int]:
    agency = access.filing_agency(current_actor())
    file = request.files.get("file")
    data = file.read() if file else b""
    try:
        lines = _lines(data, agency)
    except Refused as refused:
        return _choose(words(refused.reason, refused.facts)), 422
    told = bulk_results.told(bulk.rehearse(lines, agency), current_language())
    empty = any(problem.reason is MISSING for line in lines for problem in line.problems)
    return _shown(told, digest=uploads.keep(_folder(), data), empty_cells=empty)


@blueprint.post("/confirmation")
def confirm() -> AnyResponse:
    agency = access.filing_agency(current_actor())
    digest = request.form.get("digest", "")
    lines = _lines(uploads.kept(_folder(), digest), agency)
    uploads.forget(_folder(), digest)
    account, by_lead = current_actor().account_id, access.leads(current_actor(), agency)
    job = bulk_jobs.Job(lines, agency, account, by_lead, current_language(), _results(agency))
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    return redirect(url_for("bulk.result", digest=bulk_jobs.begin(app, job)))


@blueprint.get("/results/<digest>")
def result(digest: str) -> str:
    agency = access.filing_agency(current_actor())
    kept = bulk_results.kept(_results(agency), digest)
    if kept.is_going_on:
        return render_template("desk/plans/bulk_progress.html", kept=kept)
    return _shown(kept.lines, result=digest)


@blueprint.get("/results/<digest>/list.xlsx")
def download(digest: str) -> Response:
    kept = bulk_results.kept(_results(access.filing_agency(current_actor())), digest)
    return _file(bulk_results.workbook(kept.lines, current_language()), XLSX, "result.xlsx")


def _lines(data: bytes, agency: str) -> list[BulkLine]:
    if not data:
        raise Refused(IMPORT_EMPTY)
    return bulk_lines.read(data, agency)


def _shown(told: list[Told], *, digest: str = "", result: str = "", empty_cells: bool = False) -> str:
    counts = {fate: sum(each.fate is fate for each in told) for fate in LineFate}
    return render_template(
        "desk/plans/bulk_fates.html", told=told, counts=counts, digest=digest, result=result, fates=LineFate,
        empty_cells=empty_cells, must_wait=_must_wait(),
    )  # fmt: skip


def _must_wait() -> bool:
    agency = access.filing_agency(current_actor())
    return approval.is_required() and not access.leads(current_actor(), agency)


def _choose(error: str = "") -> str:
    return render_template(
        "desk/plans/bulk.html", error=error, columns=bulk_columns.COLUMNS, told=bulk_columns.TOLD,
        most=bulk_lines.MOST_LINES,
    )  # fmt: skip


def _file(data: bytes, kind: str, name: str) -> Response:
    answer = current_app.response_class(data, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _folder() -> Path:
    return current_app.extensions["settings"].data / "uploads"


def _results(agency: str) -> Path:
    return current_app.extensions["settings"].data / "bulk_results" / agency
