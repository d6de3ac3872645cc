"""`mashang export actions`: the records of a period to a stream, and on another one what was left out and why."""

from collections.abc import Collection
from datetime import date
from typing import IO

from server.db import db
from server.exchange import sending
from server.exchange.check_action import COLUMNS
from server.exchange.inspections import Period
from server.exchange.sending import Looked
from server.refusals import Refused
from server.registry.tables import AgencyRow


def period(since: date, until: date, agencies: Collection[str]) -> Period:
    """The days and agencies named; everybody's when none is."""
    return Period(since, until, frozenset(agencies) or None)


def run(of: Period, kind: str, by: str, out: IO[bytes], told: IO[str]) -> int:
    """0: everything was written; 1: some records were left out; 2: nothing was written."""
    unknown = [each for each in sorted(of.agencies or ()) if db.session.get(AgencyRow, each) is None]
    if unknown:
        told.write(f"没有这个执法单位 / no such agency: {', '.join(unknown)}\n")
        return 2
    try:
        found = sending.looked(of)
        out.writelines(sending.export(of, kind, by=by))
    except Refused as refused:
        told.write(f"{refused.sentence()}\n{refused.sentence('en')}\n")
        return 2
    _tell(found, told)
    return 1 if found.bad else 0


def _tell(found: Looked, told: IO[str]) -> None:
    for each in found.shown:
        wrong = "; ".join(f"{COLUMNS[p.column][0]} {p.column}: {p.wrong} {p.found}".rstrip() for p in each.problems)
        told.write(f"{each.of.on} {each.of.enterprise} {each.of.item}: {wrong}\n")
    told.write(f"导出{found.good}条，未导出{found.bad}条 / {found.good} records written, {found.bad} left out\n")
