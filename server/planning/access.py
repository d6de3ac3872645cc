"""For which agency somebody acts, and whose plans he may see."""

from collections.abc import Collection

from server import policy
from server.planning import draft_queries
from server.planning.draft_queries import Reader
from server.planning.tables import PlanDraftRow
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


def leads(actor: Actor, agency: str) -> bool:
    """Whether somebody approves the plans of an agency: what he files himself he has approved by filing it."""
    return policy.may("plan.approve", actor, agency=agency)


def reader_of_drafts(actor: Actor) -> Reader:
    """Whose drafts somebody sees: his agency's, of the covert ones an officer only his own; the supervisor all."""
    everywhere = policy.may("draft.read", actor)
    return Reader(actor.account_id, None if everywhere else agencies_of(actor), led_by(actor))


def led_by(actor: Actor) -> frozenset[str]:
    """The agencies whose plans somebody approves."""
    return actor.agencies.get(Role.AGENCY_LEAD, frozenset())


def draft_to(action: str, actor: Actor, draft_id: str) -> PlanDraftRow:
    """A draft that somebody may read, change or decide upon; to others it is not there."""
    row = draft_queries.one(draft_id)
    policy.require(action, actor, agency=row.agency_id)
    if not reader_of_drafts(actor).sees(row):
        raise Refused(NOT_FOUND)
    return row


def require_own(actor: Actor, agency: str) -> None:
    """A plan is withdrawn by its own agency; to others it is not there."""
    policy.require("plan.file", actor, agency=agency)
