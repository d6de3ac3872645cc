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
        most=MOST_LETTERS, account=current_actor().account_id,
    )  # fmt: skip


@blueprint.post("/words/<rating_id>")
def decide(rating_id: str) -> Response:
    answer, by = request.form.get("answer"), str(current_actor().account_id)
    if answer == "confirm":
        redactions.confirm(rating_id, by=by)
        flash(_("已复核。该组文字全部处理完后，检查单位一并看到。"), "valid")
    elif answer == "send_back":
        redactions.send_back(rating_id, request.form.get("reason", "")[:MOST_LETTERS], by=by)
        flash(_("已退回，可重新拟定。"), "valid")
    else:
        _propose(rating_id, answer == "withhold", by)
    return redirect(url_for("redaction.waiting"))


def _propose(rating_id: str, withhold: bool, by: str) -> None:
    told = {} if withhold else request.form
    texts = (told.get(name, "")[:MOST_LETTERS] for name in ("process_text", "result_text"))
    redactions.propose(rating_id, *texts, by=by)
    flash(_("已拟定，等另一位同事复核后生效。"), "valid")


@blueprint.get("/response")
def response() -> str:
    rows = responding.by_agency_and_month((clock.today() - YEAR).replace(day=1))
    return render_template("desk/oversight/response.html", rows=rows)
