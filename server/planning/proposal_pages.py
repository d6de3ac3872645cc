"""Proposals to gather visits: what an agency is asked to agree to, what it sent, and what became of each."""

from collections.abc import Callable, Iterable

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from server.frame import listed as listed_words
from server.http import current_actor
from server.planning import access, proposing, roster
from server.planning.tables import ProposalRow
from server.policy import may, require
from server.refusals import NOT_FOUND, Refused
from server.vocabulary import ProposalState

blueprint = Blueprint("proposals", __name__, url_prefix="/desk/proposals")


@blueprint.get("")
def listed() -> str:
    actor = current_actor()
    own = access.agencies_of(actor) if access.may_file(actor) else None
    rows = proposing.of(own)
    waiting = {row.id: agency for row in rows if (agency := _asked(row, own or frozenset()))}
    return render_template(
        "desk/proposals.html", waiting=[row for row in rows if row.id in waiting], asked=waiting,
        others=[row for row in rows if row.id not in waiting], states=ProposalState,
        own={row.id for row in rows if row.state == ProposalState.OPEN and _is_sender(row)},
        named=namer(_agencies(rows)),
    )  # fmt: skip


@blueprint.post("/<proposal_id>")
def answer(proposal_id: str) -> Response:
    actor, row = current_actor(), proposing.one(proposal_id)
    agency = next(
        (each.agency_id for each in row.answers if may("proposal.answer", actor, agency=each.agency_id)), None
    )
    require("proposal.answer", actor, agency=agency)
    proposing.answer(
        proposal_id,
        agency_id=agency or "",
        accepted=request.form.get("answer") == "accept",
        reason=request.form.get("reason", "").strip()[:200],
        account_id=actor.account_id,
    )
    return redirect(url_for("proposals.listed"))


@blueprint.post("/<proposal_id>/withdrawal")
def take_back(proposal_id: str) -> Response:
    if not _is_sender(proposing.one(proposal_id)):
        raise Refused(NOT_FOUND)
    proposing.take_back(proposal_id, account_id=current_actor().account_id)
    return redirect(url_for("proposals.listed"))


def _is_sender(row: ProposalRow) -> bool:
    """Whether somebody acts for who sent a proposal: the agency, or the supervisor where no agency did."""
    actor = current_actor()
    return row.agency_id in access.agencies_of(actor) if row.agency_id else may("proposal.send", actor)


def answers_of(row: ProposalRow) -> str:
    """What each agency has said to a proposal, in a row."""
    said = {None: _("待答复"), True: _("同意"), False: _("不同意")}
    return listed_words(f"{each.agency.short_name} {said[each.accepted]}" for each in row.answers)


def _asked(row: ProposalRow, own: frozenset[str]) -> str | None:
    """The agency of one's own that still has to answer."""
    if row.state != ProposalState.OPEN:
        return None
    return next((each.agency_id for each in row.answers if each.accepted is None and each.agency_id in own), None)


def _agencies(rows: Iterable[ProposalRow]) -> set[str]:
    return {agency for row in rows for visit in row.visits for agency in visit["agencies"]}


def namer(codes: Iterable[str]) -> Callable[[Iterable[str]], str]:
    """Tells these agencies by their short names, several in a row."""
    names = roster.short_names(set(codes))
    return lambda some: listed_words(names.get(code, code) for code in some)
