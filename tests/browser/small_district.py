"""Two agencies, one enterprise and the people of the main job, made by the commands the product uses."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from server import clock, config
from server.accounts import commands as accounts
from server.app import create_app
from server.db import bring_up_to_date, db
from server.planning import commands as planning
from server.planning import drafts
from server.planning.tables import VisitRow
from server.planning.values import NewPlan
from server.registry.tables import AgencyRow, InspectorRow
from server.sync import projections
from server.vocabulary import Role, TeamRole
from tests import builders

PASSWORD = "a long enough password"
ENTERPRISE = "青岛海之味餐饮管理有限公司"
CREDIT_CODE = "91370211MA3C0AAA10"
LATER_CODE = "91370211MA3C0BBB21"  # both agencies come in three days
QUIET_CODE = "91370211MA3C0CCC32"  # only the other agency comes, in three days
FREE_CODE = "91370211MA3C0DDD43"  # nobody comes


@dataclass(frozen=True)
class SmallDistrict:
    """Where it is kept, the printed codes, and the names people sign in with."""

    data: Path
    door_token: str
    enterprise_id: str
    visit_id: str
    draft_id: str
    plan_id: str
    inspector: str = "wang"
    colleague: str = "li"
    other_agency: str = "chen"
    officer: str = "officer"
    manager: str = "xia"
    supervisor: str = "zhao"
    second_supervisor: str = "cheng"

    @property
    def settings(self) -> config.Settings:
        return config.Settings(data=self.data, password_sign_in=True, rate_limits=False)

    @property
    def licence(self) -> str:
        """What the code on the business licence says."""
        return f"http://www.gsxt.gov.cn/index.html?uniscid={CREDIT_CODE}"


def build(data: Path) -> SmallDistrict:
    """A district in which two agencies visit the enterprise together today."""
    app = create_app(config.Settings(data=data, password_sign_in=True, rate_limits=False, front_end=False))
    bring_up_to_date(app)
    with app.app_context():
        try:
            district = _people_and_plans(data)
            projections.publish_all()
            return district
        finally:
            db.session.remove()
            db.engine.dispose()


def _people_and_plans(data: Path) -> SmallDistrict:
    fire = builders.an_agency("fire-rescue", "消防救援大队", "fire")
    market = builders.an_agency("market", "市场监督管理局", "market")
    builders.an_item(fire, "fire-exit", "消防安全检查")
    builders.an_item(market, "food-hygiene", "食品经营检查")
    enterprise = builders.an_enterprise(ENTERPRISE, CREDIT_CODE)
    fire_team = [builders.an_inspector(fire, name) for name in ("王建国", "李海涛")]
    market_team = [builders.an_inspector(market, name) for name in ("陈晓梅", "周立新")]
    _sign_ins(fire, fire_team[0], enterprise.id)
    _sign_in("li", fire_team[1], fire)
    _sign_in("chen", market_team[0], market)
    _file(fire, "fire-exit", fire_team)
    _file(market, "food-hygiene", market_team)
    [visit] = db.session.scalars(db.select(VisitRow)).all()
    later = _neighbours(fire, fire_team, market, market_team)
    draft = _submit(fire, "fire-exit", fire_team)
    return SmallDistrict(data, enterprise.premises[0].door_token, enterprise.id, visit.id, draft, later)


def _sign_ins(agency: AgencyRow, inspector: InspectorRow, enterprise_id: str) -> None:
    people = {
        "wang": (inspector.name, Role.INSPECTOR, {"agency_id": agency.id, "inspector_id": inspector.id}),
        "officer": ("孙报备", Role.OFFICER, {"agency_id": agency.id}),
        "lead": ("陈队长", Role.AGENCY_LEAD, {"agency_id": agency.id}),
        "xia": ("夏经理", Role.MANAGER, {"enterprise_id": enterprise_id}),
        "zhao": ("赵监督", Role.SUPERVISOR, {}),
        "cheng": ("程监督", Role.SUPERVISOR, {}),
        "admin": ("郑管理", Role.ADMIN, {}),
    }
    for sign_in_name, (name, role, belongs) in people.items():
        accounts.open_account(name, [role], sign_in_name=sign_in_name, password=PASSWORD, **belongs)


def _sign_in(name: str, inspector: InspectorRow, agency: AgencyRow) -> None:
    belongs = {"agency_id": agency.id, "inspector_id": inspector.id}
    accounts.open_account(inspector.name, [Role.INSPECTOR], sign_in_name=name, password=PASSWORD, **belongs)


def _neighbours(
    fire: AgencyRow, fire_team: list[InspectorRow], market: AgencyRow, market_team: list[InspectorRow]
) -> str:
    """What happens near by; returns the fire brigade's plan for three days on."""
    builders.an_enterprise("青岛后日来大酒店有限公司", LATER_CODE)
    builders.an_enterprise("青岛静悄悄食品有限公司", QUIET_CODE)
    builders.an_enterprise("青岛没人来商贸有限公司", FREE_CODE)
    in_three_days = clock.today() + timedelta(days=3)
    plan = _file(fire, "fire-exit", fire_team, LATER_CODE, in_three_days)
    _file(market, "food-hygiene", market_team, LATER_CODE, in_three_days)
    _file(market, "food-hygiene", market_team, QUIET_CODE, in_three_days)
    return plan


def _file(
    agency: AgencyRow, item: str, team: list[InspectorRow], code: str = CREDIT_CODE, visit_on: date | None = None
) -> str:
    new = _asked(item, team, code, visit_on or clock.today())
    nine_days_ago = datetime.combine(clock.today() - timedelta(days=9), time(9), clock.LOCAL)
    agency_id = agency.id
    with clock.at(nine_days_ago):
        return planning.file_plan(new, agency_id=agency_id, account_id=None)


def _submit(agency: AgencyRow, item: str, team: list[InspectorRow]) -> str:
    """A plan that waits for the lead."""
    new = _asked(item, team, FREE_CODE, clock.today() + timedelta(days=20))
    return drafts.submit(new, agency_id=agency.id, account_id=None)


def _asked(item: str, team: list[InspectorRow], code: str, visit_on: date) -> NewPlan:
    going = tuple((each.id, TeamRole.INSPECTOR) for each in team)
    return NewPlan(credit_code=code, premises=1, items=(item,), team=going, visit_on=visit_on)
