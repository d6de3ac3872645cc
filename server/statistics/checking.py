"""Counts everything from the records that the trail speaks of, to build the figures anew or to prove them right."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, Table, delete, func, insert, literal_column, select, true, union

from server.db import ask, db, lock, transaction
from server.planning.tables import VisitRow
from server.registry.tables import EnterpriseRow
from server.statistics import filling, keeping
from server.statistics.gathering import days
from server.statistics.measures import MEASURES, WHOLE
from server.statistics.tables import PLACE, counted, revisit, statistic
from server.trail.tables import TrailEntryRow

AT_ONCE = 200  # as many as keep the lists of their visits short enough for statements that stand ready
PLACES = ((True, True), (True, False), (False, True), (False, False))  # which of industry and sub-district is told


def rebuild() -> int:
    """Counts every enterprise anew and puts right what is kept; says how many lines were wrong or missing."""
    if filling.is_empty():
        return _fill()
    wrong, by = 0, days()
    for units in _some_units():
        with transaction():
            lock("statistics")
            found = keeping.unlike(units, by)
            keeping.replace(found)
        wrong += max(len(found.come), len(found.gone))
    with transaction():
        lock("statistics")
        ask(delete(counted).where(counted.c.unit.not_in(_everybody())))
        sum_up()
    return wrong


def _fill() -> int:
    """Counts for the first time, which takes minutes in a city."""
    filling.gather(_some_units())
    with transaction():
        lines = filling.put_in_place()
        sum_up()
    return lines


def sum_up() -> None:
    """Adds up what is counted, in place of the sums that are kept; in the caller's transaction."""
    for table, sums, names in ((statistic, _sums, MEASURES), (revisit, _sums_of_revisits, ("visits",))):
        ask(delete(table))
        _put(table, sums(PLACES[0]))
        for known in PLACES[1:]:
            _put(table, _sums_of_sums(table, known, names))


def _put(table: Table, sums: Any) -> None:
    db.session.execute(insert(table).from_select(list(table.c.keys()), sums))


def _sums_of_sums(table: Table, known: Sequence[bool], names: Sequence[str]) -> Any:
    """The whole of all industries or places, from the sums that tell both apart: fewer than the lines."""
    place = _place(known, table)
    shared = [each for each in table.c if each.name not in (*PLACE, *names)]
    sums = [func.sum(table.c[name]).label(name) for name in names]
    apart = [table.c[name] != WHOLE for name in PLACE]
    return select(*place, *shared, *sums).where(*apart).group_by(*_grouped(known, table), *shared)


def differences() -> list[str]:
    """Where the figures kept differ from what the records say, in words; nothing where they are right."""
    keeping.catch_up()
    return [*_wrong_lines(), *_wrong_sums(), *_untold()]


def _wrong_lines() -> Iterator[str]:
    by = days()
    for units in _some_units():
        found = keeping.unlike(units, by)
        yield from (f"{row['kind']} {row['subject_id']}: {_said(row)} is kept and wrong" for row in found.gone)
        yield from (f"{row['kind']} {row['subject_id']}: {_said(row)} is missing" for row in found.come)
    nobodys = select(counted.c.unit).where(counted.c.unit.not_in(_everybody())).distinct()
    yield from (f"{unit}: counted, and nobody" for unit in db.session.scalars(nobodys))


def _wrong_sums() -> Iterator[str]:
    for known in PLACES:
        yield from _unlike(statistic, _sums(known), known, MEASURES)
        yield from _unlike(revisit, _sums_of_revisits(known), known, ("visits",))


def _unlike(table: Any, sums: Any, known: Sequence[bool], names: Sequence[str]) -> Iterator[str]:
    """Cells that differ; one that has come down to nothing is as good as none."""
    kept = select(table).where(*(_is_told(table.c[name], told) for name, told in zip(PLACE, known, strict=True)))
    width = len(table.c) - len(names)
    told, right = (
        {tuple(row[:width]): tuple(row[width:]) for row in db.session.execute(asked) if any(row[width:])}
        for asked in (kept, sums)
    )
    for cell in sorted(told.keys() | right.keys()):
        if told.get(cell) != right.get(cell):
            yield f"{table.name} {cell}: kept {told.get(cell)}, counted {right.get(cell)}"


def _untold() -> Iterator[str]:
    """Visits counted as made of which the trail knows no entry."""
    of_visit = select(TrailEntryRow.entity_id).where(TrailEntryRow.kind == "visit.opened")
    untold = select(counted.c.subject_id).where(
        counted.c.visits > 0, counted.c.agency_id == WHOLE, counted.c.item_id == WHOLE,
        counted.c.subject_id.not_in(of_visit),
    )  # fmt: skip
    yield from (f"visit {each}: counted, and unknown to the trail" for each in db.session.scalars(untold))


def _some_units() -> Iterator[list[str]]:
    """Every enterprise, and every visit to nobody known."""
    for table, wanted in ((EnterpriseRow, true()), (VisitRow, VisitRow.premises_id.is_(None))):
        last = ""
        while units := _after(select(table.id).where(wanted), table.id, last):
            yield units
            last = units[-1]


def _after(everybody: Select[Any], known_by: Any, last: str) -> list[str]:
    return list(db.session.scalars(everybody.where(known_by > last).order_by(known_by).limit(AT_ONCE)))


def _everybody() -> Any:
    return union(select(EnterpriseRow.id), select(VisitRow.id).where(VisitRow.premises_id.is_(None)))


def _sums(known: Sequence[bool]) -> Any:
    keys = [*_place(known), counted.c.item_id, counted.c.agency_id, counted.c.month]
    sums = [func.sum(counted.c[name]).label(name) for name in MEASURES]
    return select(*keys, *sums).group_by(*_grouped(known), counted.c.item_id, counted.c.agency_id, counted.c.month)


def _sums_of_revisits(known: Sequence[bool]) -> Any:
    shared = (counted.c.item_id, counted.c.agency_id, counted.c.month, counted.c.before)
    sums = select(*_place(known), *shared, func.sum(counted.c.visits).label("visits")).where(counted.c.visits > 0)
    return sums.group_by(*_grouped(known), *shared)


def _place(known: Sequence[bool], table: Table = counted) -> list[Any]:
    return [
        table.c[name] if told else literal_column("''").label(name) for name, told in zip(PLACE, known, strict=True)
    ]


def _grouped(known: Sequence[bool], table: Table = counted) -> list[Any]:
    return [table.c[name] for name, told in zip(PLACE, known, strict=True) if told]


def _is_told(column: Any, told: bool) -> Any:
    return column != WHOLE if told else column == WHOLE


def _said(row: Any) -> str:
    where = "/".join(row[name] or "*" for name in (*PLACE, "agency_id", "item_id"))
    return f"{row['day']} {where} " + " ".join(f"{name}={row[name]}" for name in MEASURES if row[name])
