"""A whole file of plans: every line's fate before anything is filed, then the good lines filed, none of them twice."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from server import clock
from server.db import db
from server.planning import prompting, queries, roster, submitting
from server.planning.basis import basis_of
from server.planning.bulk_lines import BulkLine
from server.planning.bulk_rehearsal import Rehearsal
from server.planning.frequency import Count
from server.planning.tables import PlanRow
from server.planning.values import NewPlan
from server.refusals import DRAFT_WAITING, Refused
from server.registry.tables import PremisesRow
from server.vocabulary import LineFate, PlanState


@dataclass(frozen=True)
class Fate:
    """What becomes of a line: filed with its number and decision, filed before, or left out and why."""

    line: BulkLine
    fate: LineFate
    name: str = ""
    plan_id: str | None = None
    number: int = 0
    decision: Mapping[str, Any] | None = None
    refused: Refused | None = None
    counts: Sequence[Count] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def counted(fates: Iterable[Fate]) -> dict[LineFate, int]:
    """How many lines have each fate."""
    found = Counter(each.fate for each in fates)
    return {fate: found[fate] for fate in LineFate}


def rehearse(lines: Sequence[BulkLine], agency_id: str) -> list[Fate]:
    """What filing every line in turn would come to, each seeing those before it; no writer waits meanwhile."""
    plans = [line.new for line in lines if line.new]
    rehearsal = Rehearsal(agency_id, plans, clock.now()) if plans else None
    return [_expected(line, rehearsal) for line in lines]


def _expected(line: BulkLine, rehearsal: Rehearsal | None) -> Fate:
    if line.new is None or rehearsal is None:
        return Fate(line, LineFate.BAD)
    premises = rehearsal.premises_for(line.new)
    name = premises.enterprise.name if premises else ""
    if premises and (before := rehearsal.filed_before(line.new, premises)):
        return Fate(line, LineFate.BEFORE, name, *before)
    try:
        expected = rehearsal.file(line.new, line.go_on_because)
    except Refused as refused:
        return Fate(line, LineFate.BAD, name, refused=refused)
    document = expected.decision.as_document()
    return Fate(line, LineFate.GOOD, name, None, 0, document, None, expected.counts, expected.names)


def file(lines: Sequence[BulkLine], agency_id: str, account_id: str | None, *, by_lead: bool = False) -> list[Fate]:
    """Files every good line in turn, or sends it to the lead; each in a transaction of its own: others file between."""
    return [_filed(line, agency_id, account_id, by_lead) for line in lines]


def _filed(line: BulkLine, agency_id: str, account_id: str | None, by_lead: bool) -> Fate:
    if line.new is None:
        return Fate(line, LineFate.BAD)
    premises = roster.premises_of(line.new.credit_code, line.new.premises)
    name = premises.enterprise.name if premises else ""
    if premises and (before := filed_before(line.new, agency_id, premises)):
        return Fate(line, LineFate.BEFORE, name, before.id, before.number, before.decision)
    try:
        new = with_answers(line, agency_id, premises)
        handed = submitting.hand_in(new, agency_id=agency_id, account_id=account_id, by_lead=by_lead)
    except Refused as refused:
        return Fate(line, LineFate.BEFORE if refused.reason is DRAFT_WAITING else LineFate.BAD, name, refused=refused)
    if handed.plan is None:
        return Fate(line, LineFate.SUBMITTED, name)
    row = queries.plan_or_refuse(handed.plan)
    return Fate(line, LineFate.GOOD, name, row.id, row.number, row.decision)


def with_answers(line: BulkLine, agency_id: str, premises: PremisesRow | None) -> NewPlan:
    """The plan of a line, answering every result of the past half-year with the line's reason for going on, if any."""
    assert line.new is not None
    if premises is None or not line.go_on_because:
        return line.new
    results = prompting.asked(line.new, agency_id, basis_of(line.new, agency_id, premises)).results
    return prompting.going_on(line.new, results, line.go_on_because)


def filed_before(new: NewPlan, agency_id: str, premises: PremisesRow) -> PlanRow | None:
    """The same plan, filed before by this or another way; one that was withdrawn since is not filed again by a file."""
    asked = new.numbered("", agency_id, 0)
    rows = db.session.scalars(
        select(PlanRow).where(
            PlanRow.premises_id == premises.id, PlanRow.visit_on == asked.visit_on, PlanRow.agency_id == agency_id,
            PlanRow.channel == asked.channel, PlanRow.state.in_([PlanState.FILED, PlanState.WITHDRAWN]),
        )
    )  # fmt: skip
    same = (row for row in rows if row.cause == asked.cause and {each.item_id for each in row.items} == asked.items)
    return next(same, None)
