"""签发: which dispositions a result admits, by when it is signed off, and until when what it says settles an item."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from server.planning import earlier
from server.refusals import DISPOSITION_UNFIT, LENIENCY_SERIOUS, NOT_RESPONSIBLE, REASON_MISSING, TEXT_TOO_LONG, Refused
from server.vocabulary import Disposition, Outcome, Severity

MOST_LETTERS = 1000
FITTING: Mapping[Outcome, tuple[Disposition, ...]] = {
    Outcome.NO_PROBLEM: (Disposition.NONE, Disposition.GUIDANCE),
    Outcome.PROBLEMS_FOUND: (Disposition.GUIDANCE, Disposition.LENIENCY, Disposition.CASE_FILED),
    Outcome.CORRECTION_ORDERED: (Disposition.CORRECTION, Disposition.LENIENCY, Disposition.CASE_FILED),
}
REASONED = (Disposition.LENIENCY, Disposition.CASE_FILED)  # nobody is spared or prosecuted without being told why
REMINDED = timedelta(days=1)  # and once more on the last day


def fitting(outcome: Outcome, findings: Iterable[Mapping[str, Any]]) -> tuple[Disposition, ...]:
    """What may be done upon a result; 轻微免罚 only where nothing serious was found."""
    serious = any(each["severity"] == Severity.SERIOUS for each in findings)
    return tuple(each for each in FITTING[outcome] if not (serious and each is Disposition.LENIENCY))


def require_fitting(disposition: Disposition, outcome: Outcome, findings: Collection[Mapping[str, Any]]) -> None:
    """Refuses what the findings do not bear."""
    if disposition in fitting(outcome, findings):
        return
    if disposition in FITTING[outcome]:
        raise Refused(LENIENCY_SERIOUS)
    raise Refused(DISPOSITION_UNFIT, outcome=outcome, disposition=disposition)


def require_words(disposition: Disposition, text: str, *, listed: bool = False) -> None:
    """Leniency and a case need their reason; for leniency an entry of the list is reason enough."""
    if disposition in REASONED and not text.strip() and not listed:
        raise Refused(REASON_MISSING)
    if len(text) > MOST_LETTERS:
        raise Refused(TEXT_TOO_LONG, most=MOST_LETTERS)


def require_may_sign(own_name: bool, leads: bool, name: str) -> None:
    """首检责任制: the inspector named in the result signs it, or the lead of his agency."""
    if not (own_name or leads):
        raise Refused(NOT_RESPONSIBLE, name=name)


def sign_by(drawn_up: date, days: int) -> date:
    """The last day to sign a version off."""
    return drawn_up + timedelta(days=days)


def is_overdue(by: date, today: date) -> bool:
    return today > by


def valid_until(visit_on: date, months: int) -> date:
    """同一事实: the last day on which a result still settles an item."""
    return earlier.valid_until(visit_on, months)
