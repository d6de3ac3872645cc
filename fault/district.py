"""The district that faults happen to: two agencies, inspectors who sign in with a password, joint visits for today."""

from dataclasses import dataclass
from pathlib import Path

from fault.client.phone import Person
from server import clock, config
from server.accounts import commands as accounts
from server.app import create_app
from server.db import bring_up_to_date, db, next_number, transaction
from server.ids import new_id
from server.planning.tables import PlanItemRow, PlanRow, PlanTeamRow, VisitRow
from server.registry.tables import AgencyRow, InspectorRow, ItemVersionRow
from server.sync import projections
from server.vocabulary import Role
from tests import builders

PASSWORD = "a long enough password"
EACH = 4
JOINT_VISITS = 3
AGENCIES = (("fire-rescue", "消防救援大队", "fire"), ("market", "市场监督管理局", "market"))
# Alternately of one agency and of the other.
PEOPLE = [Person(f"{code}-{number}", PASSWORD) for number in range(EACH) for code, _, _ in AGENCIES]


@dataclass
class Office:
    """An agency, its one inspection item and its people."""

    agency: AgencyRow
    item: ItemVersionRow
    inspectors: list[InspectorRow]


def build(data: Path, database_url: str = "") -> None:
    """Makes the district in an empty data folder and database."""
    app = create_app(config.Settings(data=data, database_url=database_url, front_end=False))
    bring_up_to_date(app)
    with app.app_context():
        try:
            _people_and_visits()
            projections.publish_all()
        finally:
            db.session.remove()
            db.engine.dispose()


def _people_and_visits() -> None:
    offices = [_office(*agency) for agency in AGENCIES]
    for number in range(JOINT_VISITS):
        enterprise = builders.an_enterprise(f"青岛第{number}餐饮管理有限公司", f"91370211MA3C0AA{number}10")
        _joint_visit(enterprise.premises[0].id, offices)


def _office(code: str, name: str, competence: str) -> Office:
    agency = builders.an_agency(code, name, competence)
    item = builders.an_item(agency, f"{code}-check", f"{name}检查", lines=6)
    inspectors = [builders.an_inspector(agency, f"王建{number}") for number in range(EACH)]
    for number, inspector in enumerate(inspectors):
        accounts.open_account(
            inspector.name, [Role.INSPECTOR], sign_in_name=f"{code}-{number}", password=PASSWORD,
            agency_id=agency.id, inspector_id=inspector.id,
        )  # fmt: skip
    return Office(agency, item, inspectors)


def _joint_visit(premises_id: str, offices: list[Office]) -> None:
    visit = VisitRow(
        id=new_id(), premises_id=premises_id, visit_on=clock.today(), state="open", made_at=clock.now()
    )  # fmt: skip
    with transaction():
        db.session.add(visit)
        db.session.flush()
        for office in offices:
            plan = _plan(visit, office)
            db.session.add(plan)
            visit.founding_plan_id = visit.founding_plan_id or plan.id
            db.session.flush()


def _plan(visit: VisitRow, office: Office) -> PlanRow:
    plan = PlanRow(
        id=new_id(), number=next_number("filing"), agency_id=office.agency.id, premises_id=visit.premises_id,
        channel="ordinary", visit_on=visit.visit_on, filed_at=clock.now(), state="filed",
        visit_id=visit.id, decision={},
    )  # fmt: skip
    plan.items = [PlanItemRow(item_id=office.item.item_id, item_version_id=office.item.id)]
    plan.team = [
        PlanTeamRow(inspector_id=each.id, badge_number=each.badges[0].number, position=place)
        for place, each in enumerate(office.inspectors)
    ]
    return plan
