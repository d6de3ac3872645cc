"""What is known of earlier visits: told by the part that keeps results, which stands above this one."""

from collections.abc import Callable, Collection, Mapping

from server.db import Asked
from server.planning.earlier import EarlierResult
from server.planning.rules import Period

Results = Callable[[Collection[str], Period], list[EarlierResult]]
CleanVisits = Callable[[Collection[str], str, Period], Mapping[str, int]]
Question = Callable[[Collection[str], Period], Asked]
_told: dict[str, tuple[Results, Question, CleanVisits]] = {}


def tell(results: Results, question: Question, clean_visits: CleanVisits) -> None:
    """Says who knows: (enterprises, days) → results, and what is asked for them; people, enterprise, days → visits
    without a finding.
    """
    _told["by"] = (results, question, clean_visits)


def results_of(enterprise_id: str, days: Period) -> list[EarlierResult]:
    """The newest version of every result about an enterprise with a visit day in the period, newest day first."""
    return results_at([enterprise_id], days)


def results_at(enterprise_ids: Collection[str], days: Period) -> list[EarlierResult]:
    """The same about several enterprises."""
    return _told["by"][0](enterprise_ids, days)


def asked(enterprise_id: str, days: Period) -> Asked:
    """What `results_of` asks."""
    return _told["by"][1]([enterprise_id], days)


def clean_visits(inspector_ids: Collection[str], enterprise_id: str, days: Period) -> Mapping[str, int]:
    """How many completed visits to an enterprise each of these people made without a finding of his."""
    return _told["by"][2](inspector_ids, enterprise_id, days)
