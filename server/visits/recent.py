"""半年以内检查结果: what agencies of one competence found at an enterprise in the six months before."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import aliased

from server.db import Asked, ask
from server.registry.tables import AgencyRow, PremisesRow
from server.visits.recognition import is_objected
from server.visits.rules import six_months_before
from server.visits.standing import Standing
from server.visits.tables import FindingRow, ResultRow
from server.vocabulary import ResultOrigin

ONE_DAY = timedelta(days=1)


def recent_results(stands: Sequence[Standing]) -> dict[str, list[dict[str, Any]]]:
    """Per visit the results its inspectors must know of, newest first."""
    if not stands:
        return {}
    enterprises = {each.visit.enterprise_id for each in stands} - {None}
    rows: dict[str, list[Any]] = defaultdict(list)
    days = [each.visit.visit_on for each in stands]
    for row in results_between(enterprises, six_months_before(min(days)), max(days) - ONE_DAY):
        rows[row.enterprise_id].append(row)
    return {
        each.visit.id: [_shape(row) for row in rows[each.visit.enterprise_id] if _concerns(row, each)]
        for each in stands
    }


def is_newest() -> Any:
    """The last version of a result is the one that counts."""
    other = aliased(ResultRow)
    newest = select(func.max(other.version)).where(
        other.visit_id == ResultRow.visit_id, other.agency_id == ResultRow.agency_id
    )
    return ResultRow.version == newest.scalar_subquery()


ANEW = aliased(FindingRow)
# How many corrections the agency ordered on the visit and has not confirmed; a finding written anew counts once.
CORRECTIONS = (
    select(func.count())
    .select_from(FindingRow)
    .where(
        FindingRow.visit_id == ResultRow.visit_id,
        FindingRow.agency_id == ResultRow.agency_id,
        FindingRow.correction_due.is_not(None),
        FindingRow.corrected_at.is_(None),
        FindingRow.withdrawn_by.is_(None),
        # A correction is of the same visit; said so, it is looked for among some dozens and not among all there are.
        ~exists().where(
            ANEW.visit_id == FindingRow.visit_id, ANEW.corrects == FindingRow.id, ANEW.withdrawn_by.is_(None)
        ),
    )
    .scalar_subquery()
)
FELLOW = aliased(ResultRow)
PARTICIPANTS = (
    select(func.aggregate_strings(FELLOW.agency_id, ",")).where(FELLOW.visit_id == ResultRow.visit_id).scalar_subquery()
)
# What every filing asks: written once, for putting a statement together takes longer than asking the database.
RESULTS = (
    select(
        ResultRow.id, ResultRow.visit_id, ResultRow.premises_id, ResultRow.agency_id, ResultRow.competence,
        ResultRow.visit_on, ResultRow.outcomes, PremisesRow.enterprise_id, AgencyRow.name,
        CORRECTIONS.label("open_corrections"), PARTICIPANTS.label("participants"),
        is_objected(ResultRow.visit_id, ResultRow.agency_id).label("objected"),
    )
    .join(PremisesRow, PremisesRow.id == ResultRow.premises_id)
    .join(AgencyRow, AgencyRow.id == ResultRow.agency_id)
    .where(
        PremisesRow.enterprise_id.in_(bindparam("enterprises", expanding=True)),
        ResultRow.visit_on.between(bindparam("first"), bindparam("last")),
        ResultRow.origin != ResultOrigin.WITHDRAWN,
        is_newest(),
    )
    .order_by(ResultRow.visit_on.desc(), ResultRow.agency_id)
)  # fmt: skip


def results_between(enterprises: Iterable[str], first: date, last: date) -> list[Any]:
    """The newest version of each result about these enterprises with a visit day in the span, newest day first."""
    return list(ask(*asked(enterprises, first, last)))


def asked(enterprises: Iterable[str], first: date, last: date) -> Asked:
    """What `results_between` asks."""
    return RESULTS, {"enterprises": list(enterprises), "first": first, "last": last}


def _concerns(result: Any, stands: Standing) -> bool:
    visit, competences = stands.visit, {plan.row.competence for plan in stands.plans}
    recent = six_months_before(visit.visit_on) <= result.visit_on < visit.visit_on
    return recent and result.competence in competences and result.visit_id != visit.id


def _shape(row: Any) -> dict[str, Any]:
    return {
        "visit_on": row.visit_on.isoformat(),
        "agency_name": row.name,
        "items": [{"code": each["item"], "name": each["name"], "outcome": each["outcome"]} for each in row.outcomes],
        "open_corrections": row.open_corrections,
        "objected": bool(row.objected),
    }
