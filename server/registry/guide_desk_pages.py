"""The guides at the desk: an industry's items and what to prepare, and each checklist line in plain words."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from server.db import db
from server.http import current_actor, words
from server.policy import may
from server.refusals import NOT_FOUND, Refused
from server.registry import guides, guiding, versions
from server.registry.guide_tables import GuideRow
from server.registry.tables import InspectionItemRow

blueprint = Blueprint("guides", __name__, url_prefix="/desk/registry")
BOXES = ("name", "industries", "items", "intro", "prepare", "ended")
LINE = "line-"


@blueprint.get("/guides")
def listed() -> str:
    return render_template("desk/registry/guides.html", guides=guides.all_newest(), may_edit=_may_edit())


@blueprint.get("/guides/new")
def new() -> str:
    return _page(None, dict.fromkeys(BOXES, ""))


@blueprint.post("/guides/new")
def publish() -> Response | tuple[str, int]:
    return _kept(request.form.get("slug", "").strip(), None)


@blueprint.get("/guides/<slug>")
def shown(slug: str) -> str:
    row = _known(slug)
    return _page(row, _values(row))


@blueprint.post("/guides/<slug>")
def change(slug: str) -> Response | tuple[str, int]:
    return _kept(slug, _known(slug))


@blueprint.get("/items/<code>/plain")
def plain(code: str) -> str:
    return _plain_page(_item(code))


@blueprint.post("/items/<code>/plain")
def say(code: str) -> Response | tuple[str, int]:
    item = _item(code)
    said = {name.removeprefix(LINE): text for name, text in request.form.items() if name.startswith(LINE)}
    try:
        count = guiding.say_plainly(item, said, current_actor())
    except Refused as refused:
        if refused.reason is NOT_FOUND:
            raise
        return _plain_page(item, said, words(refused.reason, refused.facts)), 422
    flash(_("已更新%(count)s条说明。", count=count), "valid")
    return redirect(url_for("guides.plain", code=code))


def _kept(slug: str, before: GuideRow | None) -> Response | tuple[str, int]:
    form = {name: request.form.get(name, "").replace("\0", "") for name in BOXES}
    try:
        row = guiding.keep(slug, form, current_actor(), new=before is None)
    except Refused as refused:
        return _page(before, form, words(refused.reason, refused.facts)), 422
    flash(_("已发布第%(number)s版。", number=row.version), "valid")
    return redirect(url_for("guides.shown", slug=row.slug))


def _page(row: GuideRow | None, values: dict[str, str], error: str = "") -> str:
    named = values["items"].split()
    names = {code: version["name"] for code, version in versions.latest(named).items()}
    return render_template(
        "desk/registry/guide.html", guide=row, values=values, error=error, names=names, named=named,
        slug=request.form.get("slug", ""), may_edit=_may_edit(),
    )  # fmt: skip


def _plain_page(item: InspectionItemRow, said: dict[str, str] | None = None, error: str = "") -> str:
    newest = item.versions[0]
    plain = guides.plain_words([item.id]).get(item.id, {})
    lines = [{**line, "plain": (said or {}).get(line["line"], plain.get(line["content"], ""))} for line in newest.lines]
    may_say = may("guide.say_plainly", current_actor(), agency=item.agency_id)
    return render_template(
        "desk/registry/plain.html", item=item, newest=newest, lines=lines, error=error, may_say=may_say
    )


def _values(row: GuideRow) -> dict[str, str]:
    return {
        "name": row.name, "industries": " ".join(row.industries), "items": "\n".join(row.items), "intro": row.intro,
        "prepare": "\n".join(row.prepare), "ended": "1" if row.ended else "",
    }  # fmt: skip


def _known(slug: str) -> GuideRow:
    row = guides.newest(slug)
    if row is None:
        raise Refused(NOT_FOUND)
    return row


def _item(code: str) -> InspectionItemRow:
    row = db.session.get(InspectionItemRow, code)
    if row is None or not row.versions:
        raise Refused(NOT_FOUND)
    return row


def _may_edit() -> bool:
    return may("guide.edit", current_actor())
