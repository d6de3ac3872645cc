"""Keeps the figures current: each transaction notes what it spoke of, and soon after only that is counted anew."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Table, bindparam, delete, func, insert, select

from server import trail
from server.db import ask, db, later, lock, transaction
from server.feedback.complaint_tables import ComplaintRow
from server.ids import new_id
from server.oversight.case_tables import CaseRow
from server.planning.tables import PlanRow, VisitRow
from server.registry.tables import PremisesRow
from server.statements import INSERTS
from server.statistics import naming, reckoning, summing
from server.statistics.gathering import NOWHERE, Days, days, gathered
from server.statistics.measures import MEASURES
from server.statistics.summing import KEYS, Row
from server.statistics.tables import counted, due, revisit, statistic

SPOKEN_OF = frozenset({"visit", "plan", "premises", "enterprise", "complaint", "oversight_case"})
AT_ONCE = 100  # enterprises counted in one transaction: others wait to write no longer than some hundredths of a second
NOTE = insert(due)
NOTED = select(due.c.id, due.c.entity, due.c.entity_id).order_by(due.c.id).limit(bindparam("most"))
SETTLED = delete(due).where(due.c.id.in_(bindparam("ids", expanding=True)))
WAITING = select(func.count()).select_from(due)
IDS: Any = bindparam("ids", expanding=True)
ENTERPRISE_OF_VISIT = (
    select(VisitRow.id, PremisesRow.enterprise_id)
    .outerjoin(PremisesRow, PremisesRow.id == VisitRow.premises_id)
    .where(VisitRow.id.in_(IDS))
)
# How to find the enterprise that a noted record is about.
UNITS = {
    "visit": ENTERPRISE_OF_VISIT,
    "plan": select(PlanRow.id, PremisesRow.enterprise_id).join(PremisesRow).where(PlanRow.id.in_(IDS)),
    "premises": select(PremisesRow.id, PremisesRow.enterprise_id).where(PremisesRow.id.in_(IDS)),
    "complaint": select(ComplaintRow.id, ComplaintRow.enterprise_id).where(ComplaintRow.id.in_(IDS)),
    "oversight_case": select(CaseRow.id, ComplaintRow.enterprise_id).join(ComplaintRow).where(CaseRow.id.in_(IDS)),
}
STORED = select(counted).where(counted.c.unit.in_(bindparam("units", expanding=True)))
TAKE_OUT = delete(counted).where(
    counted.c.subject_id == bindparam("subject"), counted.c.agency_id == bindparam("agency"),
    counted.c.item_id == bindparam("item"),
)  # fmt: skip


def note_due() -> None:
    """Notes, before a transaction commits, which of what it spoke of counts."""
    told = [each for each in trail.take_told() if each[0] in SPOKEN_OF]
    if told:
        later(NOTE, [{"id": new_id(), "entity": entity, "entity_id": about} for entity, about in told])


def waiting() -> int:
    """How many notes have not been counted yet."""
    return ask(WAITING).scalar_one()


def catch_up() -> int:
    """Counts everything that was noted, some enterprises at a time, and says how many."""
    done = 0
    while waiting():
        with transaction():
            lock("statistics")
            noted = ask(NOTED, {"most": AT_ONCE}).all()
            units = _units(noted)
            count_anew(units)
            # Exactly the notes that were read: one that came since stands for what came with it.
            ask(SETTLED, {"ids": [note.id for note in noted]})
        done += len(units)
    return done


@dataclass(frozen=True)
class Unlike:
    """Lines that are kept and wrong, lines that are right and missing, and what the industries are called."""

    gone: Sequence[Row]
    come: Sequence[Row]
    industries: Mapping[str, str]


def count_anew(units: Iterable[str]) -> None:
    """Counts these enterprises, and changes the sums by what has changed; in the caller's transaction."""
    by, wanted = days(), sorted(units)
    for start in range(0, len(wanted), AT_ONCE):
        found = unlike(wanted[start : start + AT_ONCE], by)
        replace(found)
        _move_sums(found)


def unlike(units: Sequence[str], by: Days) -> Unlike:
    """How what is kept of these enterprises differs from what their records say."""
    kept = [dict(row._mapping) for row in ask(STORED, {"units": list(units)})]
    right, industries = counted_anew(units, by)
    gone, come = summing.differences(kept, right)
    return Unlike(gone, come, industries if come else {})


def counted_anew(units: Sequence[str], by: Days) -> tuple[Sequence[Row], Mapping[str, str]]:
    """What the records of these enterprises say, line by line, and what the industries are called."""
    found = gathered(units, by)
    right = [
        summing.row_of(line, unit, found.places.get(line.premises, NOWHERE))
        for unit in units
        for line in reckoning.lines(found.records[unit], by.quiet)
    ]
    return right, found.industries


def replace(found: Unlike) -> None:
    """Puts lines in the place of those that are no longer right."""
    if found.gone:
        keys = (summing.key_of(row) for row in found.gone)
        ask(TAKE_OUT, [{"subject": subject, "agency": agency, "item": item} for subject, agency, item in keys])
    if found.come:
        ask(insert(counted), found.come)
        naming.keep_industries(found.industries)


def _units(noted: Sequence[Any]) -> set[str]:
    """The enterprises that notes are about; a visit to nobody known is counted by itself."""
    about: dict[str, set[str]] = defaultdict(set)
    for note in noted:
        about[note.entity].add(note.entity_id)
    units = set(about.pop("enterprise", ()))
    for entity, ids in about.items():
        rows = ask(UNITS[entity], {"ids": sorted(ids)}).all()
        # What was counted while nobody was known there is counted by its own id.
        units |= {each for row in rows for each in row if each and (each != row[0] or entity == "visit")}
    return units


def _move_sums(found: Unlike) -> None:
    cells, again = summing.empty(), defaultdict[tuple[str, ...], int](int)
    for rows, sign in ((found.gone, -1), (found.come, 1)):
        for row in rows:
            summing.add(cells, row, sign)
            summing.add_revisit(again, row, sign)
    changed = [
        {**dict(zip(KEYS, cell, strict=True)), **{name: counts[name] for name in MEASURES}}
        for cell, counts in sorted(cells.items())
        if any(counts.values())
    ]
    if changed:
        ask(_adding(statistic, MEASURES, db.engine.dialect.name), changed)
    columns = (*KEYS, "before")
    moved = [
        dict(zip(columns, cell, strict=True)) | {"visits": count} for cell, count in sorted(again.items()) if count
    ]
    if moved:
        ask(_adding(revisit, ("visits",), db.engine.dialect.name), moved)


@lru_cache
def _adding(table: Table, names: tuple[str, ...], dialect: str) -> Any:
    """An insert that adds to what is there already."""
    statement = INSERTS[dialect](table)
    added = {name: table.c[name] + statement.excluded[name] for name in names}
    return statement.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=added)
