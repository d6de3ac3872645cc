"""The settings at the desk: every version with its first day, and a form for one to come."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from server import clock
from server.http import current_actor, words
from server.planning import approval, queries, setting_versions, setting_words
from server.planning.settings import settings_from
from server.policy import may
from server.refusals import Refused
from server.registry import forms

blueprint = Blueprint("settings", __name__, url_prefix="/desk/settings")
LONGEST_NOTE = 500


@blueprint.get("")
def listed() -> str:
    return _page()


@blueprint.post("")
def add() -> Response | tuple[str, int]:
    try:
        setting_versions.add(
            setting_words.values_in(request.form),
            effective_on=forms.day("effective_on") or clock.today(),
            note=request.form.get("note", "").strip()[:LONGEST_NOTE],
            account_id=current_actor().account_id,
            approval=setting_words.approval_in(request.form),
        )
    except Refused as refused:
        return _page(words(refused.reason, refused.facts)), 422
    return redirect(url_for("settings.listed"))


def _page(error: str = "") -> str:
    version, settings = queries.settings_on(clock.today())
    return render_template(
        "desk/settings.html", version=version, boxes=_filled(settings), versions=_versions(), error=error,
        filled=request.form, today=clock.today(), may_add=may("settings.add", current_actor()),
    )  # fmt: skip


def _filled(settings: Any) -> list[setting_words.Setting]:
    boxes = [*setting_words.described(settings), setting_words.approval(approval.is_required())]
    return [each._replace(value=request.form.get(each.name, each.value)) for each in boxes]


def _versions() -> list[tuple[Any, list[setting_words.Setting]]]:
    return [(row, _described(row.values)) for row in setting_versions.versions()]


def _described(values: Mapping[str, Any]) -> list[setting_words.Setting]:
    planning = settings_from(values.get("planning", {}))
    return [*setting_words.described(planning), setting_words.approval(approval.is_asked_for(values))]
