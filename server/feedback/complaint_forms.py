"""The form behind complaints, tips and reports: what was filled in comes back with whatever was wrong about it."""

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from server import dates, wire
from server.feedback import complaint_rules as rules
from server.feedback import complaints, photo_pieces, queries, receipts
from server.feedback.cards import Reader, VisitCard
from server.feedback.complaint_rules import Filing
from server.frame import listed
from server.http import STATUS, current_settings, words
from server.ids import is_id, new_id
from server.limits import counts_stranger
from server.planning.queries import standing_plans
from server.planning.tables import VisitRow
from server.policy import ANONYMOUS, Actor
from server.refusals import BAD_REQUEST, TOO_MANY, Refused
from server.registry.queries import standing_agencies
from server.registry.tables import PremisesRow
from server.vocabulary import ComplaintKind, Conduct

MOST_BYTES = (rules.MOST_PHOTO_BYTES * 3) + 1024 * 1024
FIVE = list(Conduct)[:5]
EIGHT = list(Conduct)[5:13]
REST = list(Conduct)[13:]


def make_room(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Lets a form carry three photos at their full size; the check comes before anything is read."""
    request.max_content_length = MOST_BYTES


def form(kind: ComplaintKind, premises: PremisesRow, error: str = "", **shown: Any) -> str:
    """The form, with everything that was typed into it."""
    given = request.form or request.args
    return render_template(
        "enterprise/complaint.html", kind=kind, premises=premises, error=error, given=given,
        conduct=[(_("五个严禁"), FIVE), (_("八个不得"), EIGHT), (_("其他情形"), REST)],
        chosen=given.getlist("conduct"), key=_key(), most=rules.MOST_LETTERS, most_photos=rules.MOST_PHOTOS,
        agencies=[(each.id, each.name) for each in standing_agencies()] if kind is ComplaintKind.CONDUCT else [],
        visit_choices=[(each.id, _named(each)) for each in shown.get("visits", ())], **shown,
    )  # fmt: skip


def _named(visit: VisitCard) -> str:
    return f"{dates.day(visit.visit_on)} {listed(visit.agencies)}"


def page(kind: ComplaintKind, premises: PremisesRow, **shown: Any) -> Response:
    """The form as a page."""
    return wire.page(form(kind, premises, **shown))


def answer(kind: ComplaintKind, premises: PremisesRow, by: Actor, **shown: Any) -> AnyResponse:
    """Files what was sent and shows its receipt; what is refused comes back whole, with the reason."""
    try:
        if by is ANONYMOUS and not counts_stranger():
            raise Refused(TOO_MANY)
        row = complaints.file(asked(kind, premises), premises, by)
    except Refused as refused:
        told = form(kind, premises, words(refused.reason, refused.facts), **shown)
        return make_response(told, STATUS.get(refused.reason.code, 422))
    complaint_id = row.id
    add_photos(complaint_id)
    return redirect(address(complaint_id), 303)


def asked(kind: ComplaintKind, premises: PremisesRow) -> Filing:
    """What the form says."""
    given = request.form
    visit = given.get("visit", "")
    begun = queries.begun_visit(premises, visit) if is_id(visit) else None
    return Filing(
        key=_sent_key(), kind=kind, text=given.get("text", "").strip(), place=given.get("place", "").strip()[:200],
        conduct=rules.known_conduct(given.getlist("conduct")), visit=begun.id if begun else None,
        agency=_agency(given.get("agency", "")) or _only_agency(begun), disclosed="disclosed" in given,
        photos_told=max(len(_photos()), photo_pieces.told()),
    )  # fmt: skip


def add_photos(complaint_id: str) -> None:
    """Adds the photos of the form one by one: what was told stands, whatever becomes of them."""
    for each in _photos():
        try:
            complaints.add_photo(complaint_id, each.read(rules.MOST_PHOTO_BYTES + 1))
        except Refused as refused:
            name = (each.filename or "")[:60]
            flash(_("照片“%(name)s”没有收下：", name=name) + words(refused.reason, refused.facts), "attention")


def address(complaint_id: str) -> str:
    """Where whoever filed it reads its receipt and what becomes of it."""
    code = receipts.follow_code(current_settings().keys, complaint_id)
    return url_for("following.shown", complaint_id=complaint_id, code=code)


def visits(premises: PremisesRow) -> list[VisitCard]:
    """The visits a complaint can be about, the running ones first."""
    started = queries.started_visits(premises.id, Reader.MANAGER)
    return [*started, *queries.finished_visits(premises.id, Reader.MANAGER)]


def _photos() -> list[FileStorage]:
    return [each for each in request.files.getlist("photo") if each.filename]


def _sent_key() -> str:
    """A form without its key has not arrived whole: a connection that broke while it was sent files nothing."""
    sent = request.form.get("key", "")
    if not is_id(sent):
        raise Refused(BAD_REQUEST)
    return sent


def _key() -> str:
    sent = request.form.get("key", "")
    return sent if is_id(sent) else new_id()


def _only_agency(visit: VisitRow | None) -> str | None:
    """Who came, where only one agency did."""
    came = {plan.agency_id for plan in standing_plans(visit)} if visit else set()
    return came.pop() if len(came) == 1 else None


def _agency(code: str) -> str | None:
    return next((each.id for each in standing_agencies() if each.id == code), None)
