"""The bureau's conclusion: the first result is upheld, amended or withdrawn, each time as a new version of it."""

from collections.abc import Mapping

from server import clock
from server.db import transaction
from server.oversight import objection_rules as rules
from server.oversight import objection_ties, objections
from server.oversight.objection_rules import By
from server.policy import Actor
from server.refusals import INVALID, Refused
from server.visits import amending, sign_off_rules
from server.visits.amending import Change
from server.visits.objection_tables import ObjectionRow
from server.vocabulary import Disposition, ObjectionAct, ObjectionOutcome, ObjectionState, Outcome

MAKES = {
    ObjectionOutcome.UPHELD: amending.uphold,
    ObjectionOutcome.AMENDED: amending.amend,
    ObjectionOutcome.WITHDRAWN: amending.withdraw,
}


def conclude(
    objection_id: str, outcome: ObjectionOutcome | None, outcomes: Mapping[str, Outcome], text: str, *, by: Actor
) -> None:
    """Says what becomes of the first result, and makes it so."""
    if outcome is None:
        raise Refused(INVALID, fields="outcome")
    with transaction():
        row = objections.held(objection_id)
        rules.step(ObjectionState(row.state), ObjectionAct.CONCLUDE, By.BUREAU)
        objection_ties.require_no_conflict(row, by)
        rules.require_said(ObjectionAct.CONCLUDE, text)
        change = _change(row, outcome, outcomes, text)
        row.after_id = MAKES[outcome](row.visit_id, row.against_id, change, account_id=str(by.account_id))
        row.outcome, row.conclusion, row.concluded_at, row.handler_id = outcome, text, clock.now(), by.account_id
        facts = {"text": text, "outcome": outcome, "version": row.after_id}
        objections.move(row, ObjectionAct.CONCLUDE, By.BUREAU, facts, by.account_id)


def _change(row: ObjectionRow, outcome: ObjectionOutcome, outcomes: Mapping[str, Outcome], text: str) -> Change:
    reason = f"{row.number}：{text}"
    if outcome is not ObjectionOutcome.AMENDED:
        return Change(reason)
    before = {each["item"]: Outcome(each["outcome"]) for each in row.result.outcomes}
    after = {item: outcomes.get(item, was) for item, was in before.items()}
    rules.require_changes(outcome, before, after)
    changed = {item: each for item, each in after.items() if each is not before[item]}
    return Change(reason, _disposition(after), text, changed)


def _disposition(after: Mapping[str, Outcome]) -> Disposition:
    """What the gravest of the items left calls for at the least."""
    gravest = max(after.values(), key=list(Outcome).index)
    return sign_off_rules.FITTING[gravest][0]
