"""The rows behind a figure: the visits, refused plans or complaints that were counted, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, literal_column, select

from server.db import ask, db
from server.http import PAGE_SIZE
from server.oversight.case_tables import CaseRow
from server.planning.tables import PlanRow, VisitRow
from server.registry.tables import AgencyRow, EnterpriseRow, PremisesRow
from server.statistics import asking
from server.statistics.asking import Where
from server.statistics.measures import RARE
from server.statistics.reading import Reader
from server.statistics.tables import counted
from server.vocabulary import PlanState

RARE_ONLY: ColumnElement[bool] = literal_column("rare")


@dataclass(frozen=True)
class Behind:
    """One record that was counted: when, where, by whom, how often, and the address at which it is shown."""

    day: date
    enterprise: str
    agencies: str
    count: int
    address: str


def rows(where: Where, measure: str, who: Reader, page: int) -> list[Behind]:
    """A page of the records that count for a measure, looked for in the months that have any."""
    months = [month for month, counts in asking.monthly(where).items() if counts[measure]]
    if not months:
        return []
    where = replace(where, since=months[0], until=months[-1])
    found = ask(_counted(where, measure).offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE)).all()
    ids = [row.subject_id for row in found]
    named = _Named(ids, where.agency_id)
    return [
        Behind(
            row.day,
            named.enterprise(row.subject_id),
            named.agencies(row.subject_id),
            row.times,
            named.address(row, who),
        )
        for row in found
    ]


def _counted(where: Where, measure: str) -> Any:
    keys = where.keys()
    wanted = [
        counted.c.agency_id == keys["agency"], counted.c.item_id == keys["item"], counted.c[measure] > 0,
        counted.c.day >= date.fromisoformat(f"{where.since}-01"), counted.c.day < _after(where.until),
    ]  # fmt: skip
    wanted += [counted.c[name] == keys[name] for name in ("industry", "sub_district") if keys[name]]
    wanted += [RARE_ONLY] if measure in RARE else []
    shown = select(counted.c.subject_id, counted.c.kind, counted.c.day, counted.c[measure].label("times"))
    return shown.where(and_(*wanted)).order_by(counted.c.day.desc(), counted.c.subject_id)


def _after(until: str) -> date:
    number = int(until[:4]) * 12 + int(until[5:])
    return date(number // 12, number % 12 + 1, 1)


class _Named:
    """Names for one page of records, read for all of them at once."""

    def __init__(self, ids: Sequence[str], agency: str) -> None:
        visits = select(VisitRow.id, EnterpriseRow.name).join(PremisesRow, PremisesRow.id == VisitRow.premises_id)
        visits = visits.join(EnterpriseRow, EnterpriseRow.id == PremisesRow.enterprise_id)
        plans = select(PlanRow.id, EnterpriseRow.name).join(PremisesRow, PremisesRow.id == PlanRow.premises_id)
        plans = plans.join(EnterpriseRow, EnterpriseRow.id == PremisesRow.enterprise_id)
        self.names = {
            row[0]: row[1]
            for asked in (visits.where(VisitRow.id.in_(ids)), plans.where(PlanRow.id.in_(ids)))
            for row in db.session.execute(asked)
        }
        of = select(PlanRow.visit_id, PlanRow.id, PlanRow.agency_id, AgencyRow.short_name)
        of = of.join(AgencyRow, AgencyRow.id == PlanRow.agency_id).order_by(PlanRow.number)
        standing = of.where(PlanRow.visit_id.in_(ids), PlanRow.state == PlanState.FILED)
        self.plans = db.session.execute(standing).all()
        refused = of.where(PlanRow.id.in_(ids))
        self.refused = {row.id: row.short_name for row in db.session.execute(refused)}
        cases = select(CaseRow.complaint_id, CaseRow.id, CaseRow.number).where(CaseRow.complaint_id.in_(ids))
        self.cases = {row.complaint_id: row for row in db.session.execute(cases)}
        self.own = agency

    def enterprise(self, subject: str) -> str:
        """An enterprise by name; a complaint by its case's number, so that nobody reads who complained in passing."""
        return self.cases[subject].number if subject in self.cases else self.names.get(subject, "")

    def agencies(self, subject: str) -> str:
        named = dict.fromkeys(row.short_name for row in self.plans if row.visit_id == subject)
        return "、".join(named) or self.refused.get(subject, "")

    def address(self, row: Any, who: Reader) -> str:
        """Where the reader may look at the record; an agency looks at its own plan."""
        if row.kind == "complaint":
            return f"/desk/cases/{self.cases[row.subject_id].id}" if row.subject_id in self.cases else ""
        if row.kind == "plan":
            return f"/desk/plans/{row.subject_id}"
        if who.bureau:
            return f"/desk/visits/{row.subject_id}"
        own = (each.id for each in self.plans if each.visit_id == row.subject_id and each.agency_id == self.own)
        plan = next(own, None)
        return f"/desk/plans/{plan}" if plan else ""
