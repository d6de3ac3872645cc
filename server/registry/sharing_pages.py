"""Shared lines at the desk: which stand, which wait for whom, and the joining of lines found by their words."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from server import clock
from server.db import db
from server.http import current_actor, words
from server.policy import may
from server.refusals import NOT_FOUND, Refused
from server.registry import queries, shared_lines, sharing
from server.registry.sharing_rules import line_of
from server.registry.sharing_tables import SharedLineRow
from server.registry.tables import AgencyRow, InspectionItemRow, ItemVersionRow

blueprint = Blueprint("sharing", __name__, url_prefix="/desk/registry/shared")
MOST = 60  # lines offered at once


@blueprint.get("")
def listed() -> str:
    actor = current_actor()
    rows = [_shown(row, actor) for row in shared_lines.all_versions()]
    return render_template(
        "desk/registry/shared.html", may_join=_may_join(),
        standing=[row for row in rows if row["state"] == "stands"],
        waiting=[row for row in rows if row["state"] == "waits"],
        ended=[row for row in rows if row["state"] == "ended"],
    )  # fmt: skip


@blueprint.get("/new")
def new() -> str:
    return _joining(_followed(request.args.get("follows", "")))


@blueprint.post("")
def join() -> Response | tuple[str, int]:
    form = request.form
    try:
        row = sharing.propose(form.get("content", ""), form.getlist("line"), current_actor(), form.get("follows", ""))
    except Refused as refused:
        if refused.reason is NOT_FOUND:
            raise
        return _joining(_followed(form.get("follows", "")), words(refused.reason, refused.facts)), 422
    flash(_("已生效，手机同步后合并询问。") if row.stands_since else _("已提出，等待其他单位同意。"), "valid")
    return redirect(url_for("sharing.listed"))


@blueprint.post("/<shared_id>/agreement")
def agree(shared_id: str) -> Response:
    sharing.agree(shared_id, current_actor())
    return redirect(url_for("sharing.listed"))


@blueprint.post("/<shared_id>/end")
def end(shared_id: str) -> Response:
    sharing.end(shared_id, current_actor())
    return redirect(url_for("sharing.listed"))


def _may_join() -> bool:
    agencies = [agency for held in current_actor().agencies.values() for agency in held]
    return any(may(sharing.DECIDE, current_actor(), agency=each) for each in [None, *agencies])


def _followed(shared_id: str) -> SharedLineRow | None:
    return db.session.get(SharedLineRow, shared_id) if shared_id else None


def _shown(row: SharedLineRow, actor: Any) -> dict[str, Any]:
    state = "ended" if row.ended_at else "stands" if row.stands_since else "waits"
    return {
        "row": row, "state": state, "members": [_member(each) for each in row.members],
        "missing": [_agency(each) for each in sharing.missing(row)],
        "may_agree": state == "waits" and sharing.may_agree(row, actor), 
        "may_end": state != "ended" and sharing.may_decide(row, actor),
    }  # fmt: skip


def _member(member: dict[str, Any]) -> dict[str, Any]:
    """A member with its item as it reads today: whether its line still has the words that were agreed upon."""
    wanted = select(ItemVersionRow).where(ItemVersionRow.item_id == member["item"], queries.valid_on(clock.today()))
    version = db.session.scalar(wanted)
    line = line_of(member, member["item"], version.lines) if version else None
    return {**member, "agency": _agency(member["agency"]), "name": version.name if version else "", "now": line}


def _agency(code: str) -> str:
    agency = db.session.get(AgencyRow, code)
    return agency.short_name if agency else code


def _joining(followed: SharedLineRow | None, error: str = "") -> str:
    kept = {f"{each['item']}|{each['line']}" for each in followed.members} if followed else set()
    chosen = kept | set(request.form.getlist("line"))
    q = request.values.get("q", "").strip()[:60]
    return render_template(
        "desk/registry/sharing.html", followed=followed, q=q, error=error, chosen=chosen,
        content=request.form.get("content", followed.content if followed else ""), found=_found(q, chosen),
    )  # fmt: skip


def _found(q: str, chosen: set[str]) -> list[dict[str, Any]]:
    """Lines of today's items that are chosen already or have these words."""
    if not (q or chosen):
        return []
    wanted = select(ItemVersionRow).where(queries.valid_on(clock.today())).order_by(ItemVersionRow.item_id)
    wanted = wanted.options(joinedload(ItemVersionRow.item).joinedload(InspectionItemRow.agency))
    lines = [
        {"key": f"{version.item_id}|{line['line']}", "item": version.name, "agency": version.item.agency, **line}
        for version in db.session.scalars(wanted)
        for line in version.lines
    ]
    named = q.split()
    hit = [each for each in lines if named and all(word in f"{each['content']} {each['standard']}" for word in named)]
    first = [each for each in lines if each["key"] in chosen]
    return first + [each for each in hit if each["key"] not in chosen][:MOST]
