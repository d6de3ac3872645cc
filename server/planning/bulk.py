"""A whole file of plans: every line's fate before anything is filed, then the good lines filed, none of them twice."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from server import clock
from server.db import db, lock, transaction
from server.planning import filing, prompting, queries, roster
from server.planning.bulk_lines import BulkLine, label
from server.planning.tables import PlanRow
from server.planning.values import Answer, NewPlan
from server.refusals import Reason, Refused
from server.registry.tables import PremisesRow
from server.vocabulary import LineFate, PlanState, Reply

File = Callable[[NewPlan], str]
Say = Callable[[Reason, Mapping[str, Any]], str]


@dataclass(frozen=True)
class Fate:
    """What becomes of a line: filed with its decision, filed before, or left out and why."""

    line: BulkLine
    fate: LineFate
    name: str = ""
    plan_id: str | None = None
    decision: dict[str, Any] | None = None
    refused: Refused | None = None

    def reasons(self, words: Say, language: str) -> list[str]:
        """Why a line is left out, in words."""
        if self.refused:
            return [words(self.refused.reason, self.refused.facts)]
        return [f"{label(each.column, language)} {each.sentence(language)}".strip() for each in self.line.problems]


def counted(fates: Iterable[Fate]) -> dict[LineFate, int]:
    """How many lines have each fate."""
    found = Counter(each.fate for each in fates)
    return {fate: found[fate] for fate in LineFate}


class _Rehearsed(Exception):
    """Ends a rehearsal, so that nothing of it stays."""


def rehearse(lines: Sequence[BulkLine], agency_id: str, account_id: str | None) -> list[Fate]:
    """Files every line in turn as it would be filed, so that each sees those before it, and undoes it all."""
    fates: list[Fate] = []
    try:
        with transaction():
            _lock_objects(lines)
            fates = [_fate(line, agency_id, lambda new: _tried(new, agency_id, account_id)) for line in lines]
            raise _Rehearsed
    except _Rehearsed:
        return fates


def file(lines: Sequence[BulkLine], agency_id: str, account_id: str | None) -> list[Fate]:
    """Files every good line in turn, each in a transaction of its own: others file in between."""
    return [
        _fate(line, agency_id, lambda new: filing.file_plan(new, agency_id=agency_id, account_id=account_id))
        for line in lines
    ]


def _tried(new: NewPlan, agency_id: str, account_id: str | None) -> str:
    with db.session.begin_nested():
        return filing.file_plan(new, agency_id=agency_id, account_id=account_id)


def _fate(line: BulkLine, agency_id: str, file_plan: File) -> Fate:
    if line.new is None:
        return Fate(line, LineFate.BAD)
    premises = roster.premises_of(line.new.credit_code, line.new.premises)
    name = premises.enterprise.name if premises else ""
    before = premises and filed_before(line.new, agency_id, premises)
    if before:
        return Fate(line, LineFate.BEFORE, name, before.id, before.decision)
    try:
        plan_id = file_plan(with_answers(line, agency_id, premises))
    except Refused as refused:
        return Fate(line, LineFate.BAD, name, refused=refused)
    return Fate(line, LineFate.GOOD, name, plan_id, queries.plan_or_refuse(plan_id).decision)


def with_answers(line: BulkLine, agency_id: str, premises: PremisesRow | None) -> NewPlan:
    """The plan of a line, answering every result of the past half-year with the line's reason for going on, if any."""
    assert line.new is not None
    if premises is None or not line.go_on_because:
        return line.new
    _, settings = queries.settings_on(clock.today())
    results = prompting.asked(line.new, agency_id, premises, settings).results
    return replace(line.new, answers=tuple(Answer(each.id, Reply.GO_ON, line.go_on_because) for each in results))


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


def _lock_objects(lines: Sequence[BulkLine]) -> None:
    """Holds every object of the file in one order, so that two files never wait for each other."""
    codes = {line.credit_code for line in lines if line.new}
    places = (roster.premises_of(code, 1) for code in codes)
    for name in sorted(f"object:{each.enterprise_id}" for each in places if each):
        lock(name)
