"""Opening a case of oversight, and the bureau's acts in it, each judged by the table and left in the trail."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from server import clock, trail
from server.db import db, lock, next_number, transaction
from server.ids import is_id, new_id
from server.oversight import case_rules as rules
from server.oversight import conflicts, telling, working_calendar
from server.oversight.case_rules import By
from server.oversight.case_tables import CaseRow, HoldRow
from server.oversight.tables import IrregularityRow
from server.planning.queries import terms_on
from server.policy import Actor
from server.refusals import (
    AGENCY_MISSING,
    NOT_FOUND,
    NOT_THE_HANDLER,
    NOTHING_PROPOSED,
    OPINION_WITHOUT_OUTCOME,
    Refused,
)
from server.vocabulary import CaseAct, CaseOrigin, CaseOutcome, CaseState

MOST_LETTERS = 4000
# These two a colleague of the handler's may do as well: nobody handles a case before them.
BEFORE_HANDLING = (CaseAct.ACCEPT, CaseAct.DECLINE, CaseAct.TAKE_OVER, CaseAct.REOPEN)
BY_SECOND = (CaseAct.GIVE_OPINION, CaseAct.RETURN_OPINION)  # whoever handles it has drawn it up


def open_case(origin: CaseOrigin, subject: str, *, by: str | None, **about: str | None) -> CaseRow:
    """A new case, received today; `about` names agency_id, premises_id, visit_id and complaint_id as far as known."""
    with transaction():
        today = clock.today()
        row = CaseRow(
            id=new_id(), number=f"JD{today.year}-{next_number(f'case {today.year}'):04}", origin=origin,
            state=CaseState.RECEIVED, subject=subject[:MOST_LETTERS], opened_at=clock.now(),
            due_on=rules.due(CaseState.RECEIVED, today, (), working_calendar.known(), terms_on(today)), **about,
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        tell(row, CaseAct.OPENED, {"origin": origin, **about}, by)
    return row


def act(case_id: str, what: CaseAct, *, by: Actor, text: str = "", **more: Any) -> CaseRow:
    """One act of the bureau: accept, decline, investigate, extend, opine, close, reopen or take over."""
    with transaction():
        row = held(case_id)
        begin(row, what, by, text)
        DOES[what](row, text, by, more)
        done(row, what, text, by, more)
        telling.decided(row, what)
    return row


def begin(row: CaseRow, what: CaseAct, by: Actor, text: str) -> None:
    """Whether the bureau's officer may do this now, and said what must be said."""
    rules.step(CaseState(row.state), what, By.BUREAU)
    conflicts.require_none(row, by)
    if row.handler_id not in (None, by.account_id) and what not in BEFORE_HANDLING + BY_SECOND:
        raise Refused(NOT_THE_HANDLER, name=row.handler.name if row.handler else "")
    rules.require_said(what, text)


def done(row: CaseRow, what: CaseAct, text: str, by: Actor, more: Mapping[str, Any]) -> None:
    """Moves the case on, with the term of its new state, and tells the trail."""
    before, row.state = row.state, rules.step(CaseState(row.state), what, By.BUREAU)
    if before != row.state or what is CaseAct.ORDER:
        today, last_days = clock.today(), [each.due_on for each in row.measures]
        row.due_on = rules.due(CaseState(row.state), today, last_days, working_calendar.known(), terms_on(today))
    tell(row, what, {"text": text, "from": before, "to": row.state, "due_on": row.due_on, **more}, by.account_id)


def held(case_id: str) -> CaseRow:
    """The case, held against others until the transaction ends."""
    lock(f"case:{case_id}")
    row = db.session.get(CaseRow, case_id, populate_existing=True) if is_id(case_id) else None
    if row is None:
        raise Refused(NOT_FOUND)
    return row


def tell(row: CaseRow, what: CaseAct, facts: Mapping[str, Any], account_id: str | None) -> None:
    """Leaves an act in the trail: the case's history is read from there."""
    trail.append(f"case.{what}", "oversight_case", row.id, facts, account_id=account_id)


def _accept(row: CaseRow, text: str, by: Actor, more: Mapping[str, Any]) -> None:
    row.handler_id = by.account_id
    _name_agency(row, by, more)


def _decline(row: CaseRow, text: str, by: Actor, _: Mapping[str, Any]) -> None:
    row.handler_id, row.answer = by.account_id, text


def _investigate(row: CaseRow, text: str, by: Actor, more: Mapping[str, Any]) -> None:
    _name_agency(row, by, more)
    if row.agency_id is None:
        raise Refused(AGENCY_MISSING)
    if row.visit_id and db.session.get(HoldRow, (row.id, row.visit_id)) is None:
        db.session.add(HoldRow(case_id=row.id, visit_id=row.visit_id, held_at=clock.now()))


def _name_agency(row: CaseRow, by: Actor, more: Mapping[str, Any]) -> None:
    """What a stranger could not know; what was noticed upon his word counts from now on as this agency's."""
    row.agency_id = more.get("agency") or row.agency_id
    conflicts.require_none(row, by)
    of_nobody = IrregularityRow.case_id == row.id, IrregularityRow.agency_id.is_(None)
    for noticed in db.session.scalars(select(IrregularityRow).where(*of_nobody)):
        noticed.agency_id = row.agency_id


def _extend(row: CaseRow, text: str, by: Actor, more: Mapping[str, Any]) -> None:
    days: date = more["due_on"]
    row.due_on, row.reminded_on = max(days, clock.today()), None


def _propose(row: CaseRow, text: str, by: Actor, more: Mapping[str, Any]) -> None:
    if not more.get("outcome"):
        raise Refused(OPINION_WITHOUT_OUTCOME)
    row.proposed_opinion, row.proposed_outcome, row.proposed_by = text, CaseOutcome(more["outcome"]), by.account_id


def _opine(row: CaseRow, text: str, by: Actor, _: Mapping[str, Any]) -> None:
    rules.require_second_person(row.proposed_by, by.account_id)
    row.opinion, row.outcome = row.proposed_opinion, row.proposed_outcome


def _return_opinion(row: CaseRow, text: str, by: Actor, _: Mapping[str, Any]) -> None:
    if row.proposed_by is None:
        raise Refused(NOTHING_PROPOSED)
    row.proposed_by = None


def _close(row: CaseRow, text: str, *_: Any) -> None:
    rules.require_measures_done(each.confirmed_at is not None for each in row.measures)
    row.answer = text
    for hold in db.session.scalars(select(HoldRow).where(HoldRow.case_id == row.id)):
        hold.released_at = clock.now()


def _reopen(row: CaseRow, text: str, by: Actor, _: Mapping[str, Any]) -> None:
    row.content, row.content_text, row.handler_id, row.proposed_by = None, "", by.account_id, None
    for hold in db.session.scalars(select(HoldRow).where(HoldRow.case_id == row.id)):
        hold.released_at = None


def _take_over(row: CaseRow, text: str, by: Actor, _: Mapping[str, Any]) -> None:
    row.handler_id = by.account_id


DOES = {
    CaseAct.ACCEPT: _accept, CaseAct.DECLINE: _decline, CaseAct.INVESTIGATE: _investigate, CaseAct.EXTEND: _extend,
    CaseAct.PROPOSE_OPINION: _propose, CaseAct.GIVE_OPINION: _opine, CaseAct.RETURN_OPINION: _return_opinion,
    CaseAct.CLOSE: _close, CaseAct.REOPEN: _reopen, CaseAct.TAKE_OVER: _take_over,
}  # fmt: skip
