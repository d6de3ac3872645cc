"""What the records of one enterprise add to the figures: plain values in, counted lines out."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from server.statistics.measures import CAUSES, NEVER, WHOLE
from server.vocabulary import CaseOutcome, CaseState, Cause, Channel, Outcome, VisitState

BEGUN = (VisitState.STARTED, VisitState.COMPLETED)
SAME_FACT = timedelta(days=182)  # 半年以内
ALL = (WHOLE, WHOLE)
Scope = tuple[str, str]  # an agency and an item; everything where both are empty
Counts = dict[Scope, Counter[str]]


@dataclass(frozen=True)
class Planned:
    """A plan as it was filed."""

    agency: str
    channel: str
    cause: str | None
    items: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """The result of one agency: whether its first version was late, and each item's outcome in the last."""

    agency: str
    late: bool
    outcomes: Mapping[str, str]


@dataclass(frozen=True)
class Ordered:
    """A correction that was ordered, and whether it was made: `made_in_time` is unknown until it is confirmed."""

    agency: str
    item: str
    made_in_time: bool | None


@dataclass(frozen=True)
class Visited:
    """A visit with everything about it that is counted."""

    id: str
    premises: str
    day: date
    made_at: datetime
    state: str
    planned: bool
    agency: str | None
    plans: Sequence[Planned] = ()
    results: Sequence[Told] = ()
    corrections: Sequence[Ordered] = ()
    late_synced: frozenset[str] = frozenset()

    @property
    def begun(self) -> bool:
        return self.state in BEGUN

    @property
    def agencies(self) -> frozenset[str]:
        """Whoever had a plan here, or went without one."""
        return frozenset(plan.agency for plan in self.plans) or frozenset({self.agency} if self.agency else ())

    @property
    def items(self) -> frozenset[str]:
        return frozenset(item for plan in self.plans for item in plan.items)

    @property
    def scopes(self) -> list[Scope]:
        return [ALL, *((agency, WHOLE) for agency in self.agencies), *((WHOLE, item) for item in self.items)]


@dataclass(frozen=True)
class TooLate:
    """An ordinary plan that was refused because it came too late."""

    id: str
    premises: str
    day: date
    agency: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Complained:
    """A complaint or report, and what the bureau made of it."""

    id: str
    premises: str
    day: date
    agency: str | None
    state: str | None
    outcome: str | None


@dataclass(frozen=True)
class Records:
    """Everything of one enterprise."""

    visits: Sequence[Visited] = ()
    too_late: Sequence[TooLate] = ()
    complaints: Sequence[Complained] = ()


@dataclass(frozen=True)
class Line:
    """What one record counts for, in one scope; `before` is the month of the visit before it."""

    kind: str
    id: str
    premises: str
    scope: Scope
    day: date
    counts: Mapping[str, int]
    before: str = NEVER


def lines(records: Records, quiet: Callable[[date], int]) -> Iterator[Line]:
    """The counted lines of an enterprise; `quiet` says how many days a quiet period reached on a day."""
    begun = sorted((visit for visit in records.visits if visit.begun), key=lambda visit: (visit.day, visit.id))
    before: dict[Scope, str] = {}
    for visit in begun:
        for scope, counts in _of_visit(visit, begun, timedelta(days=quiet(visit.day))).items():
            yield Line("visit", visit.id, visit.premises, scope, visit.day, counts, before.get(scope, NEVER))
            before[scope] = month(visit.day)
    for visit in records.visits:
        if visit.state == VisitState.LAPSED and not _is_sealed(visit):
            lapsed = {"lapsed": 1}
            yield from (Line("visit", visit.id, visit.premises, scope, visit.day, lapsed) for scope in visit.scopes)
    for plan in records.too_late:
        scopes = [ALL, (plan.agency, WHOLE), *((WHOLE, item) for item in plan.items)]
        late = {"refused_late": 1}
        yield from (Line("plan", plan.id, plan.premises, scope, plan.day, late) for scope in scopes)
    for each in records.complaints:
        scopes = [ALL, *([(each.agency, WHOLE)] if each.agency else [])]
        told = _of_complaint(each)
        yield from (Line("complaint", each.id, each.premises, scope, each.day, told) for scope in scopes)


def month(day: date) -> str:
    """A day's month, as months are written everywhere here."""
    return day.isoformat()[:7]


def _of_visit(visit: Visited, begun: Sequence[Visited], quiet: timedelta) -> Counts:
    counts: Counts = defaultdict(Counter)
    near = [other for other in begun if other.premises == visit.premises and other is not visit]
    _add(counts, visit.scopes, "visits")
    _add(counts, visit.scopes if len(visit.plans) > 1 else (), "saved", len(visit.plans) - 1)
    if len({plan.agency for plan in visit.plans}) > 1:
        _add(counts, visit.scopes, "joint")
    if not visit.planned:
        _add(counts, visit.scopes, "unplanned")
    if any(abs(other.day - visit.day) <= quiet and _came_first(other, visit) for other in near):
        _add(counts, visit.scopes, "in_quiet")
    _add(counts, _repeated(visit, near), "repeats")
    _add(counts, [ALL, *((agency, WHOLE) for agency in visit.late_synced)] if visit.late_synced else [], "late_synced")
    for plan in visit.plans:
        _count_plan(counts, plan)
    _count_results(counts, visit)
    return counts


def _count_plan(counts: Counts, plan: Planned) -> None:
    scopes = [ALL, (plan.agency, WHOLE), *((WHOLE, item) for item in plan.items)]
    _add(counts, scopes, "plans")
    if plan.channel == Channel.ORDINARY:
        _add(counts, scopes, "ordinary")
    elif plan.channel == Channel.GREEN and plan.cause in CAUSES:
        _add(counts, scopes, "green")
        _add(counts, scopes, str(plan.cause))


def _count_results(counts: Counts, visit: Visited) -> None:
    wrong: set[Scope] = set()
    for told in visit.results:
        _add(counts, [ALL, (told.agency, WHOLE)], "results")
        if told.late:
            _add(counts, [ALL, (told.agency, WHOLE)], "late_results")
        found = [item for item, outcome in told.outcomes.items() if outcome != Outcome.NO_PROBLEM]
        wrong |= {ALL, (told.agency, WHOLE), *((WHOLE, item) for item in found)} if found else set()
    _add(counts, wrong, "problems")
    for each in visit.corrections:
        scopes = [ALL, (each.agency, WHOLE), (WHOLE, each.item)]
        _add(counts, scopes, "ordered")
        if each.made_in_time is not None:
            _add(counts, scopes, "in_time" if each.made_in_time else "corrected_late")


def _repeated(visit: Visited, near: Iterable[Visited]) -> set[Scope]:
    """Where an item is inspected again within half a year, without a cause that lies outside the plan."""
    earlier = [other for other in near if timedelta(0) < visit.day - other.day <= SAME_FACT]
    known = {item for other in earlier for item in other.items}
    scopes: set[Scope] = set()
    for plan in visit.plans:
        again = [item for item in plan.items if item in known and plan.channel == Channel.ORDINARY]
        scopes |= {ALL, (plan.agency, WHOLE), *((WHOLE, item) for item in again)} if again else set()
    return scopes


def _of_complaint(each: Complained) -> dict[str, int]:
    if each.state == CaseState.DECLINED:
        return {"complaints": 1, "declined": 1}
    if each.state != CaseState.CLOSED or each.outcome is None:
        return {"complaints": 1}
    return {"complaints": 1, "unfounded" if each.outcome == CaseOutcome.UNFOUNDED else "upheld": 1}


def _came_first(one: Visited, other: Visited) -> bool:
    return (one.made_at, one.id) < (other.made_at, other.id)


def _is_sealed(visit: Visited) -> bool:
    """A covert visit that never began is told of nowhere."""
    return any(plan.cause == Cause.COVERT and plan.channel == Channel.GREEN for plan in visit.plans)


def _add(counts: Counts, scopes: Iterable[Scope], measure: str, number: int = 1) -> None:
    for scope in scopes:
        counts[scope][measure] += number
