"""For which agency somebody acts, and whose plans he may see."""

from collections.abc import Collection

from server import policy
from server.policy import Actor
from server.refusals import NOT_FOUND, Refused
from server.vocabulary import Role

FILERS = (Role.OFFICER, Role.AGENCY_LEAD)


def filing_agency(actor: Actor, named: str | None = None) -> str:
    """The agency an officer or lead files for: the one named, else his own."""
    own = sorted(agencies_of(actor))
    agency = named or (own[0] if own else None)
    policy.require("plan.file", actor, agency=agency)
    if agency is None:
        raise Refused(NOT_FOUND)
    return agency


def agencies_of(actor: Actor) -> frozenset[str]:
    """The agencies somebody may file for."""
    none: frozenset[str] = frozenset()
    return none.union(*(actor.agencies.get(role, none) for role in FILERS))


def readable_agencies(actor: Actor, named: str | None = None) -> frozenset[str] | None:
    """Whose plans somebody may list: those of the agency named, else his own agencies', else all (None)."""
    if named:
        policy.require("plan.read", actor, agency=named)
        return frozenset({named})
    return None if policy.may("plan.read", actor) else agencies_of(actor)


def may_file(actor: Actor) -> bool:
    """Whether somebody files plans at all."""
    return bool(agencies_of(actor))


def require_reader(actor: Actor, agency: str) -> None:
    """A plan is read by its own agency and the supervisor; to others it is not there."""
    policy.require("plan.read", actor, agency=agency)


def require_member(actor: Actor, agencies: Collection[str]) -> None:
    """A visit is moved by one of its agencies; to others it is not there."""
    if not agencies_of(actor) & set(agencies):
        raise Refused(NOT_FOUND)


def require_approver(actor: Actor, agency: str) -> None:
    """A plan is approved by the lead of its own agency; to others it is not there."""
    policy.require("plan.approve", actor, agency=agency)


def require_own(actor: Actor, agency: str) -> None:
    """A plan is withdrawn by its own agency; to others it is not there."""
    policy.require("plan.file", actor, agency=agency)
