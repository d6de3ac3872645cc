"""Corrections as their agency and the enterprise read them: the order, what was reported, what was decided, how far."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased, joinedload

from server import clock
from server.db import db
from server.planning.tables import PlanRow, VisitRow
from server.registry.tables import AgencyRow
from server.visits import correcting
from server.visits import correction_rules as rules
from server.visits.correction_tables import CorrectionRow, CorrectionStepRow
from server.visits.tables import FindingRow
from server.vocabulary import Channel, CorrectionStage, CorrectionStep, PlanState

AT_ONCE = 200
Agencies = Collection[str] | None  # None: all of them
ANEW = aliased(FindingRow)
# A finding written anew takes the place of the one it corrects.
STANDS = FindingRow.withdrawn_by.is_(None) & ~exists().where(
    ANEW.visit_id == FindingRow.visit_id, ANEW.corrects == FindingRow.id, ANEW.withdrawn_by.is_(None)
)


@dataclass(frozen=True)
class Correction:
    """One correction that was ordered, with everything said about it since."""

    finding: FindingRow
    visit: VisitRow
    agency: str
    reports: Sequence[CorrectionRow]
    steps: Sequence[CorrectionStepRow]

    @property
    def stage(self) -> CorrectionStage:
        reported = [rules.Reported(each.state, each.answered_at) for each in self.reports]
        return rules.stage(self.finding.corrected_at is not None, reported, self._steps)

    @property
    def due(self) -> date | None:
        return rules.due(self.finding.correction_due, self._steps)

    @property
    def overdue(self) -> bool:
        return rules.is_overdue(self.stage, self.due, clock.today())

    @property
    def waits_for_enterprise(self) -> bool:
        return self.stage in (CorrectionStage.OPEN, CorrectionStage.ASKED_AGAIN)

    @property
    def deadline(self) -> str:
        """Names the deadline as it stands: another one is told anew."""
        extended = [each.id for each in self.steps if each.kind == CorrectionStep.EXTENDED]
        return extended[-1] if extended else self.finding.id

    @property
    def reference(self) -> str:
        """By which a recheck plan names it, short enough to be written down."""
        return f"ZG-{self.finding.id[-8:].upper()}"

    @property
    def told(self) -> list[tuple[datetime, CorrectionRow | CorrectionStepRow]]:
        """Reports and decisions in the order in which they were made."""
        told: list[tuple[datetime, CorrectionRow | CorrectionStepRow]] = [(each.made_at, each) for each in self.reports]
        return sorted([*told, *((each.made_at, each) for each in self.steps)], key=lambda each: each[0])

    @property
    def _steps(self) -> list[rules.Step]:
        return [rules.Step(each.kind, each.made_at, each.due) for each in self.steps]


def to_correct(agencies: Agencies) -> list[Correction]:
    """What these agencies ordered and have not confirmed yet, the earliest deadline first."""
    asked = FindingRow.correction_due.is_not(None), FindingRow.corrected_at.is_(None), STANDS
    wanted = select(FindingRow).where(*asked, *_of(agencies)).order_by(FindingRow.correction_due, FindingRow.id)
    found = _corrections(db.session.scalars(wanted.limit(AT_ONCE)).all())
    return sorted(found, key=lambda each: (each.due or date.max, each.finding.id))


def near(first: date, last: date, *more: ColumnElement[bool]) -> list[Correction]:
    """What has not been confirmed and whose deadline, as it stands, lies in these days."""
    given = select(CorrectionStepRow.finding_id).where(CorrectionStepRow.due.between(first, last))
    due = FindingRow.correction_due.between(first, last) | FindingRow.id.in_(given)
    asked = select(FindingRow).join(VisitRow, VisitRow.id == FindingRow.visit_id)
    rows = db.session.scalars(asked.where(due, FindingRow.corrected_at.is_(None), STANDS, *more)).all()
    found = (each for each in _corrections(rows) if each.due and first <= each.due <= last)
    return sorted(found, key=lambda each: (str(each.due), each.finding.id))


def corrected(agencies: Agencies, most: int = 50) -> list[Correction]:
    """What was confirmed, the newest first."""
    wanted = select(FindingRow).where(FindingRow.corrected_at.is_not(None), *_of(agencies))
    return _corrections(db.session.scalars(wanted.order_by(FindingRow.corrected_at.desc()).limit(most)).all())


def of_finding(finding: FindingRow) -> Correction:
    """The correction of one finding."""
    return _corrections([finding])[0]


def of_visit_findings(finding_ids: Collection[str]) -> Mapping[str, Correction]:
    """The corrections of these findings by their ids."""
    rows = db.session.scalars(select(FindingRow).where(FindingRow.id.in_(list(finding_ids)))).all()
    return {each.finding.id: each for each in _corrections(rows)}


def rechecks(correction: Correction) -> list[PlanRow]:
    """The recheck visits filed for it, by the reference it goes by."""
    visit, agency = correction.visit, correction.finding.agency_id
    filed = select(PlanRow).where(
        PlanRow.premises_id == visit.premises_id, PlanRow.agency_id == agency, PlanRow.channel == Channel.RECHECK,
        PlanRow.state == PlanState.FILED,
    )  # fmt: skip
    rows = db.session.scalars(filed.order_by(PlanRow.visit_on)).all()
    return [row for row in rows if correction.reference in (row.reference or "")]


def _of(agencies: Agencies) -> list[ColumnElement[bool]]:
    return [] if agencies is None else [FindingRow.agency_id.in_(agencies)]


def _corrections(findings: Sequence[FindingRow]) -> list[Correction]:
    ids = [each.id for each in findings]
    reports, steps = correcting.of_findings(ids), steps_of(ids)
    visits = {row.id: row for row in _visits({each.visit_id for each in findings})}
    named = select(AgencyRow.id, AgencyRow.short_name).where(AgencyRow.id.in_({each.agency_id for each in findings}))
    agencies = dict(db.session.execute(named).all()) if findings else {}
    return [
        Correction(each, visits[each.visit_id], agencies.get(each.agency_id, ""), reports[each.id], steps[each.id])
        for each in findings
    ]


def steps_of(finding_ids: Collection[str]) -> Mapping[str, list[CorrectionStepRow]]:
    """What agencies decided about each of these findings, the oldest first."""
    asked = select(CorrectionStepRow).where(CorrectionStepRow.finding_id.in_(list(finding_ids)))
    steps: dict[str, list[CorrectionStepRow]] = defaultdict(list)
    for row in db.session.scalars(asked.order_by(CorrectionStepRow.made_at, CorrectionStepRow.id)):
        steps[row.finding_id].append(row)
    return steps


def _visits(ids: Iterable[str]) -> Sequence[VisitRow]:
    return db.session.scalars(
        select(VisitRow).options(joinedload(VisitRow.premises)).where(VisitRow.id.in_(list(ids)))
    ).all()
