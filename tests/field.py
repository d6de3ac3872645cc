"""A small field of work for tests: an enterprise, agencies, inspectors with phones, and a visit planned for today."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask.testing import FlaskClient

from server import clock, trail
from server.db import db, next_number, transaction
from server.ids import new_id
from server.planning.tables import PlanItemRow, PlanRow, PlanTeamRow, VisitRow
from server.registry.tables import AgencyRow, EnterpriseRow, InspectorRow, ItemVersionRow
from server.vocabulary import Role
from tests.builders import an_account, an_agency, an_enterprise, an_inspector, an_item
from tests.phone import Phone


@dataclass
class Office:
    """An agency with two inspectors, each with a phone, and one inspection item."""

    agency: AgencyRow
    item: ItemVersionRow
    inspectors: list[InspectorRow]
    phones: list[Phone]

    @property
    def phone(self) -> Phone:
        return self.phones[0]

    @property
    def present(self) -> list[str]:
        return [inspector.id for inspector in self.inspectors]

    def at_line(self, line: str = "1") -> dict[str, str]:
        return {"inspection_item": self.item.item_id, "item_version": self.item.id, "line": line}


@dataclass
class Field:
    enterprise: EnterpriseRow
    fire: Office
    visit: str
    client: FlaskClient = field(repr=False)

    @property
    def phone(self) -> Phone:
        return self.fire.phone


def a_field(client: FlaskClient) -> Field:
    enterprise = an_enterprise()
    fire = an_office(client)
    return Field(enterprise, fire, a_visit(enterprise, fire), client)


def an_office(
    client: FlaskClient, code: str = "fire-rescue", item: str = "fire-exit", competence: str = "fire"
) -> Office:
    agency = an_agency(code, f"{code}大队", competence)
    version = an_item(agency, item)
    inspectors = [an_inspector(agency, name) for name in ("王建国", "李秀英")]
    accounts = [an_account(Role.INSPECTOR, name=each.name, agency=agency, inspector=each) for each in inspectors]
    return Office(agency, version, inspectors, [Phone(client, account, code) for account in accounts])


def a_visit(enterprise: EnterpriseRow, *offices: Office, visit_on: date | None = None, **plan: Any) -> str:
    """A visit made of one plan of each office."""
    visit_on = visit_on or clock.today()
    visit = VisitRow(
        id=new_id(), premises_id=enterprise.premises[0].id, visit_on=visit_on, state="open", made_at=clock.now()
    )
    visit_id = visit.id
    with transaction():
        db.session.add(visit)
        db.session.flush()
        for office in offices:
            filed = _plan(visit, office, plan)
            db.session.add(filed)
            visit.founding_plan_id = visit.founding_plan_id or filed.id
            db.session.flush()
        trail.touched("visit", visit_id)
    return visit_id


def _plan(visit: VisitRow, office: Office, how: dict[str, Any]) -> PlanRow:
    plan = PlanRow(
        **{
            "id": new_id(), "number": next_number("filing"), "agency_id": office.agency.id,
            "premises_id": visit.premises_id, "channel": "ordinary", "visit_on": visit.visit_on,
            "filed_at": clock.now() - timedelta(days=8),
            "state": "filed", "visit_id": visit.id, "decision": {},
        } | how
    )  # fmt: skip
    plan.items = [PlanItemRow(item_id=office.item.item_id, item_version_id=office.item.id)]
    plan.team = [
        PlanTeamRow(inspector_id=each.id, badge_number=each.badges[0].number, position=place)
        for place, each in enumerate(office.inspectors)
    ]
    return plan


def open_visit(phone: Phone, field: Field, **changed: Any) -> str:
    body = {
        "premises": field.enterprise.premises[0].id, "credit_code": field.enterprise.credit_code, "license_code": None,
        "place": None, "present": field.fire.present, "planned": True, "cause": None, "reason": None,
    } | changed  # fmt: skip
    visit = body.pop("visit", field.visit)
    return phone.record("visit.opened", visit, **body)


def find(phone: Phone, field: Field, **changed: Any) -> str:
    finding = new_id()
    body = {
        "finding": finding, **field.fire.at_line(), "text": "安全出口上锁", "severity": "serious",
        "correction_due": None, "evidence": [], "corrects": None,
    } | changed  # fmt: skip
    phone.record("finding.recorded", body.pop("visit", field.visit), **body)
    return finding


def answer(phone: Phone, field: Field, value: str, line: str = "1", **changed: Any) -> str:
    visit = changed.pop("visit", field.visit)
    return phone.record("line.answered", visit, **({**field.fire.at_line(line), "value": value} | changed))


def settle(phone: Phone, field: Field, value: str, settles: list[str], line: str = "1", **changed: Any) -> str:
    visit = changed.pop("visit", field.visit)
    at = {"inspection_item": field.fire.item.item_id, "line": line}
    return phone.record(
        "answer.settled", visit, **({**at, "value": value, "settles": settles, "reason": "复看"} | changed)
    )


def close(phone: Phone, field: Field, **changed: Any) -> str:
    visit = changed.pop("visit", field.visit)
    return phone.record("visit.closed", visit, **({"summary": "检查完毕", "outcomes": []} | changed))
