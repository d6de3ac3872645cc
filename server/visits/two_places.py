"""一人两处: who is at two premises at once by what phones recorded is told to oversight, and to both enterprises."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, or_, select

from server import clock, trail
from server.db import ask, db
from server.planning.tables import PlanRow, PlanTeamRow, VisitRow
from server.registry.tables import InspectorRow
from server.visits import judging
from server.visits.place_rules import TOLERANCE, Clash, Stay, clashes
from server.visits.rules import happened_at
from server.visits.sighting_tables import SightingRow
from server.visits.tables import CheckInRow, ClosingRow
from server.vocabulary import Irregularity, VisitState

DAYS = [timedelta(days=each) for each in (-1, 0, 1)]
VISIT, CHECK_IN, CLOSING = VisitRow.__table__.c, CheckInRow.__table__.c, ClosingRow.__table__.c
SIGHTING, PLAN, MEMBER = SightingRow.__table__.c, PlanRow.__table__, PlanTeamRow.__table__
THESE: Any = bindparam("visits", expanding=True)
PEOPLE: Any = bindparam("people", expanding=True)
# Plain columns, not objects: every push that closes visits asks this.
CHECK_INS = select(
    CHECK_IN.visit_id, CHECK_IN.agency_id, CHECK_IN.inspector_id, CHECK_IN.present, CHECK_IN.made_at,
    CHECK_IN.received_at,
).where(CHECK_IN.visit_id.in_(THESE))  # fmt: skip
CLOSINGS = select(CLOSING.visit_id, CLOSING.agency_id, CLOSING.made_at, CLOSING.received_at).where(
    CLOSING.visit_id.in_(THESE)
)
SHOWN = select(SIGHTING.visit_id, SIGHTING.inspector_id, SIGHTING.made_at).where(SIGHTING.visit_id.in_(THESE))
PLANNED = select(PLAN.c.visit_id).join(MEMBER).where(MEMBER.c.inspector_id.in_(PEOPLE))
THEIRS = or_(
    VISIT.planned.is_(False),
    and_(VISIT.started_at.is_not(None), VISIT.id.in_(PLANNED)),
    VISIT.id.in_(select(SIGHTING.visit_id).where(SIGHTING.inspector_id.in_(PEOPLE))),
)
NEAR = select(VISIT.id, VISIT.premises_id, VISIT.started_at, VISIT.state).where(
    VISIT.visit_on.in_(bindparam("days", expanding=True)), THEIRS, VISIT.premises_id.is_not(None)
)
Signs = dict[str, list[datetime]]


def watch(visits: Collection[VisitRow]) -> None:
    """Tells oversight whom the signs of visits put at two places, once for each visit and person."""
    for person, (first, second) in _clashes(visits, going_on=False):
        inspector = db.session.get_one(InspectorRow, person)
        _tell(inspector, first, second)
        _tell(inspector, second, first)


def elsewhere(visit: VisitRow) -> list[InspectorRow]:
    """Who of those at a visit is, as far as we know, at another one, too; one not closed yet counts as going on."""
    people = {person for person, _ in _clashes([visit], going_on=True)}
    return list(db.session.scalars(select(InspectorRow).where(InspectorRow.id.in_(people)))) if people else []


def is_elsewhere(visit_id: str, inspector_id: str) -> bool:
    """Whether somebody whose code was shown at a visit is at another one, too."""
    return inspector_id in {each.id for each in elsewhere(db.session.get_one(VisitRow, visit_id))}


def _tell(inspector: InspectorRow, here: Stay, there: Stay) -> None:
    if judging.has_noticed(here.visit, Irregularity.TWO_PLACES, inspector.id):
        return
    facts = {
        "kind": Irregularity.TWO_PLACES, "agency": inspector.agency_id, "inspector": inspector.id, "operation": None,
        "other": there.visit, "since": there.since, "until": there.until,
    }  # fmt: skip
    trail.append(judging.NOTICED, "visit", here.visit, facts, agency_id=inspector.agency_id)
    db.session.flush()


def _clashes(visits: Collection[VisitRow], *, going_on: bool) -> Iterator[tuple[str, Clash]]:
    """Each person of these visits with the stays that cannot be true as well."""
    these = {each.id for each in visits}
    people = _people_at(these)
    near = _near(visits, people) if people else {}
    for person, signs in _signs(near, people).items():
        stays = [_stay(near[each], moments, going_on) for each, moments in signs.items()]
        for pair in clashes(stays):
            if these & {pair.first.visit, pair.second.visit}:
                yield person, pair


def _people_at(visits: Collection[str]) -> set[str]:
    """Who entered, whom those who entered said to be with them, and whose code was shown there."""
    entered = {who for each in _of(CHECK_INS, visits) for who in (each.inspector_id, *each.present)}
    return entered | {each.inspector_id for each in _of(SHOWN, visits)}


def _near(visits: Collection[VisitRow], people: Collection[str]) -> dict[str, Any]:
    """Visits about the same days at which these people may have been."""
    days = sorted({each.visit_on + apart for each in visits for apart in DAYS})
    return {row.id: row for row in ask(NEAR, {"days": days, "people": sorted(people)})}


def _signs(visits: Collection[str], people: set[str]) -> dict[str, Signs]:
    """When each person was at which visit: check-ins, own or claimed, the agency's closing, and codes shown."""
    signs: dict[str, Signs] = defaultdict(lambda: defaultdict(list))
    closed = defaultdict[tuple[str, str], list[datetime]](list)
    for row in _of(CLOSINGS, visits):
        closed[row.visit_id, row.agency_id].append(_when(row))
    for row in _of(CHECK_INS, visits):
        for person in people & {row.inspector_id, *row.present}:
            signs[person][row.visit_id] += [_when(row), *closed[row.visit_id, row.agency_id]]
    for seen in _of(SHOWN, visits):
        if seen.inspector_id in people:
            signs[seen.inspector_id][seen.visit_id].append(seen.made_at)
    return signs


def _of(asked: Any, visits: Collection[str]) -> Sequence[Any]:
    return ask(asked, {"visits": sorted(visits)}).all() if visits else ()


def _when(row: Any) -> datetime:
    return happened_at(row.made_at, row.received_at, None)


def _stay(visit: Any, signs: Sequence[datetime], going_on: bool) -> Stay:
    lasts = going_on and visit.state == VisitState.STARTED and clock.local_day(visit.started_at) == clock.today()
    until = clock.now() + 2 * TOLERANCE if lasts else max(signs)
    return Stay(visit.id, str(visit.premises_id), min(signs), until)
