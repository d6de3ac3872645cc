"""A visit as the enterprise's own manager reads it: what his page shows, and nothing of a covert visit before it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, bindparam, select

from server.db import ask
from server.planning.tables import VisitRow
from server.registry.tables import AgencyRow, BadgeRow, InspectorRow
from server.sync.feeds import Projected, of_enterprise
from server.visits import objected
from server.visits.document import Document
from server.visits.tables import CheckInRow, FindingRow, ResultRow
from server.vocabulary import Cause, ResultOrigin, ResultState, VisitState

BEGUN = (VisitState.STARTED, VisitState.COMPLETED)
SHOWN_FOR = timedelta(days=183)
INSPECTOR, BADGE = InspectorRow.__table__.c, BadgeRow.__table__.c
PEOPLE = (
    select(INSPECTOR.id, INSPECTOR.name, INSPECTOR.photo, INSPECTOR.agency_id, AgencyRow.name.label("agency_name"))
    .join(AgencyRow, AgencyRow.id == INSPECTOR.agency_id)
    .where(INSPECTOR.id.in_(bindparam("ids", expanding=True)))
)
BADGES = select(BADGE.number).where(BADGE.inspector_id == bindparam("of")).order_by(BADGE.valid_until.desc())


def _of_visits(row: Any, *names: str) -> Select[Any]:
    table = row.__table__.c
    return select(*(table[name] for name in names)).where(table.visit_id.in_(bindparam("visits", expanding=True)))


PRESENT = _of_visits(CheckInRow, "visit_id", "inspector_id", "present")
# What nobody has signed is told to no enterprise; one withdrawn takes the place of what was signed before it.
RESULTS = (
    _of_visits(ResultRow, "visit_id", "agency_id", "outcome", "outcomes", "origin")
    .where(ResultRow.state == ResultState.SIGNED)
    .order_by(ResultRow.issued_at, ResultRow.version)
)
VERSIONS = _of_visits(FindingRow, "id", "item_version_id")


def visits(rows: Sequence[VisitRow], documents: Mapping[str, Document]) -> Iterable[Projected]:
    """Each visit that is planned, under way or over, to the enterprise it is paid to."""
    told = _Told([row for row in rows if row.state in BEGUN], documents.values())
    for row in rows:
        record = documents[row.id]
        plans = [plan for plan in record["plans"] if row.state in BEGUN or plan["cause"] != Cause.COVERT]
        if record["enterprise"]["id"] and (row.state in BEGUN or (row.state == VisitState.OPEN and plans)):
            data = _data(row, {**record, "plans": plans}, told)
            feed = of_enterprise(record["enterprise"]["id"])
            yield Projected(feed, "enterprise_visit", row.id, data, row.visit_on + SHOWN_FOR)


class _Told:
    """What the visit's own record does not hold, read for many visits at once."""

    def __init__(self, begun: Sequence[VisitRow], records: Iterable[Document]) -> None:
        ids = [row.id for row in begun]
        self.present = _present(ids)
        self.results = _results(ids)
        self.versions = _versions(ids)
        planned = {each["inspector"] for record in records for plan in record["plans"] for each in plan["team"]}
        self.people = _people(planned.union(*self.present.values()))


def _data(row: VisitRow, record: Document, told: _Told) -> Document:
    kept = ("id", "visit_on", "state", "planned", "enterprise")
    present = told.present[row.id]
    return {
        **{name: record[name] for name in kept},
        "cause": row.cause,
        "premises": {name: record["premises"][name] for name in ("id", "number", "name", "address")},
        "parts": [*(_part(plan, present, told) for plan in record["plans"]), *_others(record, present, told)],
        "started_at": row.started_at.isoformat() if row.started_at else None,
        "completed_at": row.completed_at.isoformat() if row.completed_at else None,
        "findings": _findings(record, told),
        "statement": _statement(record),
        "summaries": [
            {"agency": each["agency"], "summary": each["summary"]} for each in record["closings"] if each["summary"]
        ],
        "results": told.results[row.id] if row.completed_at else [],
    }  # fmt: skip


def _part(plan: Document, present: set[str], told: _Told) -> Document:
    kept = {name: plan[name] for name in ("agency", "agency_name", "channel", "cause", "asked_on", "items")}
    people = [
        {**_person(each["inspector"], told), "badge_number": each["badge_number"], "role": each["role"],
         "present": each["inspector"] in present}
        for each in plan["team"]
    ]  # fmt: skip
    return {**kept, "people": people}


def _others(record: Document, present: set[str], told: _Told) -> list[Document]:
    """Who entered without being on any plan of the visit, agency by agency."""
    planned = {each["inspector"] for plan in record["plans"] for each in plan["team"]}
    strangers: dict[str, list[Any]] = defaultdict(list)
    for each in sorted(present - planned):
        if each in told.people:
            strangers[told.people[each].agency_id].append(told.people[each])
    return [
        {
            "agency": agency, "agency_name": rows[0].agency_name, "channel": None, "cause": None,
            "asked_on": record["visit_on"], "items": [],
            "people": [
                {**_person(row.id, told), "badge_number": ask(BADGES, {"of": row.id}).scalar() or "",
                 "role": "inspector", "present": True}
                for row in rows
            ],
        }
        for agency, rows in strangers.items()
    ]  # fmt: skip


def _person(inspector: str, told: _Told) -> Document:
    row = told.people.get(inspector)
    return {"name": row.name if row else "", "photo": row.photo if row else None}


def _findings(record: Document, told: _Told) -> list[Document]:
    """The findings that stand: neither withdrawn nor replaced by a correction."""
    standing = [each for each in record["findings"] if not each["withdrawn"]]
    replaced = {each["corrects"] for each in record["findings"]}
    stored = {each["sha256"]: each["stored"] for each in record["evidence"]}
    kept = ("id", "inspection_item", "line", "text", "severity", "correction_due", "agency", "inspector_name")
    return [
        {
            **{name: each[name] for name in kept},
            "item_version": told.versions.get(each["id"]),
            "evidence": [{"sha256": sha256, "stored": stored.get(sha256, False)} for sha256 in each["evidence"]],
        }
        for each in standing
        if each["id"] not in replaced
    ]


def _statement(record: Document) -> Document | None:
    kept = ("text", "representative", "refused", "refusal_reason", "witness")
    return {name: record["statements"][-1][name] for name in kept} if record["statements"] else None


def _present(visit_ids: Sequence[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for visit_id, inspector, others in _asked(PRESENT, visit_ids):
        found[visit_id] |= {inspector, *others}
    return found


def _results(visit_ids: Sequence[str]) -> dict[str, list[Document]]:
    """The newest signed result of each agency."""
    told = objected.of_visits(visit_ids) if visit_ids else {}
    newest: dict[str, dict[str, Document]] = defaultdict(dict)
    for row in _asked(RESULTS, visit_ids):
        items = [{"name": each["name"], "outcome": each["outcome"]} for each in row.outcomes]
        under = told.get((row.visit_id, row.agency_id))
        newest[row.visit_id][row.agency_id] = {
            "agency": row.agency_id, "outcome": row.outcome, "items": items, "objected": bool(under and under.runs),
        }  # fmt: skip
        if row.origin == ResultOrigin.WITHDRAWN:
            del newest[row.visit_id][row.agency_id]
    return defaultdict(list, {visit_id: list(each.values()) for visit_id, each in newest.items()})


def _versions(visit_ids: Sequence[str]) -> dict[str, str]:
    return {row.id: row.item_version_id for row in _asked(VERSIONS, visit_ids)}


def _asked(statement: Select[Any], visit_ids: Sequence[str]) -> Sequence[Any]:
    return ask(statement, {"visits": list(visit_ids)}).all() if visit_ids else ()


def _people(ids: Iterable[str]) -> dict[str, Any]:
    wanted = sorted(ids)
    return {row.id: row for row in ask(PEOPLE, {"ids": wanted})} if wanted else {}
