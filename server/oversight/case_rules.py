"""The procedure of oversight as a table: which act is possible in which state, who may do it, and by when."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from server.oversight.working_calendar import Calendar, days_after
from server.planning.terms import Terms
from server.refusals import (
    CASE_ACT_NOT_NOW,
    CONFLICT_OF_INTEREST,
    MEASURES_OPEN,
    NOTHING_PROPOSED,
    REASON_MISSING,
    SAME_PERSON,
    Refused,
)
from server.vocabulary import CaseAct, CaseState

STANDARD = Terms()
NEAR = 1  # working days before a term ends on which its reminder comes


class By(StrEnum):
    """Who does an act."""

    BUREAU = "bureau"
    AGENCY = "agency"
    COMPLAINANT = "complainant"
    SYSTEM = "system"


class Step(NamedTuple):
    """Who does an act, and in which state the case stands after it."""

    by: By
    then: CaseState


RECEIVED, ACCEPTED, DECLINED = CaseState.RECEIVED, CaseState.ACCEPTED, CaseState.DECLINED
INVESTIGATING, OPINION = CaseState.INVESTIGATING, CaseState.OPINION
RECTIFICATION, CLOSED = CaseState.RECTIFICATION, CaseState.CLOSED
OPEN = (RECEIVED, ACCEPTED, INVESTIGATING, OPINION, RECTIFICATION)
ENDED = (DECLINED, CLOSED)

TABLE: dict[tuple[CaseState, CaseAct], Step] = {
    (RECEIVED, CaseAct.ACCEPT): Step(By.BUREAU, ACCEPTED),
    (RECEIVED, CaseAct.DECLINE): Step(By.BUREAU, DECLINED),
    (ACCEPTED, CaseAct.INVESTIGATE): Step(By.BUREAU, INVESTIGATING),
    (INVESTIGATING, CaseAct.ASK): Step(By.BUREAU, INVESTIGATING),
    (INVESTIGATING, CaseAct.ANSWER): Step(By.AGENCY, INVESTIGATING),
    (INVESTIGATING, CaseAct.EXTEND): Step(By.BUREAU, INVESTIGATING),
    (INVESTIGATING, CaseAct.PROPOSE_OPINION): Step(By.BUREAU, INVESTIGATING),
    (INVESTIGATING, CaseAct.RETURN_OPINION): Step(By.BUREAU, INVESTIGATING),
    (INVESTIGATING, CaseAct.GIVE_OPINION): Step(By.BUREAU, OPINION),
    (OPINION, CaseAct.ORDER): Step(By.BUREAU, RECTIFICATION),
    (OPINION, CaseAct.CLOSE): Step(By.BUREAU, CLOSED),
    (RECTIFICATION, CaseAct.ORDER): Step(By.BUREAU, RECTIFICATION),
    (RECTIFICATION, CaseAct.REPORT_DONE): Step(By.AGENCY, RECTIFICATION),
    **{(state, CaseAct.ATTACH): Step(By.AGENCY, state) for state in (INVESTIGATING, RECTIFICATION)},
    (RECTIFICATION, CaseAct.CONFIRM): Step(By.BUREAU, RECTIFICATION),
    (RECTIFICATION, CaseAct.SEND_BACK): Step(By.BUREAU, RECTIFICATION),
    (RECTIFICATION, CaseAct.CLOSE): Step(By.BUREAU, CLOSED),
    (DECLINED, CaseAct.REOPEN): Step(By.BUREAU, RECEIVED),
    (CLOSED, CaseAct.REOPEN): Step(By.BUREAU, INVESTIGATING),
    **{(state, CaseAct.TAKE_OVER): Step(By.BUREAU, state) for state in OPEN if state is not RECEIVED},
    **{(state, CaseAct.SUPPLEMENT): Step(By.COMPLAINANT, state) for state in (RECEIVED, ACCEPTED, INVESTIGATING)},
    **{(state, CaseAct.REMIND): Step(By.SYSTEM, state) for state in OPEN},
    **{(state, CaseAct.CONTENT): Step(By.COMPLAINANT, state) for state in ENDED},
}
# Each state's term, in working days; a rectification ends with the last of its measures.
TERM_OF = {
    RECEIVED: "accept_days", ACCEPTED: "begin_days", INVESTIGATING: "investigate_days", OPINION: "conclude_days",
}  # fmt: skip
SAID = (CaseAct.DECLINE, CaseAct.ASK, CaseAct.ANSWER, CaseAct.EXTEND, CaseAct.PROPOSE_OPINION,
        CaseAct.RETURN_OPINION, CaseAct.ORDER, CaseAct.REPORT_DONE, CaseAct.SEND_BACK, CaseAct.CLOSE, CaseAct.REOPEN,
        CaseAct.TAKE_OVER)  # fmt: skip


@dataclass(frozen=True)
class Handler:
    """Whoever wants to handle a case, with the ties that a case may forbid."""

    account: str
    agencies: frozenset[str] = frozenset()
    enterprises: frozenset[str] = frozenset()
    inspected: bool = False
    complained: bool = False


def step(state: CaseState, act: CaseAct, by: By) -> CaseState:
    """The state after an act; refused where the table knows no such step for whoever asks."""
    found = TABLE.get((state, act))
    if found is None or found.by is not by:
        raise Refused(CASE_ACT_NOT_NOW, act=act, state=state)
    return found.then


def acts_of_bureau(state: CaseState) -> list[CaseAct]:
    """What the bureau may do now."""
    return [act for (at, act), to in TABLE.items() if at is state and to.by is By.BUREAU]


def require_said(act: CaseAct, text: str) -> None:
    """What must be explained is explained in words."""
    if act in SAID and not text.strip():
        raise Refused(REASON_MISSING)


def require_no_conflict(handler: Handler, agencies: Collection[str], enterprise: str | None) -> None:
    """回避: nobody handles a case of his own agency or enterprise, of his own inspection or of his own complaint."""
    own = handler.agencies & set(agencies) or (enterprise and enterprise in handler.enterprises)
    if own or handler.inspected or handler.complained:
        raise Refused(CONFLICT_OF_INTEREST)


def require_second_person(proposed_by: str | None, account: str | None) -> None:
    """双人复核: what one officer has drawn up another confirms."""
    if proposed_by is None:
        raise Refused(NOTHING_PROPOSED)
    if proposed_by == account:
        raise Refused(SAME_PERSON)


def require_measures_done(done: Iterable[bool]) -> None:
    """A case closes once every measure is confirmed."""
    if left := sum(not each for each in done):
        raise Refused(MEASURES_OPEN, count=left)


def due(
    state: CaseState, since: date, measures: Iterable[date], calendar: Calendar, terms: Terms = STANDARD
) -> date | None:
    """The day by which a state should be left."""
    if state is RECTIFICATION:
        return max(measures, default=since)
    return days_after(since, getattr(terms, TERM_OF[state]), calendar) if state in TERM_OF else None


def is_overdue(due_on: date | None, today: date) -> bool:
    """Whether a term has run out."""
    return due_on is not None and due_on < today


def is_near(due_on: date | None, today: date, calendar: Calendar) -> bool:
    """Whether a reminder is due: on the working day before a term ends, or later."""
    return due_on is not None and due_on <= days_after(today, NEAR, calendar)
