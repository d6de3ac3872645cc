"""A small district for planning tests: two agencies with teams and items, and one enterprise."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask.testing import FlaskClient

from server.registry.tables import AgencyRow, EnterpriseRow
from server.vocabulary import Role
from tests.builders import an_account, an_agency, an_enterprise, an_inspector, an_item, signed_in

LOCAL = ZoneInfo("Asia/Shanghai")


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


def another_party() -> Party:
    return a_party("market", "市场监管局", "market")


__all__ = ["a_party", "an_enterprise", "another_party", "october"]
