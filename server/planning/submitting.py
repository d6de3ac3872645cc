"""The one door for a plan that a person sends: filed at once, or kept for the lead where the district asks for it."""

from typing import NamedTuple

from server.db import transaction
from server.planning import approval, approving, drafts, filing, queries
from server.planning.values import NewPlan


class Handed(NamedTuple):
    """What became of a plan handed in: the plan as filed, or the draft that waits for approval."""

    plan: str | None = None
    draft: str | None = None


def hand_in(new: NewPlan, *, agency_id: str, account_id: str | None, by_lead: bool = False) -> Handed:
    """Files a plan or sends it to the lead; a lead who files has approved by doing so."""
    if approval.must_wait(new) and not by_lead:
        return Handed(draft=drafts.submit(new, agency_id=agency_id, account_id=account_id))
    plan_id = filing.file_plan(new, agency_id=agency_id, account_id=account_id)
    if by_lead and approval.is_required():
        with transaction():
            approving.note(queries.plan_or_refuse(plan_id), account_id)
    return Handed(plan=plan_id)


def hand_in_again(draft_id: str, new: NewPlan, *, account_id: str | None) -> Handed:
    """Sends a changed draft to the lead once more, or files it where nobody has to approve it any more."""
    if approval.must_wait(new):
        drafts.resubmit(draft_id, new, account_id=account_id)
        return Handed(draft=draft_id)
    return Handed(plan=drafts.file_instead(draft_id, new, account_id=account_id))
