"""Equivalent items at the desk: the table of pairs, one pair with its history, and each step as a form."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from server.http import STATUS, current_actor, current_language, words
from server.refusals import Refused
from server.registry import equivalence_views, equivalences
from server.vocabulary import EquivalenceAct, EquivalenceState

blueprint = Blueprint("equivalences", __name__, url_prefix="/desk/registry/equivalents")


@blueprint.get("")
def listed() -> str:
    return _list_page()


@blueprint.post("")
def propose() -> Response | tuple[str, int]:
    """Proposes a pair; what was typed comes back with whatever was wrong."""
    code, other, reason = (request.form.get(name, "").strip() for name in ("item", "other", "reason"))
    try:
        pair_id = equivalences.propose(code, other, reason, current_actor())
    except Refused as refused:
        return _list_page(words(refused.reason, refused.facts)), STATUS.get(refused.reason.code, 422)
    flash(_("已提出，等待对方单位同意。"), "valid")
    return redirect(url_for("equivalences.shown", pair_id=pair_id))


@blueprint.get("/<pair_id>")
def shown(pair_id: str) -> str:
    return _page(pair_id)


@blueprint.post("/<pair_id>/agreement")
def agree(pair_id: str) -> Response | tuple[str, int]:
    return _done(pair_id, EquivalenceAct.AGREED)


@blueprint.post("/<pair_id>/approval")
def approve(pair_id: str) -> Response | tuple[str, int]:
    return _done(pair_id, EquivalenceAct.APPROVED)


@blueprint.post("/<pair_id>/refusal")
def decline(pair_id: str) -> Response | tuple[str, int]:
    return _done(pair_id, EquivalenceAct.DECLINED)


@blueprint.post("/<pair_id>/end")
def end(pair_id: str) -> Response | tuple[str, int]:
    return _done(pair_id, EquivalenceAct.ENDED)


def _done(pair_id: str, what: EquivalenceAct) -> Response | tuple[str, int]:
    try:
        equivalences.act(pair_id, what, request.form.get("reason", "").strip(), current_actor())
    except Refused as refused:
        return _page(pair_id, words(refused.reason, refused.facts)), STATUS.get(refused.reason.code, 422)
    flash(_("已记录：%(act)s", act=what.label(current_language())), "valid")
    return redirect(url_for("equivalences.shown", pair_id=pair_id))


def _list_page(error: str = "") -> str:
    state = request.args.get("state", "")
    return render_template(
        "desk/registry/equivalents.html", pairs=equivalence_views.pairs(state, current_actor()), state=state,
        states=list(EquivalenceState), own=equivalence_views.own_items(current_actor()), given=request.values,
        error=error,
    )  # fmt: skip


def _page(pair_id: str, error: str = "") -> str:
    pair = equivalence_views.one(pair_id, current_actor())
    return render_template(
        "desk/registry/equivalent.html", pair=pair, history=equivalence_views.history(pair_id), error=error,
        given=request.form, acts=EquivalenceAct,
    )  # fmt: skip
