"""The way of a pair of equivalent items as a table: who does what in which state, and what it leads to."""

from collections.abc import Collection
from enum import StrEnum
from typing import NamedTuple

from server.refusals import EQUIVALENCE_NOT_NOW, REASON_MISSING, Refused
from server.vocabulary import EquivalenceAct as Act
from server.vocabulary import EquivalenceState as State


class Side(StrEnum):
    """How somebody stands to a pair."""

    PROPOSER = "proposer"
    OTHER = "other"
    BUREAU = "bureau"


class Step(NamedTuple):
    """Who may do an act, and the state it leads to."""

    sides: frozenset[Side]
    then: State


PROPOSER, OTHER, BUREAU = (frozenset({side}) for side in (Side.PROPOSER, Side.OTHER, Side.BUREAU))

TABLE: dict[tuple[State, Act], Step] = {
    (State.PROPOSED, Act.AGREED): Step(OTHER, State.AGREED),
    (State.PROPOSED, Act.DECLINED): Step(OTHER, State.DECLINED),
    (State.PROPOSED, Act.ENDED): Step(PROPOSER, State.ENDED),
    (State.AGREED, Act.APPROVED): Step(BUREAU, State.APPROVED),
    (State.AGREED, Act.DECLINED): Step(BUREAU, State.DECLINED),
    (State.AGREED, Act.ENDED): Step(PROPOSER | OTHER, State.ENDED),
    (State.APPROVED, Act.ENDED): Step(PROPOSER | OTHER | BUREAU, State.ENDED),
}
OVER = (State.DECLINED, State.ENDED)  # such a pair may be proposed anew
SAID = (Act.PROPOSED, Act.DECLINED, Act.ENDED)


def acts(state: State, sides: Collection[Side]) -> list[Act]:
    """What somebody may do now."""
    return [act for (at, act), step in TABLE.items() if at is state and step.sides & set(sides)]


def then(state: State, act: Act, sides: Collection[Side]) -> State:
    """The state after an act; refused where the table knows no such step for whoever asks."""
    step = TABLE.get((state, act))
    if step is None or not step.sides & set(sides):
        raise Refused(EQUIVALENCE_NOT_NOW, state=state)
    return step.then


def require_said(act: Act, reason: str) -> None:
    """A pair is proposed, declined and ended with a reason."""
    if act in SAID and not reason:
        raise Refused(REASON_MISSING)
