"""What merging saved and could still save: a comparison in numbers, words and bars, and proposals to send."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from server import clock
from server.http import current_actor
from server.planning import access, comparing, proposal_pages, proposing, queries, standing
from server.planning.standing import Where
from server.planning.values import Settings
from server.planning.what_if import Comparison, Proposal
from server.refusals import PERIOD_NOT_RIGHT, PROPOSAL_OUTDATED, Refused
from server.registry.forms import agency_options
from server.registry.tables import PremisesRow

blueprint = Blueprint("what_if", __name__, url_prefix="/desk/what-if")
REACHES = (7, 14, 30, 60)
LONGEST = 366
USUAL = 60
MOST_SHOWN = 50


@dataclass(frozen=True)
class Question:
    """What is compared: where, and how far plans may move with consent."""

    where: Where
    reach: int


@dataclass(frozen=True)
class Bar:
    """One number of the comparison, with its share of the greatest."""

    words: str
    count: int
    share: float


@dataclass(frozen=True)
class Offer:
    """A proposal as the page shows it."""

    proposal: Proposal
    premises: PremisesRow
    waiting: bool


@blueprint.get("")
def compared() -> str:
    """Compares when it is asked to: a district's plans take seconds, which nobody waits for who only looks in."""
    question = _question(request.args)
    settings = queries.settings_on(clock.today())[1]
    if not request.args:
        return _page(question, settings, asked=False)
    found = comparing.compared(question.where, question.reach, settings)
    shown = found.proposals[:MOST_SHOWN]
    return _page(
        question, settings, asked=True, numbers=found.numbers, offers=_offers(shown), total=len(found.proposals),
        bars=_bars(found.numbers, settings.merge_days, question.reach), possible=found.possible,
        named=proposal_pages.namer(_agencies(shown)),
    )  # fmt: skip


def _page(question: Question, settings: Settings, **found: object) -> str:
    return render_template(
        "desk/what_if.html", where=question.where, reach=question.reach, usual=settings.merge_days, reaches=REACHES,
        chooses=_chooses(), agencies=agency_options(_("全区")) if _chooses() else [], **found,
    )  # fmt: skip


@blueprint.post("")
def send() -> Response:
    question = _question(request.form)
    actor = current_actor()
    settings = queries.settings_on(clock.today())[1]
    wanted = (request.form.get("place"), request.form.get("day"), request.form.getlist("visits"))
    found = comparing.compared(question.where, question.reach, settings).proposals
    same = (each for each in found if _named(each) == wanted)
    proposal = next(same, None)
    if proposal is None:
        raise Refused(PROPOSAL_OUTDATED)
    agency = None if _chooses() else access.filing_agency(actor)
    proposing.send(proposal, reach=question.reach, agency_id=agency, account_id=actor.account_id)
    return redirect(url_for("proposals.listed"))


def _question(asked: "MultiDict[str, str]") -> Question:
    since = _day(asked.get("since", ""), clock.today())
    until = _day(asked.get("until", ""), since + timedelta(days=USUAL))
    if not since <= until <= since + timedelta(days=LONGEST):
        raise Refused(PERIOD_NOT_RIGHT, most=LONGEST)
    agency = asked.get("agency") or None if _chooses() else access.filing_agency(current_actor())
    where = Where(since, until, agency, asked.get("credit_code", "").strip()[:18].upper() or None)
    reach = asked.get("reach", "")
    return Question(where, int(reach) if reach in map(str, REACHES) else REACHES[1])


def _day(text: str, otherwise: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return otherwise
    return day if 2000 <= day.year < 2100 else otherwise


def _chooses() -> bool:
    """The supervisor chooses where to look; an agency looks at its own."""
    return not access.may_file(current_actor())


def _named(proposal: Proposal) -> tuple[str, str, list[str]]:
    return proposal.place, proposal.day.isoformat(), [visit.id for visit in proposal.visits]


def _offers(proposals: Iterable[Proposal]) -> list[Offer]:
    proposals = list(proposals)
    premises = standing.objects_named([each.visits[0].id for each in proposals])
    named = [(each, premises[each.visits[0].id]) for each in proposals]
    return [Offer(each, place, proposing.is_waiting(each, place)) for each, place in named]


def _agencies(proposals: Iterable[Proposal]) -> set[str]:
    return {plan.agency for each in proposals for visit in each.visits for plan in visit.plans}


def _bars(numbers: Comparison, usual: int, reach: int) -> list[Bar]:
    words = [
        (_("不合并，每项计划各去一次"), numbers.filed),
        (_("按规则合并后"), numbers.merged),
        (_("改期不超过%(days)s天，最少", days=usual), numbers.fewest),
        (_("经同意改期不超过%(days)s天，最少", days=reach), numbers.wider),
    ]
    most = max(numbers.filed, 1)
    return [Bar(said, count, round(count / most * 100, 2)) for said, count in words]
