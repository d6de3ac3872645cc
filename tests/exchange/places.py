"""A finished visit of two inspectors whose agency and items have their national codes."""

from datetime import date
from pathlib import Path

from server.db import db, transaction
from server.planning.tables import VisitRow
from server.registry.tables import AgencyRow
from server.vocabulary import Outcome, VisitState
from tests.builders import an_enterprise
from tests.feedback.visits import a_fire_plan, a_visit, close, enter

BODY = "11370211MAX000015C"
CODES = f"item,supervise_item_implement_code,supervise_item_check_icode\nfire-exit,12345678901234,{BODY}3001\n"
DAY = date(2026, 6, 15)


def write_codes(data: Path, text: str = CODES) -> None:
    (data / "exchange").mkdir(exist_ok=True)
    (data / "exchange" / "item_codes.csv").write_text(text, encoding="utf-8")


def a_finished_visit(data: Path, name: str = "海之味餐饮有限公司", outcome: str = Outcome.NO_PROBLEM) -> VisitRow:
    """The fire brigade's visit to an enterprise of this name, with everything a record needs."""
    write_codes(data)
    enterprise = an_enterprise(name)
    visit = a_visit(enterprise.premises[0], a_fire_plan(on=DAY), state=VisitState.COMPLETED, on=DAY)
    for member in visit.plans[0].team:
        enter(visit, member.inspector)
    close(visit, outcome)
    with transaction():
        db.session.get_one(AgencyRow, "fire-rescue").credit_code = BODY
        enterprise.area = "370211"
        db.session.add(enterprise)
    return visit
