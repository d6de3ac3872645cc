"""What each role's desk opens with: a sentence about today, what needs doing now, and a few figures."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from server import clock
from server.desks import district_today, to_do, under_way, week
from server.desks.to_do import ToDo, Waiting
from server.oversight import today as bureau
from server.planning import access
from server.policy import Actor, may
from server.statistics import glance
from server.vocabulary import VisitState


@dataclass(frozen=True)
class Overview:
    """The top of a desk."""

    headline: str
    to_do: Sequence[ToDo]
    figures: Sequence[bureau.Figure]


def of(actor: Actor, waiting: Sequence[Waiting]) -> Overview:
    """An agency's desk for its people, the district's for the bureau, the platform's for the administrator."""
    own = access.agencies_of(actor)
    if own:
        return Overview(_of_agency(own), to_do.of_desk(own, waiting), _mirror(sorted(own)[0]))
    if may("oversight.read", actor):
        return Overview(_of_district(), to_do.of_desk(None, waiting), [*bureau.figures(), *_shares()])
    return Overview("", to_do.of_platform(waiting), [])


def _mirror(agency: str) -> list[bureau.Figure]:
    """The agency's own figures of the last months beside the district's."""
    return [
        bureau.Figure(each.name, each.value, _("近三个月，全区%(value)s", value=each.district), each.address)
        for each in glance.at_a_glance(agency)
    ]


def _shares() -> list[bureau.Figure]:
    """What the bureau watches most of the last months."""
    return [
        bureau.Figure(each.name, each.value, _("近三个月"), each.address)
        for each in glance.at_a_glance(codes=("green_share", "joint_share"))
    ]


def _of_agency(own: Collection[str]) -> str:
    first = week.monday_of(clock.today())
    days = week.counts(own, first)
    visits, now = days[clock.today().weekday()], len(under_way.under_way(own))
    if not sum(days):
        return _("本周没有检查。")
    return _("今天%(today)s项检查，%(now)s处正在进行；本周共%(week)s项。", today=visits, now=now, week=sum(days))


def _of_district() -> str:
    visits = district_today.visits_by_state()
    if not visits.total():
        return _("今天没有检查。")
    return _("今天全区%(visits)s次检查，%(now)s次正在进行。", visits=visits.total(), now=visits[VisitState.STARTED])
