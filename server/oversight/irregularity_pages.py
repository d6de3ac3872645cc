"""The bureau decides about what was noticed: dismissed with a reason or a case; and which rules raise an alarm."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from server.http import current_actor, current_language, local, page_number, whole
from server.oversight import alarms, commands
from server.oversight.alarm_rules import AlarmRule
from server.refusals import NOT_FOUND, REASON_MISSING, Refused
from server.vocabulary import Irregularity

blueprint = Blueprint("irregularities", __name__, url_prefix="/desk/irregularities")
LONGEST_REASON = 1000


@blueprint.get("/alarms")
def standing() -> str:
    found, total = alarms.standing(page_number())
    return render_template(
        "desk/oversight/alarms.html", alarms=found, total=total, number=page_number(), pages=-(-total // alarms.PAGE)
    )


@blueprint.post("")
def decide() -> Response:
    """Whatever was chosen gets one decision; the words are the reason, or the subject of the case."""
    chosen, by = request.form.getlist("chosen"), current_actor().account_id
    reason = request.form.get("reason", "").strip()[:LONGEST_REASON]
    if not reason:
        raise Refused(REASON_MISSING)
    if request.form.get("decision") == "case":
        return redirect(url_for("cases.shown", case_id=commands.open_case(chosen, reason, by=by).id))
    commands.dismiss(chosen, reason, by=by)
    flash(_("已记录，不予追究。"), "valid")
    return redirect(local(request.form.get("back", "")) or url_for("oversight.irregularities_of_days"))


@blueprint.get("/rules")
def rules() -> str:
    grouped: dict[str, list[AlarmRule]] = {}
    known = alarms.rules()
    for each in known:
        grouped.setdefault(each.preset, []).append(each)
    return render_template(
        "desk/oversight/rules.html", grouped=grouped, names=alarms.preset_names(current_language()),
        counted={each.code: sorted(map(Irregularity, each.kinds)) for each in known},
    )  # fmt: skip


@blueprint.post("/rules/<code>")
def change(code: str) -> Response:
    if code not in alarms.presets():
        raise Refused(NOT_FOUND)
    given = request.form
    alarms.change(
        code, active="active" in given, at_least=whole(given.get("at_least", ""), 10_000),
        days=whole(given.get("days", ""), 10_000), by=current_actor().account_id,
    )  # fmt: skip
    flash(_("规则已修改，立即生效。"), "valid")
    return redirect(url_for("irregularities.rules"))
