"""What an agency's people see of each other and of the agency's visits, small enough for every phone."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import select

from server.db import db
from server.registry.tables import BadgeRow, InspectorRow
from server.sync.feeds import Projected, of_agency
from server.visits.document import Document
from server.vocabulary import Cause


def visits(documents: Mapping[str, Document], until: Mapping[str, date | None]) -> Iterable[Projected]:
    """Each visit, in short, to the agencies that planned or entered it; a covert one to its own agency only."""
    for visit_id, record in documents.items():
        data = _in_short(record)
        for agency in sorted(_readers(record)):
            yield Projected(of_agency(agency), "agency_visit", visit_id, data, until[visit_id])


def colleagues(rows: Sequence[InspectorRow], _: frozenset[str]) -> Iterable[Projected]:
    """Everybody who serves an agency, with his badges: who came along is chosen from them without signal."""
    badges = _badges([row.id for row in rows])
    for row in rows:
        data = {
            "id": row.id, "name": row.name, "agency": row.agency_id,
            "ended_on": row.ended_on.isoformat() if row.ended_on else None,
            "badges": [
                {"number": e.number, "valid_from": e.valid_from.isoformat(), "valid_until": e.valid_until.isoformat()}
                for e in badges
                if e.inspector_id == row.id
            ],
        }  # fmt: skip
        yield Projected(of_agency(row.agency_id), "colleague", row.id, data)


def _badges(inspectors: Sequence[str]) -> Sequence[BadgeRow]:
    wanted = select(BadgeRow).where(BadgeRow.inspector_id.in_(inspectors))
    return db.session.scalars(wanted.order_by(BadgeRow.valid_until.desc(), BadgeRow.number)).all()


def _readers(record: Document) -> set[str]:
    sealed = {plan["agency"] for plan in record["plans"] if plan["cause"] == Cause.COVERT}
    return sealed or {each["agency"] for each in (*record["plans"], *record["opened"])}


def _in_short(record: Document) -> Document:
    kept = ("id", "visit_on", "state", "planned", "channel", "cause", "lead_agency")
    return {
        **{name: record[name] for name in kept},
        "enterprise": {name: record["enterprise"][name] for name in ("id", "name", "credit_code")},
        "premises": {name: record["premises"][name] for name in ("id", "name", "address", "door_token")},
        "plans": [_plan(plan) for plan in record["plans"]],
        "opened": [each["inspector"] for each in record["opened"]],
        "closed": sorted({each["agency"] for each in record["closings"]}),
        "findings": sum(not each["withdrawn"] for each in record["findings"]),
        "differences": sum(each["value"] is None for each in record["differences"]),
    }


def _plan(plan: Document) -> Document:
    kept = {name: plan[name] for name in ("id", "agency", "agency_name", "channel", "cause")}
    return {**kept, "team": [member["inspector"] for member in plan["team"]]}
