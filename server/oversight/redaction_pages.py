"""The supervisor's work upon ratings: which words agencies may read, and how many visits are rated at all."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from server import clock
from server.feedback.schemas import MOST_LETTERS
from server.http import PAGE_SIZE, current_actor, page_number
from server.oversight import redactions, responding

blueprint = Blueprint("redaction", __name__, url_prefix="/desk/ratings")
YEAR = timedelta(days=365)


@blueprint.get("/words")
def waiting() -> str:
    found, total = redactions.waiting(page_number())
    return render_template(
        "desk/oversight/redactions.html", found=found, total=total, number=page_number(), pages=-(-total // PAGE_SIZE),
        most=MOST_LETTERS,
    )  # fmt: skip


@blueprint.post("/words/<rating_id>")
def decide(rating_id: str) -> Response:
    told = {} if request.form.get("answer") == "withhold" else request.form
    texts = (told.get(name, "")[:MOST_LETTERS] for name in ("process_text", "result_text"))
    redactions.decide(rating_id, *texts, by=str(current_actor().account_id))
    flash(_("已处理。该组文字全部处理完后，检查单位一并看到。"), "valid")
    return redirect(url_for("redaction.waiting"))


@blueprint.get("/response")
def response() -> str:
    rows = responding.by_agency_and_month((clock.today() - YEAR).replace(day=1))
    return render_template("desk/oversight/response.html", rows=rows)
