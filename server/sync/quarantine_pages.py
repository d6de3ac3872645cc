"""The supervisor's list of operations that were set aside: each is applied after all, or left, with a reason."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from server.frame import label
from server.http import PAGE_SIZE, current_actor, page_number
from server.sync import quarantine, set_aside
from server.sync.quarantine import Decision
from server.vocabulary import SetAside, Settled

blueprint = Blueprint("quarantine", __name__, url_prefix="/desk/quarantine")


@blueprint.get("")
def listed() -> str:
    outcome = request.args.get("outcome", "")
    outcome = outcome if outcome in set(Settled) else Settled.OPEN
    found, total = set_aside.kept(outcome, page_number())
    return render_template(
        "desk/oversight/quarantine.html", found=found, total=total, outcome=outcome, outcomes=list(Settled),
        number=page_number(), pages=-(-total // PAGE_SIZE),
    )  # fmt: skip


@blueprint.post("/<entry_id>/apply")
def apply(entry_id: str) -> Response:
    still = quarantine.apply_again(entry_id, _decision())
    if still is None:
        flash(_("已计入检查。"), "valid")
    else:
        why = label(SetAside(still)) if still in set(SetAside) else still
        flash(_("仍不能计入：%(why)s。", why=why), "attention")
    return redirect(url_for("quarantine.listed"))


@blueprint.post("/<entry_id>/leave")
def leave(entry_id: str) -> Response:
    quarantine.leave(entry_id, _decision())
    flash(_("不予处理，原文仍留存。"), "valid")
    return redirect(url_for("quarantine.listed"))


def _decision() -> Decision:
    """Whoever decides says why; it is left in the trail with his name."""
    return Decision(str(current_actor().account_id), request.form.get("reason", "").strip()[:500])
