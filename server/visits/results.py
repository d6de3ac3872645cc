"""检查结果: issued to everybody when an agency closes, and anew when something of that visit arrives later."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from server import clock, trail
from server.db import db
from server.planning.tables import VisitRow
from server.registry.tables import AgencyRow, InspectorRow, ItemVersionRow
from server.visits import rules, settling
from server.visits.differing import Line
from server.visits.rules import Inspected
from server.visits.tables import AnswerRow, ClosingRow, FindingRow, ResultRow
from server.vocabulary import LineValue, Outcome

Rows = Sequence[Any]


def issue(visit: VisitRow, agency_id: str, inspector_id: str) -> None:
    """An agency's result, in a new version if it says something new; the last version counts."""
    outcomes = _outcomes(visit.id, agency_id)
    last = _last(visit.id, agency_id)
    if last is not None and last.outcomes == outcomes:
        return
    agency = db.session.get_one(AgencyRow, agency_id)
    db.session.add(
        ResultRow(
            visit_id=visit.id, premises_id=visit.premises_id, agency_id=agency.id, competence=agency.competence,
            version=last.version + 1 if last else 1, visit_on=visit.visit_on, outcomes=outcomes,
            outcome=rules.overall(Outcome(each["outcome"]) for each in outcomes),
            inspector_id=inspector_id, issued_at=clock.now(),
        )
    )  # fmt: skip
    trail.append("result.issued", "visit", visit.id, {"outcomes": outcomes}, agency_id=agency_id)
    db.session.flush()


def _last(visit_id: str, agency_id: str) -> ResultRow | None:
    return db.session.scalar(
        select(ResultRow)
        .where(ResultRow.visit_id == visit_id, ResultRow.agency_id == agency_id)
        .order_by(ResultRow.version.desc())
        .limit(1)
    )


def _outcomes(visit_id: str, agency_id: str) -> list[dict[str, Any]]:
    answers, findings = _answers(visit_id, agency_id), _findings(visit_id, agency_id)
    stated = _stated(visit_id, agency_id)
    settled = settling.settled_values(visit_id)
    versions = _newest_versions(stated) | {row.item_id: row.item_version_id for row in (*answers, *findings)}
    names = _names(versions.values())
    outcomes = {item: rules.outcome(_inspected(item, answers, findings, stated, settled)) for item in sorted(versions)}
    return [
        {"item": item, "item_version": versions[item], "name": names[versions[item]], "outcome": str(outcome)}
        for item, outcome in outcomes.items()
        if outcome is not None
    ]


def _inspected(
    item: str, answers: Rows, findings: Rows, stated: Mapping[str, Outcome], settled: Mapping[Line, str]
) -> Inspected:
    own = (row for row in answers if row.item_id == item)
    newest = {(row.line, row.inspector_id): settled.get(Line(item, row.line), row.value) for row in own}
    found = [row for row in findings if row.item_id == item]
    return Inspected(
        values=tuple(LineValue(value) for value in newest.values()),
        findings=len(found),
        corrections=sum(row.correction_due is not None for row in found),
        stated=stated.get(item),
    )


def _answers(visit_id: str, agency_id: str) -> list[Any]:
    return list(
        db.session.execute(
            select(
                AnswerRow.item_id, AnswerRow.item_version_id, AnswerRow.line, AnswerRow.inspector_id, AnswerRow.value
            )
            .join(InspectorRow, InspectorRow.id == AnswerRow.inspector_id)
            .where(AnswerRow.visit_id == visit_id, InspectorRow.agency_id == agency_id)
            .order_by(AnswerRow.received_at, AnswerRow.dseq)
        )
    )  # fmt: skip


def _findings(visit_id: str, agency_id: str) -> list[Any]:
    rows = db.session.execute(
        select(
            FindingRow.id, FindingRow.item_id, FindingRow.item_version_id, FindingRow.correction_due,
            FindingRow.corrects, FindingRow.withdrawn_by,
        )
        .join(InspectorRow, InspectorRow.id == FindingRow.inspector_id)
        .where(FindingRow.visit_id == visit_id, InspectorRow.agency_id == agency_id)
        .order_by(FindingRow.received_at, FindingRow.dseq)
    ).all()  # fmt: skip
    standing = [row for row in rows if row.withdrawn_by is None]
    corrected = {row.corrects for row in standing}
    return [row for row in standing if row.id not in corrected]


def _stated(visit_id: str, agency_id: str) -> dict[str, Outcome]:
    closings = db.session.scalars(
        select(ClosingRow.outcomes)
        .join(InspectorRow, InspectorRow.id == ClosingRow.inspector_id)
        .where(ClosingRow.visit_id == visit_id, InspectorRow.agency_id == agency_id)
        .order_by(ClosingRow.received_at, ClosingRow.dseq)
    )
    return {each["inspection_item"]: Outcome(each["outcome"]) for closing in closings for each in closing}


def _newest_versions(items: Iterable[str]) -> dict[str, str]:
    rows = db.session.scalars(
        select(ItemVersionRow).where(ItemVersionRow.item_id.in_(list(items))).order_by(ItemVersionRow.version)
    )
    return {row.item_id: row.id for row in rows}


def _names(versions: Iterable[str]) -> dict[str, str]:
    rows = db.session.scalars(select(ItemVersionRow).where(ItemVersionRow.id.in_(list(versions))))
    return {row.id: row.name for row in rows}
