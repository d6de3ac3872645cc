"""检查结果: issued to everybody when an agency closes, and anew when something of that visit arrives later."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, select

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
Of = tuple[str, str]  # a visit's id and an agency's
THESE: Any = bindparam("visits", expanding=True)


def _by_agency(table: Any, *columns: Any) -> Select[Any]:
    return (
        select(table.visit_id, InspectorRow.agency_id, *columns)
        .join(InspectorRow, InspectorRow.id == table.inspector_id)
        .where(table.visit_id.in_(THESE))
        .order_by(table.received_at, table.dseq)
    )


ANSWERS = _by_agency(
    AnswerRow, AnswerRow.item_id, AnswerRow.item_version_id, AnswerRow.line, AnswerRow.inspector_id, AnswerRow.value
)
FINDINGS = _by_agency(
    FindingRow, FindingRow.id, FindingRow.item_id, FindingRow.item_version_id, FindingRow.correction_due,
    FindingRow.corrects, FindingRow.withdrawn_by,
)  # fmt: skip
CLOSINGS = _by_agency(ClosingRow, ClosingRow.outcomes)
ISSUED = select(ResultRow.visit_id, ResultRow.agency_id, ResultRow.version, ResultRow.outcomes)
LAST = ISSUED.where(ResultRow.visit_id.in_(THESE)).order_by(ResultRow.version)
AGENCIES = select(AgencyRow.id, AgencyRow.competence).where(AgencyRow.id.in_(bindparam("agencies", expanding=True)))


def issue(due: Mapping[tuple[VisitRow, str], str]) -> None:
    """What is due of agencies on visits, each in a new version if it says something new; the last version counts."""
    if not due:
        return
    last = {_of(row): row for row in _read(LAST, due)}
    competences = {row.id: row.competence for row in db.session.execute(AGENCIES, {"agencies": [a for _, a in due]})}
    told = _Told(due)
    for (visit, agency_id), inspector_id in due.items():
        before, outcomes = last.get((visit.id, agency_id)), told.outcomes(visit.id, agency_id)
        if before is None or before.outcomes != outcomes:
            db.session.add(
                ResultRow(
                    visit_id=visit.id, premises_id=visit.premises_id, agency_id=agency_id,
                    competence=competences[agency_id], version=before.version + 1 if before else 1,
                    visit_on=visit.visit_on, outcomes=outcomes,
                    outcome=rules.overall(Outcome(each["outcome"]) for each in outcomes),
                    inspector_id=inspector_id, issued_at=clock.now(),
                )
            )  # fmt: skip
            trail.append("result.issued", "visit", visit.id, {"outcomes": outcomes}, agency_id=agency_id)
    db.session.flush()


class _Told:
    """What was recorded on visits, by agency, read for all of them at once."""

    def __init__(self, due: Iterable[tuple[VisitRow, str]]) -> None:
        due = list(due)
        self.answers, self.findings, self.closings = (
            _grouped(_read(each, due)) for each in (ANSWERS, FINDINGS, CLOSINGS)
        )
        self.settled = settling.settled_on({visit.id for visit, _ in due})
        stated = {each["inspection_item"] for rows in self.closings.values() for row in rows for each in row.outcomes}
        used = {row.item_version_id for rows in (*self.answers.values(), *self.findings.values()) for row in rows}
        self.newest, self.names = _newest_versions(stated), _names(used)

    def outcomes(self, visit_id: str, agency_id: str) -> list[dict[str, Any]]:
        """Each item with what this agency found about it."""
        key = visit_id, agency_id
        answers, findings, stated = self.answers[key], _standing(self.findings[key]), _stated(self.closings[key])
        versions = {item: self.newest[item].id for item in stated if item in self.newest}
        versions |= {row.item_id: row.item_version_id for row in (*answers, *findings)}
        settled = self.settled[visit_id]
        outcomes = {
            item: rules.outcome(_inspected(item, answers, findings, stated, settled)) for item in sorted(versions)
        }
        return [
            {"item": item, "item_version": versions[item], "name": self.name(versions[item]), "outcome": str(outcome)}
            for item, outcome in outcomes.items()
            if outcome is not None
        ]

    def name(self, version: str) -> str:
        return self.names.get(version) or next(each.name for each in self.newest.values() if each.id == version)


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


def _standing(findings: Rows) -> list[Any]:
    """The findings that were neither withdrawn nor replaced by a correction."""
    standing = [row for row in findings if row.withdrawn_by is None]
    corrected = {row.corrects for row in standing}
    return [row for row in standing if row.id not in corrected]


def _stated(closings: Rows) -> dict[str, Outcome]:
    return {each["inspection_item"]: Outcome(each["outcome"]) for closing in closings for each in closing.outcomes}


def _newest_versions(items: Iterable[str]) -> dict[str, ItemVersionRow]:
    asked = select(ItemVersionRow).where(ItemVersionRow.item_id.in_(sorted(items))).order_by(ItemVersionRow.version)
    return {row.item_id: row for row in db.session.scalars(asked)}


def _names(versions: Iterable[str]) -> dict[str, str]:
    asked = select(ItemVersionRow.id, ItemVersionRow.name).where(ItemVersionRow.id.in_(sorted(versions)))
    return {row.id: row.name for row in db.session.execute(asked)}


def _read(asked: Select[Any], due: Iterable[tuple[VisitRow, str]]) -> Rows:
    return db.session.execute(asked, {"visits": sorted({visit.id for visit, _ in due})}).all()


def _grouped(rows: Rows) -> dict[Of, list[Any]]:
    grouped: dict[Of, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[_of(row)].append(row)
    return grouped


def _of(row: Any) -> Of:
    return row.visit_id, row.agency_id
