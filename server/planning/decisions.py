"""Decisions with the reasons they rest on."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from server.planning import rules
from server.planning.values import Decision, Plan, Visit, Why
from server.vocabulary import FilingOutcome


def refused(because: str, **facts: Any) -> Decision:
    """The plan is not filed; the facts say what could be done instead."""
    return Decision(FilingOutcome.REFUSED, because=because, facts=facts, reasons=(Why(because, facts),))


@lru_cache(maxsize=4096)
def founded(day: date, reason: str) -> Decision:
    """The plan founds a visit on the day it asks for; one decision says so for all that ask for that day."""
    return Decision(FilingOutcome.FOUNDED, day, reasons=(Why(reason, {"visit_on": day}),))


def joined(plan: Plan, visit: Visit) -> Decision:
    """The plan joins a visit, whose day becomes its own."""
    return Decision(FilingOutcome.JOINED, visit.visit_on, visit.id, reasons=(_met(plan, visit),))


def deferred(plan: Plan, day: date, visit: Visit | None) -> Decision:
    """The plan is put off to a later day, on a visit that stands there or on one that it founds."""
    put_off = Why("quiet_period", {"asked_on": plan.visit_on, "visit_on": day})
    reasons = (put_off, _met(plan, visit)) if visit else (put_off,)
    return Decision(FilingOutcome.DEFERRED, day, visit.id if visit else None, reasons=reasons)


def emergency(
    plan: Plan,
    visit: Visit | None,
    pulled: Sequence[Plan] = (),
    emptied: Sequence[str] = (),
    reason: str = "pulls",
    **facts: Any,
) -> Decision:
    """An emergency keeps its day; the plans it draws to itself and the visits that leaves empty are its effects."""
    return Decision(
        FilingOutcome.JOINED if visit else FilingOutcome.FOUNDED,
        plan.visit_on,
        visit.id if visit else None,
        pulled=tuple(sorted(other.id for other in pulled)),
        cancelled=tuple(sorted(emptied)),
        reasons=(Why("emergency", {"visit_on": plan.visit_on}), Why(reason, {"plans": len(pulled), **facts})),
    )


def withdrawn(visit: Visit) -> Decision:
    """The plan leaves its visit, which keeps its day, or is cancelled when nobody is left."""
    cancelled = (visit.id,) if len(visit.plans) == 1 else ()
    return Decision(FilingOutcome.WITHDRAWN, joins=visit.id, cancelled=cancelled)


def _met(plan: Plan, visit: Visit) -> Why:
    lead = rules.leading(visit.plans)
    return Why(
        "holds_emergency" if rules.holds_emergency(visit) else "stands_first",
        {
            "agency": lead.agency if lead else None,
            "visit_on": visit.visit_on,
            "asked_on": plan.visit_on,
            "days": rules.days_apart(plan.visit_on, visit.visit_on),
        },
    )
