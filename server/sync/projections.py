"""What goes into which feed: a visit to the inspectors, agencies and the enterprise concerned, lists to everybody."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache, partial
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select

from server import clock, trail
from server.db import db, transaction
from server.exchange.tables import DocumentNumberRow, DocumentTemplateRow
from server.planning.tables import PlanRow, PlanTeamRow, VisitRow
from server.registry.tables import AgencyRow, InspectionItemRow, InspectorRow, ItemVersionRow, PremisesRow
from server.sync import agency_records, code_records, enterprise_records, feeds, item_records, quiet_records
from server.sync.feeds import REFERENCE, Projected
from server.sync.tables import RecordRow
from server.visits import document, queries, recognition
from server.visits.alias_tables import CodeAliasRow
from server.visits.record import seen_by
from server.vocabulary import Cause, VisitState

# A visit enters the phone's fourteen days by the mere passing of time, when nothing touches it; so it is published
# as soon as it stands, and the phone chooses by the day.
AHEAD = timedelta(days=60)
BEHIND = timedelta(days=7)
NUMBERS_SHOWN = timedelta(days=30)
AT_ONCE = 200
VISITS = ("visit", "agency_visit", "enterprise_visit")
LISTS: dict[str, Any] = {
    "agency": AgencyRow, "item_version": ItemVersionRow, "inspector": InspectorRow, "code_alias": CodeAliasRow,
    "document_template": DocumentTemplateRow,
}  # fmt: skip


def register() -> None:
    """Tells the feeds what they carry."""
    feeds.project("visit", VisitRow, _visits, VISITS)
    feeds.project("agency", AgencyRow, _agencies)
    feeds.project("item_version", ItemVersionRow, _item_versions)
    feeds.project("inspector", InspectorRow, agency_records.colleagues, ("colleague",))
    feeds.project("code_alias", CodeAliasRow, code_records.codes)
    feeds.project("document_template", DocumentTemplateRow, _document_templates)
    feeds.project("document_number", DocumentNumberRow, _document_numbers)
    feeds.project("quiet_period", VisitRow, quiet_records.quiet_periods)
    feeds.spread("enterprise", "code_alias", code_records.codes_of)
    feeds.spread("premises", "visit", lambda ids: queries.visits_ahead(PremisesRow.id.in_(ids)))
    feeds.spread("enterprise", "visit", lambda ids: queries.visits_ahead(PremisesRow.enterprise_id.in_(ids)))
    feeds.spread("item_equivalence", "visit", recognition.visits_ahead_with)
    feeds.spread("inspector", "visit", lambda ids: queries.visits_ahead(VisitRow.id.in_(_joined_by(ids))))


def publish_all() -> None:
    """Puts everything phones hold into its feeds; what is there already and unchanged stays as it is."""
    with transaction():
        _touch("visit", select(VisitRow.id).where(_near(clock.today())))
        for entity, table in LISTS.items():
            _touch(entity, select(table.id))
    quiet_records.publish()


def publish_coming() -> None:
    """Publishes what came within sixty days with nothing touching it, and what feeds of a newer kind lack."""
    lacking = [
        ("visit", _lacking(VisitRow.id, "agency_visit").where(_near(clock.today()))),
        ("inspector", _lacking(InspectorRow.id, "colleague").where(InspectorRow.ended_on.is_(None))),
    ]
    for entity, query in lacking:
        for ids in _limited(db.session.scalars(query).all()):
            with transaction():
                for entity_id in ids:
                    trail.touched(entity, entity_id)


def _lacking(key: Any, entity: str) -> Select[Any]:
    return select(key).where(~exists().where(RecordRow.entity == entity, RecordRow.entity_id == key))


def _touch(entity: str, ids: Select[Any]) -> None:
    for entity_id in db.session.scalars(ids).all():
        trail.touched(entity, entity_id)


def _limited(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def _visits(rows: Sequence[VisitRow], known: frozenset[str]) -> Iterable[Projected]:
    near = [row for row in rows if row.id in known or _is_near(row)]
    if not near:
        return
    documents = document.visit_documents([row.id for row in near])
    until = {row.id: _until(row) for row in near}
    yield from _to_inspectors(documents, until)
    yield from agency_records.visits(documents, until)
    yield from enterprise_records.visits(near, documents)


def _to_inspectors(documents: dict[str, document.Document], until: dict[str, date | None]) -> Iterable[Projected]:
    for visit_id, record in documents.items():
        seen = cache(partial(seen_by, record))
        for inspector, agency in _readers(record):
            yield Projected(feeds.of_inspector(inspector), "visit", visit_id, seen(agency), until[visit_id])


def _until(visit: VisitRow) -> date | None:
    return None if visit.state == VisitState.STARTED else visit.visit_on + BEHIND


def _joined_by(inspectors: Sequence[str]) -> Select[str | None]:
    joined = select(PlanTeamRow.plan_id).where(PlanTeamRow.inspector_id.in_(inspectors))
    return select(PlanRow.visit_id).where(PlanRow.id.in_(joined))


def _is_near(visit: VisitRow) -> bool:
    today = clock.today()
    return visit.state == VisitState.STARTED or today - BEHIND <= visit.visit_on <= today + AHEAD


def _near(today: date) -> ColumnElement[bool]:
    return or_(VisitRow.visit_on.between(today - BEHIND, today + AHEAD), VisitRow.state == VisitState.STARTED)


def _readers(record: document.Document) -> set[tuple[str, str]]:
    """(Inspector, his agency): teams and whoever entered; of a covert visit only its own agency's people."""
    sealed = {plan["agency"] for plan in record["plans"] if plan["cause"] == Cause.COVERT}
    people = [*(member for plan in record["plans"] for member in plan["team"]), *record["opened"]]
    return {(each["inspector"], each["agency"]) for each in people if not sealed or each["agency"] in sealed}


def _agencies(rows: Sequence[AgencyRow], _: frozenset[str]) -> Iterable[Projected]:
    for row in rows:
        yield Projected(REFERENCE, "agency", row.id, {"id": row.id, "name": row.name, "short_name": row.short_name})


def _item_versions(rows: Sequence[ItemVersionRow], _: frozenset[str]) -> Iterable[Projected]:
    wanted = select(InspectionItemRow).where(InspectionItemRow.id.in_({row.item_id for row in rows}))
    items = {item.id: item for item in db.session.scalars(wanted)}
    reads = item_records.Reads()
    for row in rows:
        item = items[row.item_id]
        data = {
            "id": row.id, "code": row.item_id, "version": row.version, "agency": item.agency_id, "name": row.name,
            "competence": item.competence, "legal_basis": row.legal_basis, **reads.of(row),
            "valid_from": row.valid_from.isoformat(),
            "valid_until": row.valid_until.isoformat() if row.valid_until else None,
        }  # fmt: skip
        yield Projected(REFERENCE, "item_version", row.id, data)


def _document_templates(rows: Sequence[DocumentTemplateRow], _: frozenset[str]) -> Iterable[Projected]:
    for row in rows:
        data = {"id": row.id, "kind": row.kind, "version": row.version, "text": row.text}
        yield Projected(REFERENCE, "document_template", row.id, data)


def _document_numbers(rows: Sequence[DocumentNumberRow], _: frozenset[str]) -> Iterable[Projected]:
    for row in rows:
        data = {
            "id": row.id, "visit": row.visit_id, "agency": row.agency_id, "document": row.kind, "number": row.number,
        }  # fmt: skip
        until = clock.local_day(row.given_at) + NUMBERS_SHOWN
        yield Projected(feeds.of_agency(row.agency_id), "document_number", row.id, data, until)
