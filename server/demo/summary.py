"""What a visitor of the demo needs to know: who signs in how, where to look, and what to scan."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from server.accounts import queries as accounts
from server.accounts.tables import AccountRow
from server.db import db
from server.demo.cast import CAST, PASSWORD
from server.demo.filing_desk import EXAMPLE
from server.demo.printables import Printable, write_index
from server.demo.schedule import COMING
from server.planning.queries import standing_plans
from server.planning.tables import PlanRow, PlanTeamRow, VisitRow
from server.registry.tables import AgencyRow, EnterpriseRow, PremisesRow
from server.vocabulary import PlanState, Role, VisitState

MOST_CODES = 12
ADDRESSES = (
    ("首页 Home", "/"),
    ("执法人员 Inspectors", "/app/"),
    ("工作台 Desks", "/desk/"),
    ("事项目录 Catalogue", "/catalogue"),
)


@dataclass(frozen=True, slots=True)
class Account:
    """One sign-in of the demo."""

    sign_in_name: str
    password: str
    role: Role
    name: str
    where: str


@dataclass(frozen=True, slots=True)
class Stop:
    """One enterprise that the demo's inspectors visit, by its door code's path."""

    name: str
    credit_code: str
    address: str
    door: str
    visit_on: date
    agencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """What `describe` tells; the page of codes lies in `printable`."""

    accounts: tuple[Account, ...]
    addresses: tuple[tuple[str, str], ...]
    stops: tuple[Stop, ...]
    printable: Path
    example: Path


def summarise(app: Flask, day: date) -> Summary:
    """Reads the summary from the database, so that a second start tells the same."""
    signed_up = [(part, accounts.by_sign_in_name(part.sign_in_name)) for part in CAST]
    known = tuple(_account(part.sign_in_name, part.role, row) for part, row in signed_up if row)
    stops = _stops([row.inspector_id for _, row in signed_up if row and row.inspector_id], day)
    data = app.extensions["settings"].data
    return Summary(known, ADDRESSES, stops, data / "printable", data / EXAMPLE)


def describe(summary: Summary, origin: str) -> str:
    """Writes the page of codes for this address, and says in a few lines how to begin."""
    page = write_index(summary.printable, [_printable(stop, origin) for stop in summary.stops])
    lines = ["", *(f"  {name:<24}{origin}{path}" for name, path in summary.addresses), ""]
    lines += [
        f"  {one.sign_in_name:<12}{one.password:<14}{one.role.zh} {one.name} {one.where}" for one in summary.accounts
    ]
    lines += ["", f"  批量报备示例 Plans to file in bulk: {summary.example.resolve()}"]
    lines += ["", f"  二维码 Codes to scan: {page.resolve()}"]
    lines += [f"    {stop.visit_on:%m-%d} {stop.name} {origin}{stop.door}" for stop in summary.stops]
    return "\n".join([*lines, ""])


def _account(sign_in_name: str, role: Role, row: AccountRow) -> Account:
    return Account(sign_in_name, PASSWORD, role, row.name, _where(row))


def _where(row: AccountRow) -> str:
    """The agency or enterprise a person acts for."""
    membership = row.memberships[0]
    if membership.agency_id:
        return db.session.get_one(AgencyRow, membership.agency_id).name
    return db.session.get_one(EnterpriseRow, membership.enterprise_id).name if membership.enterprise_id else ""


def _stops(inspectors: list[str], day: date) -> tuple[Stop, ...]:
    """The cast's visits from today on; the one of most agencies first within a day."""
    named = (
        select(PlanRow.visit_id)
        .join(PlanTeamRow, PlanTeamRow.plan_id == PlanRow.id)
        .where(PlanTeamRow.inspector_id.in_(inspectors), PlanRow.state == PlanState.FILED)
    )
    visits = db.session.scalars(
        select(VisitRow).where(
            VisitRow.id.in_(named),
            VisitRow.visit_on.between(day, day + timedelta(days=COMING)),
            VisitRow.state.in_((VisitState.OPEN, VisitState.STARTED)),
        )
    )
    stops = [_stop(visit, visit.premises) for visit in visits if visit.premises]
    return tuple(sorted(stops, key=lambda stop: (stop.visit_on, -len(stop.agencies), stop.credit_code))[:MOST_CODES])


def _stop(visit: VisitRow, premises: PremisesRow) -> Stop:
    return Stop(
        name=premises.enterprise.name, credit_code=premises.enterprise.credit_code, address=premises.address,
        door=f"/e/{premises.door_token}", visit_on=visit.visit_on,
        agencies=tuple(dict.fromkeys(plan.agency.short_name for plan in standing_plans(visit))),
    )  # fmt: skip


def _printable(stop: Stop, origin: str) -> Printable:
    note = f"{stop.visit_on:%Y-%m-%d} {'、'.join(stop.agencies)}{'联合检查' if len(stop.agencies) > 1 else '检查'}"
    return Printable(stop.name, stop.credit_code, stop.address, f"{origin}{stop.door}", note)
