"""The administrator's document templates: the seven, and each with its text to edit, its preview and its versions."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.exchange import document_files, document_templates
from server.exchange.document_sample import SAMPLE
from server.exchange.document_template import FIELDS, Line, filled
from server.http import current_actor, words
from server.refusals import NOT_FOUND, Refused
from server.vocabulary import DocumentKind

blueprint = Blueprint("document_templates", __name__, url_prefix="/desk/document-templates")
LONGEST = 100_000


@blueprint.get("")
def listed() -> str:
    rows = [(kind, document_templates.versions(kind)[:1]) for kind in DocumentKind]
    return render_template("desk/exchange/templates.html", rows=rows)


@blueprint.get("/<kind>")
def shown(kind: str) -> str:
    """The template in force, or with `version` an older one to go back to."""
    of = _kind(kind)
    return _page(of, _text_of(of, request.args.get("version", "")))


@blueprint.post("/<kind>")
def change(kind: str) -> AnyResponse | str | tuple[str, int]:
    """Saves the text as the newest version, or shows what it would look like."""
    of, text = _kind(kind), request.form.get("text", "")[:LONGEST].replace("\r\n", "\n")
    try:
        lines = document_templates.checked(of, text)
        if request.form.get("does") != "save":
            return _page(of, text, lines=lines)
        document_templates.save(of, text, account_id=current_actor().account_id)
    except Refused as refused:
        return _page(of, text, words(refused.reason, refused.facts), wrong=int(refused.facts["line"])), 422
    return redirect(url_for("document_templates.shown", kind=kind, saved="yes"))


@blueprint.post("/<kind>/preview.pdf")
def preview(kind: str) -> Response | tuple[str, int]:
    """The text as a PDF of an invented inspection."""
    of, text = _kind(kind), request.form.get("text", "")[:LONGEST].replace("\r\n", "\n")
    try:
        lines = filled(document_templates.checked(of, text), SAMPLE)
    except Refused as refused:
        return _page(of, text, words(refused.reason, refused.facts), wrong=int(refused.facts["line"])), 422
    named = {"Content-Disposition": f"inline; filename={of}.pdf"}
    return Response(document_files.drawn(lines, "样张，不是出具的文书"), mimetype="application/pdf", headers=named)


def _kind(kind: str) -> DocumentKind:
    if kind not in set(DocumentKind):
        raise Refused(NOT_FOUND)
    return DocumentKind(kind)


def _text_of(kind: DocumentKind, version: str) -> str:
    if version == "0":
        return document_templates.ours(kind)
    older = {str(row.version): row.text for row in document_templates.versions(kind)}
    return older.get(version, document_templates.standing(kind).text)


def _page(kind: DocumentKind, text: str, refusal: str = "", wrong: int = 0, lines: list[Line] | None = None) -> str:
    every = text.split("\n")
    versions = document_templates.versions(kind)
    return render_template(
        "desk/exchange/template.html", kind=kind, text=text, refusal=refusal, wrong=wrong, fields=FIELDS,
        wrong_text=every[wrong - 1] if 0 < wrong <= len(every) else "", lines=filled(lines, SAMPLE) if lines else [],
        versions=versions, standing=document_templates.standing(kind),
        looked_at=request.args.get("version", ""),
    )  # fmt: skip
