"""Whose a learned code is: two persons' word establishes it, one person's doubt suspends it, the desk decides."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from server.vocabulary import AliasState, AliasWord

PERSONS = 2  # 一人登记，另一人确认
CLAIMS = (AliasWord.NAMED, AliasWord.CONFIRMED)
DECISIONS = (AliasWord.UPHELD, AliasWord.WITHDRAWN)


@dataclass(frozen=True)
class Said:
    """One word about a code: that it belongs to an enterprise, or that it does not."""

    word: AliasWord
    enterprise: str
    person: str
    no_inspector: bool = False  # the enterprise's manager, or the desk


@dataclass
class Claim:
    """What stands for one enterprise: who says so, who doubts it, what the desk decided last."""

    supporters: dict[str, Said] = field(default_factory=dict)
    doubters: set[str] = field(default_factory=set)
    decided: AliasWord | None = None

    @property
    def state(self) -> AliasState:
        if self.decided is AliasWord.WITHDRAWN or not (self.supporters or self.decided):
            return AliasState.WITHDRAWN
        if self.doubters:
            return AliasState.DOUBTFUL
        return AliasState.CONFIRMED if self._is_established() else AliasState.NAMED

    def _is_established(self) -> bool:
        by_the_enterprise = any(each.no_inspector for each in self.supporters.values())
        return len(self.supporters) >= PERSONS or by_the_enterprise or self.decided is AliasWord.UPHELD


def claims(said: Iterable[Said]) -> dict[str, Claim]:
    """What stands for each enterprise ever named, from everything said about one code in the order of arrival."""
    found: dict[str, Claim] = defaultdict(Claim)
    for each in said:
        _hear(found, each)
    return dict(found)


def states(found: Mapping[str, Claim]) -> dict[str, AliasState]:
    """The state of each; where two enterprises stand, neither does until the desk has decided."""
    each = {enterprise: claim.state for enterprise, claim in found.items()}
    standing = [enterprise for enterprise, state in each.items() if state is not AliasState.WITHDRAWN]
    return each | dict.fromkeys(standing, AliasState.DOUBTFUL) if len(standing) > 1 else each


def state_of(each: Mapping[str, AliasState]) -> AliasState:
    """The state of the code itself: one enterprise stands at most, unless they are in doubt."""
    return next((state for state in each.values() if state is not AliasState.WITHDRAWN), AliasState.WITHDRAWN)


def resolved(each: Mapping[str, AliasState]) -> str | None:
    """The enterprise that this code stands for, once it is established and nobody doubts it."""
    return next((enterprise for enterprise, state in each.items() if state is AliasState.CONFIRMED), None)


def _hear(found: dict[str, Claim], each: Said) -> None:
    if each.word in CLAIMS:
        _claim(found, each)
    elif each.word is AliasWord.CHALLENGED:
        _doubt(found[each.enterprise], each.person)
    else:
        _decide(found, each)


def _claim(found: dict[str, Claim], each: Said) -> None:
    """Whoever names another enterprise has taken back what he said before."""
    for claim in found.values():
        claim.supporters.pop(each.person, None)
    found[each.enterprise].supporters[each.person] = each
    found[each.enterprise].doubters.discard(each.person)


def _doubt(claim: Claim, person: str) -> None:
    claim.supporters.pop(person, None)
    claim.doubters.add(person)


def _decide(found: dict[str, Claim], each: Said) -> None:
    """认定 settles every doubt heard so far, and ends what was said for others."""
    found[each.enterprise].decided = each.word
    found[each.enterprise].doubters.clear()
    if each.word is AliasWord.UPHELD:
        for enterprise, claim in found.items():
            if enterprise != each.enterprise:
                claim.decided = AliasWord.WITHDRAWN
