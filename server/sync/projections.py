"""What goes into which feed: a visit to the inspectors concerned, items and agencies to everybody."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import Select, or_, select

from server import clock, trail
from server.db import db, transaction
from server.planning.tables import PlanRow, PlanTeamRow, VisitRow
from server.registry.tables import AgencyRow, InspectorRow, ItemVersionRow, PremisesRow
from server.sync import feeds
from server.sync.feeds import REFERENCE, Projected
from server.visits import document, queries
from server.visits.record import seen_by
from server.vocabulary import Cause, VisitState

# A visit enters the phone's fourteen days by the mere passing of time, when nothing touches it; so it is published
# as soon as it stands, and the phone chooses by the day.
AHEAD = timedelta(days=60)
BEHIND = timedelta(days=7)


def register() -> None:
    """Tells the feeds what they carry."""
    feeds.project("visit", VisitRow, _visits)
    feeds.project("agency", AgencyRow, _agencies)
    feeds.project("item_version", ItemVersionRow, _item_versions)
    feeds.spread("premises", "visit", lambda ids: queries.visits_ahead(PremisesRow.id.in_(ids)))
    feeds.spread("enterprise", "visit", lambda ids: queries.visits_ahead(PremisesRow.enterprise_id.in_(ids)))
    feeds.spread("inspector", "visit", lambda ids: queries.visits_ahead(VisitRow.id.in_(_joined_by(ids))))


def publish_all() -> None:
    """Puts everything phones hold into its feeds; what is there already and unchanged stays as it is."""
    today = clock.today()
    with transaction():
        near = VisitRow.visit_on.between(today - BEHIND, today + AHEAD)
        for visit_id in db.session.scalars(
            select(VisitRow.id).where(or_(near, VisitRow.state == VisitState.STARTED))
        ).all():
            trail.touched("visit", visit_id)
        for entity, table in (("agency", AgencyRow), ("item_version", ItemVersionRow)):
            for entity_id in db.session.scalars(select(table.id)).all():
                trail.touched(entity, entity_id)


def _visits(rows: Sequence[VisitRow], known: frozenset[str]) -> Iterable[Projected]:
    near = [row for row in rows if row.id in known or _is_near(row)]
    until = {row.id: None if row.state == VisitState.STARTED else row.visit_on + BEHIND for row in near}
    readers = _readers(list(until))
    documents = document.visit_documents([visit_id for visit_id in until if readers[visit_id]])
    for visit_id, record in documents.items():
        for inspector, agency in readers[visit_id]:
            yield Projected(feeds.of_inspector(inspector), visit_id, seen_by(record, agency), until[visit_id])


def _joined_by(inspectors: Sequence[str]) -> Select[str | None]:
    joined = select(PlanTeamRow.plan_id).where(PlanTeamRow.inspector_id.in_(inspectors))
    return select(PlanRow.visit_id).where(PlanRow.id.in_(joined))


def _is_near(visit: VisitRow) -> bool:
    today = clock.today()
    return visit.state == VisitState.STARTED or today - BEHIND <= visit.visit_on <= today + AHEAD


def _readers(visit_ids: Sequence[str]) -> dict[str, set[tuple[str, str]]]:
    """Per visit (inspector, his agency): teams and whoever entered; of a covert visit only its own agency's people."""
    teams = queries.teams(visit_ids)
    sealed = {visit_id: agency for visit_id, _, agency, cause in teams if cause == Cause.COVERT}
    pairs = {(visit_id, inspector) for visit_id, inspector, _, _ in teams} | queries.entered(visit_ids)
    agencies = _agencies_of({inspector for _, inspector in pairs})
    readers: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for visit_id, inspector in pairs:
        agency = agencies[inspector]
        if sealed.get(visit_id, agency) == agency:
            readers[visit_id].add((inspector, agency))
    return readers


def _agencies_of(inspectors: Iterable[str]) -> dict[str, str]:
    rows = db.session.execute(
        select(InspectorRow.id, InspectorRow.agency_id).where(InspectorRow.id.in_(list(inspectors)))
    )
    return {row.id: row.agency_id for row in rows}


def _agencies(rows: Sequence[AgencyRow], _: frozenset[str]) -> Iterable[Projected]:
    for row in rows:
        yield Projected(REFERENCE, row.id, {"id": row.id, "name": row.name, "short_name": row.short_name})


def _item_versions(rows: Sequence[ItemVersionRow], _: frozenset[str]) -> Iterable[Projected]:
    for row in rows:
        data = {
            "id": row.id, "code": row.item_id, "version": row.version, "agency": row.item.agency_id, "name": row.name,
            "competence": row.item.competence, "legal_basis": row.legal_basis, "lines": row.lines,
            "valid_from": row.valid_from.isoformat(),
            "valid_until": row.valid_until.isoformat() if row.valid_until else None,
        }  # fmt: skip
        yield Projected(REFERENCE, row.id, data)
