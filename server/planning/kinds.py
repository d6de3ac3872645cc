"""What each kind of plan may do: the table of channels and causes."""

from typing import NamedTuple

from server.planning.values import Plan
from server.vocabulary import Cause, Channel

# Looking a member up in its enum is slow, and these questions are asked several times a filing.
ORDINARY, GREEN = Channel.ORDINARY, Channel.GREEN
EMERGENCY, COVERT = Cause.EMERGENCY, Cause.COVERT


class Kind(NamedTuple):
    """Whether a plan may be moved to another day, is stopped by a quiet period, and makes one."""

    movable: bool
    stopped: bool
    makes_quiet: bool


PLANNED = Kind(movable=True, stopped=True, makes_quiet=True)
ORDERED_FOR_ITS_DAY = Kind(movable=False, stopped=False, makes_quiet=True)
TIP_OFF_THAT_CAN_WAIT = Kind(movable=True, stopped=False, makes_quiet=False)
UNHINDERED = Kind(movable=False, stopped=False, makes_quiet=False)


def kind(plan: Plan) -> Kind:
    """The row of the table that a plan falls under."""
    if plan.channel is ORDINARY:
        return PLANNED
    return _green(plan) if plan.channel is GREEN else UNHINDERED


def _green(plan: Plan) -> Kind:
    if plan.cause is Cause.OTHER:
        return PLANNED
    if plan.cause is Cause.SUPERIOR_ORDER:
        return ORDERED_FOR_ITS_DAY if plan.fixed_day else PLANNED
    if plan.cause is Cause.TIP_OFF and not plan.urgent:
        return TIP_OFF_THAT_CAN_WAIT
    return UNHINDERED


def is_emergency(plan: Plan) -> bool:
    """应急: it leads the visit that holds it, whatever was filed before."""
    return plan.cause is EMERGENCY and plan.channel is GREEN


def is_covert(plan: Plan) -> bool:
    """暗访: sealed; nothing joins it and it joins nothing."""
    return plan.cause is COVERT and plan.channel is GREEN
