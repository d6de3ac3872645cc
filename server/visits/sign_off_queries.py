"""What waits for sign-off and until when, what was signed, and every version of a result."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from server import clock
from server.db import db
from server.planning.queries import settings_on
from server.planning.tables import VisitRow
from server.registry.tables import AgencyRow, EnterpriseRow, PremisesRow
from server.visits import sign_off_rules as rules
from server.visits.sign_off_tables import SignOffRow
from server.visits.tables import ResultRow
from server.vocabulary import ResultOrigin, ResultState

AT_ONCE = 200
Agencies = Collection[str] | None  # None: all of them


@dataclass(frozen=True)
class Line:
    """One version of a result in a list."""

    row: ResultRow
    agency: str
    enterprise: str
    sign_by: date
    signed: SignOffRow | None = None

    @property
    def overdue(self) -> bool:
        return self.signed is None and rules.is_overdue(self.sign_by, clock.today())


def waiting(agencies: Agencies, *, inspector: str | None = None, since: datetime | None = None) -> list[Line]:
    """The versions that wait for sign-off, the longest first; of agencies or of whoever answers for them."""
    asked = _lines().where(ResultRow.state == ResultState.WAITING)
    if since is not None:
        asked = asked.where(ResultRow.issued_at >= since)
    if inspector is not None:
        asked = asked.where(ResultRow.inspector_id == inspector)
    rows = db.session.execute(_of(asked, agencies).order_by(ResultRow.issued_at, ResultRow.id).limit(AT_ONCE))
    return _with_days((row, agency, enterprise, None) for row, agency, enterprise in rows)


def overdue(agencies: Agencies) -> list[Line]:
    """Those of them that should have been signed off by now."""
    return [each for each in waiting(agencies) if each.overdue]


def signed(agencies: Agencies, *, inspector: str | None = None, page: int = 1, most: int = 50) -> list[Line]:
    """What was signed, the newest first."""
    asked = _lines().add_columns(SignOffRow).join(SignOffRow, SignOffRow.result_id == ResultRow.id)
    if inspector is not None:
        asked = asked.where(SignOffRow.inspector_id == inspector)
    if agencies is not None:
        asked = asked.where(SignOffRow.agency_id.in_(agencies))
    newest = asked.order_by(SignOffRow.signed_at.desc(), SignOffRow.result_id)
    return _with_days(db.session.execute(newest.offset((page - 1) * most).limit(most)))


def count_waiting(agencies: Agencies) -> int:
    """How many versions wait for sign-off."""
    asked = select(func.count(ResultRow.id)).where(ResultRow.state == ResultState.WAITING)
    return db.session.scalar(_of(asked, agencies)) or 0


def versions(visit_id: str, agency_id: str | None = None) -> dict[str, list[tuple[ResultRow, SignOffRow | None]]]:
    """By agency every version of its result with its sign-off, the oldest first."""
    asked = (
        select(ResultRow, SignOffRow)
        .outerjoin(SignOffRow, SignOffRow.result_id == ResultRow.id)
        .options(joinedload(SignOffRow.inspector))
        .where(ResultRow.visit_id == visit_id)
        .order_by(ResultRow.version)
    )
    if agency_id is not None:
        asked = asked.where(ResultRow.agency_id == agency_id)
    found: dict[str, list[tuple[ResultRow, SignOffRow | None]]] = defaultdict(list)
    for row, made in db.session.execute(asked):
        found[row.agency_id].append((row, made))
    return found


def in_force(visit_id: str, agency_id: str) -> ResultRow | None:
    """The newest signed version, unless it was withdrawn."""
    rows = [row for row, made in versions(visit_id, agency_id)[agency_id] if made]
    return rows[-1] if rows and rows[-1].origin != ResultOrigin.WITHDRAWN else None


def sign_by(drawn_up: datetime) -> date:
    """The last day to sign a version off, by the settings of the day it was drawn up."""
    day = clock.local_day(drawn_up)
    return rules.sign_by(day, settings_on(day)[1].sign_off_days)


def _lines() -> Any:
    return (
        select(ResultRow, AgencyRow.short_name, EnterpriseRow.name)
        .options(joinedload(ResultRow.inspector))
        .join(AgencyRow, AgencyRow.id == ResultRow.agency_id)
        .join(VisitRow, VisitRow.id == ResultRow.visit_id)
        .outerjoin(PremisesRow, PremisesRow.id == VisitRow.premises_id)
        .outerjoin(EnterpriseRow, EnterpriseRow.id == PremisesRow.enterprise_id)
    )


def _of(asked: Any, agencies: Agencies) -> Any:
    return asked if agencies is None else asked.where(ResultRow.agency_id.in_(agencies))


def _with_days(rows: Iterable[Sequence[Any]]) -> list[Line]:
    days: dict[date, date] = {}
    lines = []
    for row, agency, enterprise, made in rows:
        drawn_up = clock.local_day(row.issued_at)
        days.setdefault(drawn_up, sign_by(row.issued_at))
        lines.append(Line(row, agency, enterprise or "", days[drawn_up], made))
    return lines
