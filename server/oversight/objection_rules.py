"""异议复查 as a table: which act is possible in which state, who may do it, by when, and who may not be on the team."""

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from server.oversight.working_calendar import Calendar, days_after
from server.refusals import (
    INVOLVED,
    OBJECTION_ACT_NOT_NOW,
    OBJECTION_TOO_LATE,
    OWN_RESULT,
    REASON_MISSING,
    UNINVOLVED_MISSING,
    Refused,
)
from server.vocabulary import ObjectionAct as Act
from server.vocabulary import ObjectionOutcome, Outcome
from server.vocabulary import ObjectionState as State

PLAN_IN = 10  # working days the objecting agency has to arrange the re-inspection
CONCLUDE_IN = 5  # working days the bureau has to conclude upon it
NEAR = 1  # working days before a term ends on which its reminder comes


class By(StrEnum):
    """Who does an act."""

    OBJECTOR = "objector"
    FIRST = "first"
    BUREAU = "bureau"
    SYSTEM = "system"


class Step(NamedTuple):
    """Who does an act, and in which state the objection stands after it."""

    by: By
    then: State


FILED, ACCEPTED, PLANNED, INSPECTED = State.FILED, State.ACCEPTED, State.PLANNED, State.INSPECTED

TABLE: dict[tuple[State, Act], Step] = {
    (FILED, Act.ACCEPT): Step(By.BUREAU, ACCEPTED),
    (FILED, Act.DECLINE): Step(By.BUREAU, State.DECLINED),
    (ACCEPTED, Act.PLAN): Step(By.OBJECTOR, PLANNED),
    (PLANNED, Act.ATTEND): Step(By.FIRST, PLANNED),
    (PLANNED, Act.STAY_AWAY): Step(By.FIRST, PLANNED),
    (PLANNED, Act.UNPLAN): Step(By.SYSTEM, ACCEPTED),
    (PLANNED, Act.INSPECT): Step(By.SYSTEM, INSPECTED),
    (INSPECTED, Act.CONCLUDE): Step(By.BUREAU, State.CONCLUDED),
    **{(state, Act.PHOTOGRAPHED): Step(By.OBJECTOR, state) for state in (FILED, ACCEPTED, PLANNED)},
    **{(state, Act.WITHDRAW): Step(By.OBJECTOR, State.WITHDRAWN) for state in (FILED, ACCEPTED, PLANNED)},
    **{(state, Act.REMIND): Step(By.SYSTEM, state) for state in (FILED, ACCEPTED, INSPECTED)},
}
SAID = (Act.DECLINE, Act.CONCLUDE, Act.WITHDRAW)


class Ties(NamedTuple):
    """What ties an inspector to the result under objection."""

    first_visit: bool = False
    first_agency: bool = False
    enterprise: bool = False
    objected: bool = False


def step(state: State, act: Act, by: By) -> State:
    """The state after an act; refused where the table knows no such step for whoever asks."""
    found = TABLE.get((state, act))
    if found is None or found.by is not by:
        raise Refused(OBJECTION_ACT_NOT_NOW, act=act, state=state)
    return found.then


def acts(state: State, by: By) -> list[Act]:
    """What one side may do now."""
    return [act for (at, act), to in TABLE.items() if at is state and to.by is by]


def require_said(act: Act, text: str) -> None:
    """What must be explained is explained in words."""
    if act in SAID and not text.strip():
        raise Refused(REASON_MISSING)


def last_day(issued_on: date, days: int) -> date:
    """The last day on which a result can be objected to."""
    return issued_on + timedelta(days=days)


def require_may_object(own: str, of: str, issued_on: date, today: date, days: int) -> None:
    """Another agency objects, while the result is fresh."""
    if own == of:
        raise Refused(OWN_RESULT)
    if today > last_day(issued_on, days):
        raise Refused(OBJECTION_TOO_LATE, days=days, last_day=last_day(issued_on, days))


def due(state: State, since: date, decide_in: int, calendar: Calendar) -> date | None:
    """The day by which a state should be left."""
    terms = {FILED: decide_in, ACCEPTED: PLAN_IN, INSPECTED: CONCLUDE_IN}
    return days_after(since, terms[state], calendar) if state in terms else None


def is_overdue(due_on: date | None, today: date) -> bool:
    """Whether a term has run out."""
    return due_on is not None and due_on < today


def is_near(due_on: date | None, today: date, calendar: Calendar) -> bool:
    """Whether a reminder is due: on the working day before a term ends, or later."""
    return due_on is not None and due_on <= days_after(today, NEAR, calendar)


def require_uninvolved(name: str, ties: Ties | None) -> None:
    """异人复查: one of the team has nothing to do with the first result, nor with the enterprise."""
    if ties is None:
        raise Refused(UNINVOLVED_MISSING)
    if any(ties):
        raise Refused(INVOLVED, name=name)


def require_changes(outcome: ObjectionOutcome, before: dict[str, Outcome], after: dict[str, Outcome]) -> None:
    """A result that is amended says something else than before; one upheld or withdrawn needs no items."""
    if outcome is ObjectionOutcome.AMENDED and before == after:
        raise Refused(REASON_MISSING)
