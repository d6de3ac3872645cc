"""Reads the records of some enterprises as the reckoning wants them, a few statements for all of them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select

from server import clock
from server.db import ask
from server.feedback.complaint_tables import ComplaintRow
from server.oversight.case_tables import CaseRow
from server.oversight.tables import IrregularityRow
from server.planning.queries import settings_on
from server.planning.tables import PlanItemRow, PlanRow, VisitRow
from server.registry.tables import EnterpriseRow, PremisesRow
from server.statistics.measures import UNKNOWN
from server.statistics.reckoning import Complained, Ordered, Planned, Records, Told, TooLate, Visited
from server.visits import sign_off_rules as rules
from server.visits.correction_tables import CorrectionRow
from server.visits.sign_off_tables import SignOffRow
from server.visits.tables import FindingRow, ResultRow
from server.vocabulary import Channel, ComplaintKind, CorrectionState, Irregularity, PlanState

UNITS: Any = bindparam("units", expanding=True)
VISITS: Any = bindparam("visits", expanding=True)
Place = tuple[str, str]  # an industry and a sub-district
NOWHERE = (UNKNOWN, UNKNOWN)

PLACES = (
    select(PremisesRow.id, PremisesRow.sub_district, EnterpriseRow.industry, EnterpriseRow.industry_name)
    .join(EnterpriseRow, EnterpriseRow.id == PremisesRow.enterprise_id)
    .where(EnterpriseRow.id.in_(UNITS))
)
VISIT = (
    VisitRow.id, VisitRow.premises_id, VisitRow.visit_on, VisitRow.made_at, VisitRow.state, VisitRow.planned,
    VisitRow.agency_id,
)  # fmt: skip
OF_ENTERPRISES = (
    select(PremisesRow.enterprise_id.label("unit"), *VISIT)
    .join(PremisesRow, PremisesRow.id == VisitRow.premises_id)
    .where(PremisesRow.enterprise_id.in_(UNITS))
)
OF_NOBODY = select(VisitRow.id.label("unit"), *VISIT).where(VisitRow.id.in_(UNITS), VisitRow.premises_id.is_(None))
PLANS = (
    select(PlanRow.visit_id, PlanRow.id, PlanRow.agency_id, PlanRow.channel, PlanRow.cause, PlanItemRow.item_id)
    .outerjoin(PlanItemRow, PlanItemRow.plan_id == PlanRow.id)
    .where(PlanRow.visit_id.in_(VISITS), PlanRow.state == PlanState.FILED)
)
REFUSED = (
    select(
        PremisesRow.enterprise_id, PlanRow.id, PlanRow.premises_id, PlanRow.visit_on, PlanRow.agency_id,
        PlanRow.decision, PlanItemRow.item_id,
    )
    .join(PremisesRow, PremisesRow.id == PlanRow.premises_id)
    .outerjoin(PlanItemRow, PlanItemRow.plan_id == PlanRow.id)
    .where(
        PremisesRow.enterprise_id.in_(UNITS), PlanRow.state == PlanState.REFUSED, PlanRow.channel == Channel.ORDINARY
    )
)  # fmt: skip
SIGNED = (
    select(SignOffRow.visit_id, SignOffRow.agency_id, func.min(SignOffRow.signed_at).label("signed_at"))
    .where(SignOffRow.visit_id.in_(VISITS))
    .group_by(SignOffRow.visit_id, SignOffRow.agency_id)
)
RESULTS = (
    select(ResultRow.visit_id, ResultRow.agency_id, ResultRow.version, ResultRow.outcomes, ResultRow.issued_at)
    .where(ResultRow.visit_id.in_(VISITS))
    .order_by(ResultRow.version)
)
FINDINGS = select(
    FindingRow.id, FindingRow.visit_id, FindingRow.agency_id, FindingRow.item_id, FindingRow.correction_due,
    FindingRow.corrects, FindingRow.corrected_at,
).where(FindingRow.visit_id.in_(VISITS), FindingRow.withdrawn_by.is_(None))  # fmt: skip
REPORTED = select(CorrectionRow.finding_id, CorrectionRow.made_at).where(
    CorrectionRow.visit_id.in_(VISITS), CorrectionRow.state == CorrectionState.CLOSED
)
LATE = select(IrregularityRow.visit_id, IrregularityRow.agency_id).where(
    IrregularityRow.visit_id.in_(VISITS), IrregularityRow.kind == Irregularity.LATE_SYNC
)
COMPLAINTS = (
    select(
        ComplaintRow.enterprise_id, ComplaintRow.id, ComplaintRow.premises_id, ComplaintRow.filed_at,
        ComplaintRow.agency_id, CaseRow.state, CaseRow.outcome,
    )
    .outerjoin(CaseRow, CaseRow.complaint_id == ComplaintRow.id)
    .where(ComplaintRow.enterprise_id.in_(UNITS), ComplaintRow.kind != ComplaintKind.SUBSTANCE)
)  # fmt: skip


class Days(NamedTuple):
    """What the settings in force on a day say: how far a quiet period reaches, and by when a result is signed."""

    quiet: Callable[[date], int]
    sign_by: Callable[[date], date]


@dataclass(frozen=True)
class Gathered:
    """The records of each unit, an enterprise or a visit to nobody known; where premises lie; industries' names."""

    records: Mapping[str, Records]
    places: Mapping[str, Place]
    industries: Mapping[str, str]


def gathered(units: Sequence[str], by: Days) -> Gathered:
    """Everything that counts about these units, as it stands."""
    asked = {"units": list(units)}
    rows = [*ask(OF_ENTERPRISES, asked), *ask(OF_NOBODY, asked)]
    visits = _visits(rows, by)
    too_late, complaints = _too_late(asked), _complaints(asked)
    premises = ask(PLACES, asked).all()
    places = {row.id: (row.industry or UNKNOWN, row.sub_district or UNKNOWN) for row in premises}
    industries = {row.industry: row.industry_name for row in premises if row.industry}
    of_unit = {unit: Records(visits[unit], too_late[unit], complaints[unit]) for unit in units}
    return Gathered(of_unit, places, industries)


def days() -> Days:
    """The settings of every day that is asked for, looked up once for each."""
    of = cache(lambda day: settings_on(day)[1])
    return Days(lambda day: of(day).quiet_days, lambda day: rules.sign_by(day, of(day).sign_off_days))


def _visits(rows: Sequence[Any], by: Days) -> Mapping[str, list[Visited]]:
    told = _About([row.id for row in rows], by)
    visits: dict[str, list[Visited]] = defaultdict(list)
    for row in rows:
        visits[row.unit].append(
            Visited(
                id=row.id, premises=row.premises_id or "", day=row.visit_on, made_at=row.made_at, state=row.state,
                planned=row.planned, agency=row.agency_id, plans=told.plans[row.id], results=told.results(row),
                corrections=told.corrections[row.id], late_synced=frozenset(told.late[row.id]),
            )
        )  # fmt: skip
    return visits


class _About:
    """What is known of some visits, read for all of them at once."""

    def __init__(self, visits: list[str], by: Days) -> None:
        self.by = by
        asked = {"visits": visits}
        ask_for = ask if visits else (lambda *_: ())
        self.plans = _plans(ask_for(PLANS, asked))
        self.issued: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for row in ask_for(RESULTS, asked):
            self.issued[row.visit_id][row.agency_id].append(row)
        self.signed = {(row.visit_id, row.agency_id): row.signed_at for row in ask_for(SIGNED, asked)}
        self.corrections = _corrections(list(ask_for(FINDINGS, asked)), dict(_pairs(ask_for(REPORTED, asked))))
        self.late: dict[str, set[str]] = defaultdict(set)
        for row in ask_for(LATE, asked):
            self.late[row.visit_id].add(row.agency_id)

    def results(self, visit: Any) -> list[Told]:
        """Each agency's result: late if its first signature came too late, with the outcomes of its last version."""
        return [
            Told(
                agency,
                self._is_late(versions[0].issued_at, self.signed.get((visit.id, agency))),
                {each["item"]: each["outcome"] for each in versions[-1].outcomes},
            )
            for agency, versions in self.issued[visit.id].items()
        ]

    def _is_late(self, drawn_up: datetime, signed_at: datetime | None) -> bool:
        return signed_at is not None and clock.local_day(signed_at) > self.by.sign_by(clock.local_day(drawn_up))


def _plans(rows: Iterable[Any]) -> Mapping[str, list[Planned]]:
    items: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for visit, plan, agency, channel, cause, item in rows:
        items[visit, plan, agency, channel, cause] += [item] if item else []
    plans: dict[str, list[Planned]] = defaultdict(list)
    for (visit, _, agency, channel, cause), codes in items.items():
        plans[visit].append(Planned(agency, channel, cause, tuple(codes)))
    return plans


def _too_late(asked: Mapping[str, Any]) -> Mapping[str, list[TooLate]]:
    items: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for *plan, decision, item in ask(REFUSED, asked):
        if decision.get("because") == "notice_too_short":
            items[tuple(plan)] += [item] if item else []
    found: dict[str, list[TooLate]] = defaultdict(list)
    for (unit, plan_id, premises, day, agency), codes in items.items():
        found[unit].append(TooLate(plan_id, premises, day, agency, tuple(codes)))
    return found


def _corrections(findings: Sequence[Any], reported: Mapping[str, datetime]) -> Mapping[str, list[Ordered]]:
    """Each correction that was ordered and stands; a confirmed one was in time if it was reported by its day."""
    replaced = {row.corrects for row in findings}
    found: dict[str, list[Ordered]] = defaultdict(list)
    for row in findings:
        if row.correction_due is not None and row.id not in replaced:
            done = _by((reported.get(row.id) or row.corrected_at) if row.corrected_at else None, row.correction_due)
            found[row.visit_id].append(Ordered(row.agency_id, row.item_id, done))
    return found


def _by(done: datetime | None, due: date) -> bool | None:
    return None if done is None else clock.local_day(done) <= due


def _complaints(asked: Mapping[str, Any]) -> Mapping[str, list[Complained]]:
    found: dict[str, list[Complained]] = defaultdict(list)
    for unit, complaint, premises, filed_at, agency, state, outcome in ask(COMPLAINTS, asked):
        found[unit].append(Complained(complaint, premises, clock.local_day(filed_at), agency, state, outcome))
    return found


def _pairs(rows: Iterable[Any]) -> Iterable[tuple[str, datetime]]:
    return ((row.finding_id, row.made_at) for row in rows)
