"""送审: a plan that its agency's lead approves before it is filed. Until then it locks nothing and has no place."""

from dataclasses import asdict
from typing import Any

from server import clock, trail
from server.db import db, lock, transaction
from server.ids import new_id
from server.planning import approving, draft_queries, filing, judging, queries
from server.planning.tables import PlanDraftRow
from server.planning.values import NewPlan
from server.refusals import (
    DRAFT_CHANGED,
    DRAFT_SETTLED,
    DRAFT_WAITING,
    NOTHING_LEFT,
    RETURN_REASON_MISSING,
    Refused,
)
from server.vocabulary import DraftState

CHANGEABLE = (DraftState.WAITING, DraftState.SENT_BACK)


class _Rehearsed(Exception):
    """Ends a rehearsal, so that nothing of it stays."""


def submit(new: NewPlan, *, agency_id: str, account_id: str | None) -> str:
    """Keeps a plan for the lead to approve, if it could be filed at this moment; returns the draft's id."""
    require_fileable(new, agency_id=agency_id, account_id=account_id)
    with transaction():
        lock(f"drafts:{agency_id}")
        row = PlanDraftRow(id=new_id(), agency_id=agency_id, made_by=account_id, made_at=clock.now(), revision=0)
        _keep(row, new, account_id)
        return row.id


def resubmit(draft_id: str, new: NewPlan, *, account_id: str | None) -> None:
    """Changes a draft that waits or was sent back; the lead sees it as it is now, and can only approve that."""
    require_fileable(new, agency_id=draft_queries.one(draft_id).agency_id, account_id=account_id)
    with transaction():
        row = _held(draft_id, *CHANGEABLE)
        lock(f"drafts:{row.agency_id}")
        _keep(row, new, account_id)


def withdraw(draft_id: str, *, account_id: str | None) -> None:
    """The officer no longer asks for it."""
    with transaction():
        row = _held(draft_id, *CHANGEABLE)
        row.state = DraftState.WITHDRAWN
        _tell("draft.withdrawn", row, {}, account_id)


def send_back(draft_id: str, *, revision: int, reason: str, account_id: str | None) -> None:
    """The lead does not approve, and says why."""
    if not reason:
        raise Refused(RETURN_REASON_MISSING)
    with transaction():
        row = _held_as_read(draft_id, revision)
        _decide(row, DraftState.SENT_BACK, account_id, reason=reason)
        _tell("draft.sent_back", row, {"reason": reason}, account_id)


def approve(draft_id: str, *, revision: int, account_id: str | None) -> DraftState:
    """The lead approves and the plan is filed at this moment; what the rules refuse goes back to its officer."""
    try:
        with transaction():
            _file(_held_as_read(draft_id, revision), account_id)
            return DraftState.FILED
    except Refused as refused:
        with transaction():
            _hand_back(_held_as_read(draft_id, revision), refused, account_id)
            return DraftState.SENT_BACK


def file_instead(draft_id: str, new: NewPlan, *, account_id: str | None) -> str:
    """Files a draft whose plan needs no approval any more; returns the plan's id."""
    with transaction():
        row = _held(draft_id, *CHANGEABLE)
        plan_id = filing.file_plan(new, agency_id=row.agency_id, account_id=account_id)
        row.asked, row.state, row.plan_id = as_message(new), DraftState.FILED, plan_id
        _tell("draft.filed", row, {"plan": plan_id}, account_id)
        return plan_id


def require_fileable(new: NewPlan, *, agency_id: str, account_id: str | None) -> None:
    """Refuses what could not be filed at this moment: it is filed, and all of it undone."""
    try:
        with transaction():
            filing.file_plan(new, agency_id=agency_id, account_id=account_id)
            raise _Rehearsed
    except _Rehearsed:
        return
    except Refused as refused:
        if refused.reason is NOTHING_LEFT:  # A visit was spared the enterprise: the filing itself says so in the trail.
            filing.file_plan(new, agency_id=agency_id, account_id=account_id)
        raise


def as_message(new: NewPlan) -> dict[str, Any]:
    """A plan as the API would be sent it."""
    team = [{"inspector": inspector_id, "role": role} for inspector_id, role in new.team]
    return filing.plain(asdict(new) | {"team": team})


def _held(draft_id: str, *states: DraftState) -> PlanDraftRow:
    """A draft that nobody else decides upon until this transaction ends, if it is in one of these states."""
    lock(f"draft:{draft_id}")
    row = draft_queries.one(draft_id)
    db.session.refresh(row)
    if row.state not in states:
        raise Refused(DRAFT_SETTLED)
    return row


def _held_as_read(draft_id: str, revision: int) -> PlanDraftRow:
    row = _held(draft_id, DraftState.WAITING)
    if row.revision != revision:
        raise Refused(DRAFT_CHANGED)
    return row


def _keep(row: PlanDraftRow, new: NewPlan, account_id: str | None) -> None:
    premises = judging.premises_for(new)
    plan = new.numbered("", row.agency_id, 0)
    row.premises_id, row.visit_on, row.channel, row.cause = premises.id, plan.visit_on, plan.channel, plan.cause
    row.asked, row.changed_at, row.revision = as_message(new), clock.now(), row.revision + 1
    row.state, row.reason, row.refusal, row.decided_by, row.decided_at = DraftState.WAITING, "", None, None, None
    if draft_queries.asked_before(row, new.items):
        raise Refused(DRAFT_WAITING)
    db.session.add(row)
    _tell("draft.submitted", row, {"asked": row.asked, "revision": row.revision}, account_id)


def _file(row: PlanDraftRow, account_id: str | None) -> None:
    plan_id = filing.file_plan(draft_queries.plan_of(row), agency_id=row.agency_id, account_id=row.made_by)
    approving.note(queries.plan_or_refuse(plan_id), account_id)
    row.plan_id = plan_id
    _decide(row, DraftState.FILED, account_id)
    _tell("draft.approved", row, {"plan": plan_id}, account_id)


def _hand_back(row: PlanDraftRow, refused: Refused, account_id: str | None) -> None:
    refusal = filing.plain({"code": refused.reason.code, "facts": refused.facts})
    _decide(row, DraftState.SENT_BACK, account_id, refusal=refusal)
    _tell("draft.refused", row, refusal, account_id)


def _decide(
    row: PlanDraftRow, state: DraftState, account_id: str | None, *, reason: str = "", refusal: Any = None
) -> None:
    row.state, row.decided_by, row.decided_at = state, account_id, clock.now()
    row.reason, row.refusal = reason, refusal


def _tell(kind: str, row: PlanDraftRow, facts: dict[str, Any], account_id: str | None) -> None:
    trail.append(kind, "draft", row.id, facts, account_id=account_id, agency_id=row.agency_id)
