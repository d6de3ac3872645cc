"""A small district for planning tests: two agencies with teams and items, and one enterprise."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask.testing import FlaskClient

from server import clock
from server.db import db, transaction
from server.ids import new_id
from server.planning.tables import VisitRow
from server.registry.tables import AgencyRow, EnterpriseRow
from server.visits.tables import ResultRow
from server.vocabulary import Role
from tests.builders import an_account, an_agency, an_enterprise, an_inspector, an_item, signed_in

LOCAL = ZoneInfo("Asia/Shanghai")
CREDIT_CODE, ELSEWHERE = "91370211MA3C0AAA14", "91370211MA3C0AAA22"


def october(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, 10, day, hour, minute, tzinfo=LOCAL)


@dataclass
class Party:
    """An agency with two inspectors, one item and an officer."""

    agency: AgencyRow
    team: list[str]
    item: str
    officer: Any
    officer_id: str

    def asks(self, day: int, enterprise: EnterpriseRow, **facts: Any) -> dict[str, Any]:
        """A filing as the API takes it."""
        return {
            "credit_code": enterprise.credit_code,
            "items": [self.item],
            "team": [{"inspector": inspector_id} for inspector_id in self.team],
            "visit_on": date(2026, 10, day).isoformat(),
        } | facts

    def signed_in(self, client: FlaskClient) -> FlaskClient:
        return signed_in(client, self.officer)


def a_party(code: str = "fire-rescue", name: str = "消防救援大队", competence: str = "fire") -> Party:
    agency = an_agency(code, name, competence)
    team = [an_inspector(agency, "王建国").id, an_inspector(agency, "李红梅").id]
    item = an_item(agency, f"{code}-item").item_id
    officer = an_account(Role.OFFICER, agency=agency)
    return Party(agency, team, item, officer, officer.id)


def a_result(party: Party, enterprise: EnterpriseRow, on: date, **facts: Any) -> str:
    """A completed visit of a party with its result; returns the result's id."""
    premises = enterprise.premises[0].id
    state = {"state": "completed", "agency_id": party.agency.id, "made_at": clock.now()}
    visit = VisitRow(id=new_id(), premises_id=premises, visit_on=on, **state)
    about = {"item": party.item, "item_version": "", "name": "消防安全检查", "outcome": "no_problem"}
    result = ResultRow(
        id=new_id(), visit_id=visit.id, premises_id=premises, agency_id=party.agency.id,
        competence=party.agency.competence, visit_on=on, outcome="no_problem", inspector_id=party.team[0],
        issued_at=clock.now(), outcomes=[about | facts],
    )  # fmt: skip
    with transaction():
        db.session.add(visit)
        db.session.flush()
        db.session.add(result)
        return result.id


def another_party() -> Party:
    return a_party("market", "市场监管局", "market")


__all__ = ["a_party", "a_result", "an_enterprise", "another_party", "october"]
