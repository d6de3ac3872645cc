"""Tells planning, which stands below, what is known of earlier visits to an enterprise."""

from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, exists, func, select

from server.db import Asked, ask
from server.planning.earlier import EarlierResult, Line
from server.planning.rules import Period
from server.planning.tables import VisitRow
from server.registry.tables import PremisesRow
from server.visits import recent
from server.visits.tables import CheckInRow, FindingRow
from server.vocabulary import LineValue, VisitState

FOUND = exists().where(
    FindingRow.visit_id == CheckInRow.visit_id,
    FindingRow.inspector_id == CheckInRow.inspector_id,
    FindingRow.withdrawn_by.is_(None),
)
CLEAN = (
    select(CheckInRow.inspector_id, func.count(CheckInRow.visit_id.distinct()))
    .join(VisitRow, VisitRow.id == CheckInRow.visit_id)
    .join(PremisesRow, PremisesRow.id == VisitRow.premises_id)
    .where(
        CheckInRow.inspector_id.in_(bindparam("inspectors", expanding=True)),
        PremisesRow.enterprise_id == bindparam("enterprise"),
        VisitRow.state == VisitState.COMPLETED,
        VisitRow.visit_on.between(bindparam("first"), bindparam("last")),
        ~FOUND,
    )
    .group_by(CheckInRow.inspector_id)
)


def results_of(enterprise_ids: Collection[str], days: Period) -> list[EarlierResult]:
    """The newest version of every result about these enterprises in the period, newest day first."""
    return [
        EarlierResult(
            id=row.id,
            visit_on=row.visit_on,
            premises_id=row.premises_id,
            agency=row.agency_id,
            agency_name=row.name,
            competence=row.competence,
            lines=tuple(Line(each["item"], each["name"], each["outcome"]) for each in row.outcomes),
            open_corrections=row.open_corrections,
            participants=frozenset(row.participants.split(",")),
            passed_over=frozenset(
                each["item"] for each in row.outcomes if each.get("value") == LineValue.NOT_APPLICABLE
            ),
            objected=bool(row.objected),
        )
        for row in recent.results_between(enterprise_ids, days.first, days.last)
    ]


def asked(enterprise_ids: Collection[str], days: Period) -> Asked:
    """What `results_of` asks."""
    return recent.asked(enterprise_ids, days.first, days.last)


def clean_visits(inspector_ids: Collection[str], enterprise_id: str, days: Period) -> Mapping[str, int]:
    """How many completed visits each of these people made to an enterprise without a standing finding of his."""
    asked = {
        "inspectors": list(inspector_ids), "enterprise": enterprise_id, "first": days.first, "last": days.last,
    }  # fmt: skip
    return dict(ask(CLEAN, asked).all())
