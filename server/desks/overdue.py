"""One list of everything that is late, the longest first: everybody's for the bureau, an agency's own for itself."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from server.desks import late_cases, late_plans, late_results
from server.desks.late import MOST_OF_A_KIND, Agencies, Late
from server.vocabulary import LateKind

SOURCES: list[Callable[[Agencies], Iterable[Late]]] = [
    late_cases.answers, late_cases.measures, late_cases.cases, late_plans.approvals, late_plans.unclosed,
    late_results.results, late_results.corrections, late_results.objections,
]  # fmt: skip


@dataclass(frozen=True)
class Overdue:
    """The longest late, how much of each kind, and whether there is more than was read."""

    lines: list[Late]
    counts: Counter[LateKind]
    cut: bool


def overdue(agencies: Agencies = None, kind: LateKind | None = None) -> Overdue:
    """Everything late of one kind or of all, the longest first."""
    found = [list(source(agencies)) for source in SOURCES]
    lines = sorted((each for part in found for each in part), key=lambda each: (each.due_on, each.kind))
    counts = Counter(each.kind for each in lines)
    shown = [each for each in lines if kind in (None, each.kind)][:MOST_OF_A_KIND]
    cut = any(len(part) >= MOST_OF_A_KIND for part in found)
    return Overdue(shown, counts, cut)
