"""The three things that need doing now, for whoever enters the desk, in plain words and the most urgent first."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from flask_babel import gettext as _

from server.desks import health, overdue
from server.desks.late import Agencies
from server.desks.overdue import Overdue
from server.frame import label, listed

MOST = 3
KINDS_NAMED = 3


class ToDo(NamedTuple):
    """One thing to do: how urgent, a sentence, and where it is done."""

    tone: str
    sentence: str
    address: str


class Waiting(NamedTuple):
    """How much waits in a section of the desk."""

    endpoint: str
    name: str
    address: str
    many: int


# What waits in a section as a sentence, in the order of urgency; a section not named here is told by its name.
WORDS: Mapping[str, Callable[[int], str]] = {
    "inquiries.listed": lambda count: _("司法局有%(count)s件询问或整改等您单位办理", count=count),
    "cases.listed": lambda count: _("%(count)s件投诉和线索等您受理或办理", count=count),
    "objections.listed": lambda count: _("%(count)s件异议等您办理", count=count),
    "drafts.listed": lambda count: _("%(count)s项计划等您审批或修改", count=count),
    "day_requests.listed": lambda count: _("%(count)s家企业申请改期，等您单位答复", count=count),
    "results.listed": lambda count: _("%(count)s份检查结果等您签发", count=count),
    "corrections.listed": lambda count: _("%(count)s份企业整改等您核查", count=count),
    "planning.plans": lambda count: _("%(count)s项计划的人员需要调整", count=count),
    "proposals.listed": lambda count: _("%(count)s条合并、改期建议等您答复", count=count),
    "quarantine.listed": lambda count: _("%(count)s条手机上传的记录等您核实", count=count),
}


def of_desk(agencies: Agencies, waiting: Sequence[Waiting]) -> list[ToDo]:
    """For an agency or, without agencies, the bureau: what is late, then what waits."""
    late = overdue.overdue(agencies)
    first = [ToDo("stop", _late(late), "/desk/overdue")] if late.lines else []
    return [*first, *_waiting(waiting)][:MOST]


def of_platform(waiting: Sequence[Waiting]) -> list[ToDo]:
    """For the administrator: what is wrong with the platform, then what waits."""
    wrong = [ToDo("stop", each, "/desk/health") for each in health.urgent()]
    return [*wrong, *_waiting(waiting)][:MOST]


def _late(late: Overdue) -> str:
    named = [f"{label(kind)}{count}" for kind, count in late.counts.most_common(KINDS_NAMED)]
    days = late.lines[0].days
    return _("%(count)s件已逾期，最久%(days)s天：%(kinds)s", count=late.counts.total(), days=days, kinds=listed(named))


def _waiting(waiting: Sequence[Waiting]) -> list[ToDo]:
    order = list(WORDS)
    found = sorted(
        (each for each in waiting if each.many),
        key=lambda each: order.index(each.endpoint) if each.endpoint in WORDS else len(order),
    )
    return [ToDo("attention", _sentence(each), each.address) for each in found]


def _sentence(each: Waiting) -> str:
    words = WORDS.get(each.endpoint)
    return words(each.many) if words else _("%(section)s：%(count)s件待办", section=each.name, count=each.many)
