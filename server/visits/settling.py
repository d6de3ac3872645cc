"""认定: reads where answers of a visit differ and what was settled, and says who may settle."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Select, bindparam, select

from server.db import ask, db
from server.planning.tables import VisitRow
from server.registry.tables import InspectionItemRow
from server.trail import Unusable
from server.visits import queries
from server.visits.differing import Difference, Line, Said, differences
from server.visits.tables import AnswerRow, SettlementRow

VISITS: Any = bindparam("visits", expanding=True)
SHARED_BY = select(AnswerRow.operation_id).where(
    AnswerRow.visit_id == bindparam("visit"), AnswerRow.item_id == bindparam("item"),
    AnswerRow.line == bindparam("line"), AnswerRow.agency_id == bindparam("agency"), AnswerRow.counts_for.is_not(None),
).limit(1)  # fmt: skip
SETTLED = select(SettlementRow.visit_id).where(SettlementRow.visit_id.in_(VISITS)).distinct()


def require_may_settle(visit: VisitRow, item_id: str, line: str, agency_id: str) -> None:
    """The agency whose item it is knows the matter, and so does one whose answer counts there because the line is
    shared; the leading one answers for the visit; nobody else settles."""
    item = db.session.get(InspectionItemRow, item_id)
    if item is None:
        raise Unusable("unknown_item")
    if agency_id in (item.agency_id, queries.lead_agency(visit)):
        return
    if not db.session.scalar(SHARED_BY, {"visit": visit.id, "item": item_id, "line": line, "agency": agency_id}):
        raise Unusable("not_yours")


def is_open(visit_id: str) -> bool:
    """Whether some answers of a visit differ without having been settled."""
    return any(each.value is None for each in of_visit(visit_id))


def settled_on(visit_ids: Collection[str]) -> dict[str, dict[Line, str]]:
    """The value that counts at each line whose differing answers were settled, for visits read together."""
    settled: dict[str, dict[Line, str]] = defaultdict(dict)
    marked = ask(SETTLED, {"visits": sorted(visit_ids)}).scalars().all()
    for visit_id in marked:
        settled[visit_id] = {each.at: each.value for each in of_visit(visit_id) if each.value is not None}
    return settled


def of_visit(visit_id: str) -> list[Difference]:
    """Where the answers of a visit differ."""
    return among(*(ask(_of(table, visit_id)).all() for table in (AnswerRow, SettlementRow)))


def among(answers: Iterable[Any], settlements: Iterable[Any]) -> list[Difference]:
    """Where these answers differ; both come in the order of arrival."""
    newest = {(row.item_id, row.line, row.inspector_id): _said(row) for row in answers}
    return differences(newest.values(), [_said(row, tuple(row.settles)) for row in settlements])


def _of(table: Any, visit_id: str) -> Select[Any]:
    return select(*table.__table__.columns).where(table.visit_id == visit_id).order_by(table.received_at, table.dseq)


def _said(row: Any, settles: tuple[str, ...] = ()) -> Said:
    return Said(row.operation_id, Line(row.item_id, row.line), row.value, settles)
