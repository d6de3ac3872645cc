"""一人两处: who is at two premises at once by what phones recorded is told to oversight, and to both enterprises."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from server import clock, trail
from server.db import db
from server.planning.tables import PlanRow, PlanTeamRow, VisitRow
from server.registry.tables import InspectorRow
from server.visits import judging
from server.visits.place_rules import TOLERANCE, Clash, Stay, clashes
from server.visits.rules import happened_at
from server.visits.sighting_tables import SightingRow
from server.visits.tables import CheckInRow, ClosingRow
from server.vocabulary import Irregularity, VisitState

DAY = timedelta(days=1)


def watch(visit: VisitRow) -> None:
    """Tells oversight whom the signs of a visit put at two places, once for each visit and person."""
    for person, (first, second) in _clashes(visit, going_on=False):
        inspector = db.session.get_one(InspectorRow, person)
        _tell(inspector, first, second)
        _tell(inspector, second, first)


def elsewhere(visit: VisitRow) -> list[InspectorRow]:
    """Who of those at a visit is, as far as we know, at another one, too; one not closed yet counts as going on."""
    people = {person for person, _ in _clashes(visit, going_on=True)}
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


def _clashes(visit: VisitRow, *, going_on: bool) -> Iterator[tuple[str, Clash]]:
    """Each person of a visit with the other stays that cannot be true as well."""
    people = _people_at(visit.id)
    visits = _near(visit, people) if people else {}
    for person, signs in _signs(visits, people).items():
        stays = [_stay(visits[each], moments, going_on) for each, moments in signs.items()]
        for pair in clashes(stays):
            if visit.id in (pair.first.visit, pair.second.visit):
                yield person, pair


def _people_at(visit_id: str) -> set[str]:
    """Who entered, whom those who entered said to be with them, and whose code was shown there."""
    check_ins = _check_ins([visit_id])
    shown = db.session.scalars(select(SightingRow.inspector_id).where(SightingRow.visit_id == visit_id))
    return {who for each in check_ins for who in (each.inspector_id, *each.present)} | set(shown)


def _near(visit: VisitRow, people: Collection[str]) -> dict[str, VisitRow]:
    """Visits about the same day at which these people may have been."""
    days = VisitRow.visit_on.between(visit.visit_on - DAY, visit.visit_on + DAY)
    teams = select(PlanRow.visit_id).join(PlanTeamRow).where(PlanTeamRow.inspector_id.in_(people))
    shown = select(SightingRow.visit_id).where(SightingRow.inspector_id.in_(people))
    theirs = or_(VisitRow.planned.is_(False), VisitRow.id.in_(teams), VisitRow.id.in_(shown))
    rows = db.session.scalars(select(VisitRow).where(days, theirs, VisitRow.premises_id.is_not(None)))
    return {each.id: each for each in rows}


def _signs(visits: Collection[str], people: set[str]) -> dict[str, dict[str, list[datetime]]]:
    """When each person was at which visit: check-ins, own or claimed, the agency's closing, and codes shown."""
    signs: dict[str, dict[str, list[datetime]]] = defaultdict(lambda: defaultdict(list))
    closings = db.session.scalars(select(ClosingRow).where(ClosingRow.visit_id.in_(visits))).all()
    for row in _check_ins(visits):
        closed = [_when(each) for each in closings if (each.visit_id, each.agency_id) == (row.visit_id, row.agency_id)]
        for person in people & {row.inspector_id, *row.present}:
            signs[person][row.visit_id] += [_when(row), *closed]
    for seen in db.session.scalars(select(SightingRow).where(SightingRow.visit_id.in_(visits))):
        if seen.inspector_id in people:
            signs[seen.inspector_id][seen.visit_id].append(seen.made_at)
    return signs


def _check_ins(visits: Collection[str]) -> Sequence[CheckInRow]:
    return db.session.scalars(select(CheckInRow).where(CheckInRow.visit_id.in_(visits))).all()


def _when(row: CheckInRow | ClosingRow) -> datetime:
    return happened_at(row.made_at, row.received_at, None)


def _stay(visit: VisitRow, signs: Sequence[datetime], going_on: bool) -> Stay:
    today = visit.started_at is not None and clock.local_day(visit.started_at) == clock.today()
    lasts = going_on and today and visit.state == VisitState.STARTED
    until = clock.now() + 2 * TOLERANCE if lasts else max(signs)
    return Stay(visit.id, str(visit.premises_id), min(signs), until)
