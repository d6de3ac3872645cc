"""The public catalogue of inspection items: who may inspect what, on which law, and what is looked at."""

from flask import Blueprint, render_template, request

from server import clock
from server.http import page_number
from server.refusals import NOT_FOUND, Refused
from server.registry import catalogue, guides, leniency

blueprint = Blueprint("catalogue", __name__, url_prefix="/catalogue")


@blueprint.get("")
def home() -> str:
    today, wish = clock.today(), _wish()
    return render_template(
        "catalogue/home.html", wish=wish, found=catalogue.items(wish, today),
        agencies=catalogue.agencies(today), competences=catalogue.competences(today),
    )  # fmt: skip


@blueprint.get("/<code>")
def item(code: str) -> str:
    number = request.args.get("version", type=int)
    entry = catalogue.entry(code, number, clock.today())
    if entry is None:
        raise Refused(NOT_FOUND)
    return render_template(
        "catalogue/item.html", entry=entry, plain=guides.plain_words([code]).get(code, {}),
        lenient=[each for each, _ in leniency.marks(entry.shown, leniency.holding(clock.today(), [code]))],
    )  # fmt: skip


def _wish() -> catalogue.Wish:
    asked = {name: request.args.get(name, "").strip()[:60] for name in ("q", "agency", "competence")}
    return catalogue.Wish(**asked, page=page_number())
