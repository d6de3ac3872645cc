"""The guides for everybody: one for each industry, to read, to print and as a PDF."""

from flask import Blueprint, Response, render_template, url_for

from server import clock
from server.http import public_origin
from server.refusals import NOT_FOUND, Refused
from server.registry import guide_paper, guides
from server.registry.guide_tables import GuideRow

blueprint = Blueprint("guide", __name__, url_prefix="/guide")


@blueprint.get("")
def home() -> str:
    return render_template("catalogue/guides.html", guides=guides.published())


@blueprint.get("/<slug>")
def shown(slug: str) -> str:
    row = _standing(slug)
    return render_template("catalogue/guide.html", guide=row, chapters=guides.chapters(row, clock.today()))


@blueprint.get("/<slug>.pdf")
def pdf(slug: str) -> Response:
    row, today = _standing(slug), clock.today()
    address = public_origin() + url_for("guide.shown", slug=slug)
    sheet = guide_paper.drawn(row, guides.chapters(row, today), today, address)
    answer = Response(sheet, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="guide-{slug}.pdf"'
    return answer


def _standing(slug: str) -> GuideRow:
    row = guides.newest(slug)
    if row is None or row.ended:
        raise Refused(NOT_FOUND)
    return row
