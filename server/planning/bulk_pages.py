"""Filing a yearly plan from a file at the desk: choose it, read every line's fate, confirm."""

from pathlib import Path

from flask import Blueprint, current_app, render_template, request

from server.http import current_actor, current_language, words
from server.limits import limiter
from server.planning import access, bulk, bulk_lines, views
from server.planning.bulk import Fate
from server.planning.bulk_lines import BulkLine
from server.refusals import IMPORT_EMPTY, Refused
from server.registry import uploads
from server.vocabulary import LineFate

blueprint = Blueprint("bulk", __name__, url_prefix="/desk/plans/bulk")


@blueprint.get("")
def new() -> str:
    access.filing_agency(current_actor())
    return _choose()


@blueprint.post("")
@limiter.limit("10 per minute")
def preview() -> str | tuple[str, int]:
    agency = access.filing_agency(current_actor())
    file = request.files.get("file")
    data = file.read() if file else b""
    try:
        fates = bulk.rehearse(_lines(data, agency), agency, current_actor().account_id)
    except Refused as refused:
        return _choose(words(refused.reason, refused.facts)), 422
    return _fates(fates, digest=uploads.keep(_folder(), data))


@blueprint.post("/confirmation")
def confirm() -> str:
    agency = access.filing_agency(current_actor())
    digest = request.form.get("digest", "")
    lines = _lines(uploads.kept(_folder(), digest), agency)
    fates = bulk.file(lines, agency, current_actor().account_id)
    uploads.forget(_folder(), digest)
    return _fates(fates)


def _lines(data: bytes, agency: str) -> list[BulkLine]:
    if not data:
        raise Refused(IMPORT_EMPTY)
    return bulk_lines.read(data, agency)


def _fates(fates: list[Fate], digest: str = "") -> str:
    language = current_language()
    told = [
        (
            each,
            views.decision(each.decision, language)["sentence"] if each.decision else "",
            each.reasons(words, language),
        )
        for each in fates
    ]
    return render_template(
        "desk/plans/bulk_fates.html", told=told, counts=bulk.counted(fates), digest=digest, good=LineFate.GOOD,
        bad=LineFate.BAD,
    )  # fmt: skip


def _choose(error: str = "") -> str:
    return render_template("desk/plans/bulk.html", error=error, columns=bulk_lines.COLUMNS, most=bulk_lines.MOST_LINES)


def _folder() -> Path:
    return current_app.extensions["settings"].data / "uploads"
