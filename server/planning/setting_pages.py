"""The settings at the desk: every version with its first day, and a form for one to come."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from server import clock, dates
from server.http import current_actor, words
from server.planning import (
    approval,
    frequency_words,
    queries,
    retention_words,
    setting_versions,
    setting_words,
    term_words,
)
from server.planning.settings import settings_from
from server.policy import may
from server.refusals import Refused
from server.registry import forms
from server.registry.tables import SettingVersionRow

blueprint = Blueprint("settings", __name__, url_prefix="/desk/settings")
LONGEST_NOTE = 500


@blueprint.get("")
def listed() -> str:
    return _page()


@blueprint.post("")
def add() -> Response | str | tuple[str, int]:
    """Shows what would change, in words; added only once that has been confirmed."""
    asked, planning = _asked(), setting_words.values_in(request.form)
    try:
        if "confirmed" not in request.form:
            return _page(changes=_changes(setting_versions.next_one(planning, **asked)))
        setting_versions.add(planning, account_id=current_actor().account_id, **asked)
    except Refused as refused:
        return _page(words(refused.reason, refused.facts)), 422
    flash(_("新的参数已保存，%(day)s起施行。", day=dates.day(asked["effective_on"])), "valid")
    return redirect(url_for("settings.listed"))


def _asked() -> dict[str, Any]:
    return {
        "effective_on": forms.day("effective_on") or clock.today(),
        "note": request.form.get("note", "").strip()[:LONGEST_NOTE],
        "approval": setting_words.approval_in(request.form),
        "frequency": frequency_words.values_in(request.form),
        "terms": term_words.values_in(request.form),
        "retention": retention_words.values_in(request.form),
    }


def _changes(row: SettingVersionRow) -> list[tuple[Any, Any, Any]]:
    """What a version changes: the setting, as it was, as it will be."""
    pairs = zip(_described(setting_versions.before(row.effective_on)), _described(row.values), strict=True)
    return [(new.words, _said(old), _said(new)) for old, new in pairs if old.value != new.value]


def _said(setting: setting_words.Setting) -> str:
    return f"{setting.said} {setting.unit}".strip()


def _page(error: str = "", changes: list[tuple[Any, Any, Any]] | None = None) -> str:
    version, settings = queries.settings_on(clock.today())
    standing = setting_versions.before(clock.today())
    return render_template(
        "desk/settings.html", version=version, boxes=_filled(settings), versions=_versions(), error=error,
        filled=request.form, today=clock.today(), may_add=may("settings.add", current_actor()), changes=changes,
        often=frequency_words.filled_by(request.form) if request.form else frequency_words.filled(standing),
        often_words=frequency_words, terms=term_words.filled(request.form, standing), term_words=term_words,
        kept=retention_words.filled(request.form, standing), retention_words=retention_words,
        starts=forms.day("effective_on") if changes is not None else None,
    )  # fmt: skip


def _filled(settings: Any) -> list[setting_words.Setting]:
    boxes = [*setting_words.described(settings), setting_words.approval(approval.is_required())]
    return [each._replace(value=request.form.get(each.name, each.value)) for each in boxes]


def _versions() -> list[tuple[Any, list[setting_words.Setting]]]:
    return [(row, _described(row.values)) for row in setting_versions.versions()]


def _described(values: Mapping[str, Any]) -> list[setting_words.Setting]:
    planning = settings_from(values.get("planning", {}))
    lead = setting_words.approval(approval.is_asked_for(values))
    others = (frequency_words, term_words, retention_words)
    return [*setting_words.described(planning), lead, *(each for part in others for each in part.described(values))]
