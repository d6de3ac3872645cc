"""What was changed because of a figure: made by an agency's lead or the bureau, with the figure before and after."""

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from server import clock
from server.http import current_actor
from server.policy import may
from server.refusals import INVALID, Refused
from server.statistics import adjusting, naming, reading
from server.statistics.adjusting import OFFERED, Wanted
from server.statistics.asking import By
from server.statistics.figures import BY_CODE
from server.vocabulary import AdjustmentKind, Role

blueprint = Blueprint("adjustments", __name__, url_prefix="/desk/statistics/adjustments")


@blueprint.get("")
def listed() -> str:
    who, actor = reading.reader(current_actor()), current_actor()
    led = sorted(actor.agencies.get(Role.AGENCY_LEAD, ()))
    agencies = naming.names(By.AGENCY)
    return render_template(
        "desk/statistics/adjustments.html", effects=adjusting.effects(None if who.bureau else who.agencies), who=who,
        figures_offered=[(each.code, each.name) for each in OFFERED], kinds=list(AdjustmentKind), today=clock.today(),
        chosen=request.args.get("figure", ""), may=may, actor_is=actor,
        agencies=agencies if who.bureau else {each: agencies[each] for each in led if each in agencies},
        items=naming.names(By.ITEM) if who.bureau else naming.items_of(led),
    )  # fmt: skip


@blueprint.post("")
def make() -> Response:
    adjusting.make(_wanted(request.form), by=current_actor())
    return redirect(url_for("adjustments.listed"))


@blueprint.post("/<adjustment_id>/end")
def end(adjustment_id: str) -> Response:
    adjusting.end(adjustment_id, request.form.get("because", ""), by=current_actor())
    return redirect(url_for("adjustments.listed"))


def _wanted(form: Mapping[str, str]) -> Wanted:
    kind, figure, begins = form.get("kind", ""), BY_CODE.get(form.get("figure", "")), form.get("begins", "")
    wrong = [
        name
        for name, right in (
            ("kind", kind in set(AdjustmentKind)), ("figure", figure in OFFERED),
            ("begins", reading.MONTH.fullmatch(begins)),
        )
        if not right
    ]  # fmt: skip
    if wrong or figure is None:
        raise Refused(INVALID, fields="、".join(wrong))
    return Wanted(
        AdjustmentKind(kind), figure, form.get("text", ""), date.fromisoformat(f"{begins}-01"),
        form.get("agency", ""), form.get("item", ""),
    )  # fmt: skip
