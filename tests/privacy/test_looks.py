"""Those concerned see which agencies looked at their records, and nothing that tells who read what about whom."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from server import clock
from server.accounts.tables import AccountRow
from server.db import db
from server.privacy.tables import LookRow
from server.vocabulary import CaseAct, Role
from tests.builders import an_account, an_agency, signed_in
from tests.feedback.visits import a_fire_plan, a_visit
from tests.oversight.bureau import Bureau, a_bureau

DAY = datetime(2026, 6, 10, 2, 0, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.fixture
def bureau(app) -> Bureau:
    with clock.at(DAY):
        return a_bureau()


def look(client: FlaskClient, who: AccountRow, address: str) -> None:
    with clock.at(DAY):
        assert signed_in(client, who).get(address).status_code == 200, address


def read(client: FlaskClient, who: AccountRow, address: str, after: timedelta) -> str:
    with clock.at(DAY + after):
        answer = signed_in(client, who).get(address)
    assert answer.status_code == 200
    return answer.text


def test_a_manager_sees_the_agency_and_the_role_once_a_day_and_nobody_s_name(client: FlaskClient, bureau: Bureau):
    for _ in range(2):
        look(client, bureau.officer, f"/desk/registry/enterprises/{bureau.enterprise.id}")
        look(client, bureau.officer, f"/desk/documents/{bureau.visit.id}")

    assert db.session.query(LookRow).count() == 1
    page = read(client, bureau.manager, f"{bureau.door}/looks", WEEK)
    assert "消防救援大队 · 报备员" in page and "祝静姝" not in page
    early = read(client, bureau.manager, f"{bureau.door}/looks", timedelta(days=6))
    assert "报备员" not in early


def test_the_bureau_s_looks_are_told_by_months_that_are_over_and_what_it_reads_of_complaints_never(
    client: FlaskClient, bureau: Bureau
):
    with clock.at(DAY):
        case = bureau.case(CaseAct.ACCEPT).id
    for address in (f"/desk/cases/{case}", "/desk/ratings", "/desk/irregularities"):
        look(client, bureau.supervisor, address)
    assert db.session.query(LookRow).count() == 0

    look(client, bureau.supervisor, f"/desk/visits/{bureau.visit.id}")
    within, after = (read(client, bureau.manager, f"{bureau.door}/looks", days) for days in (WEEK * 2, WEEK * 4))

    assert "<b>司法局" not in within and "2026年6月" not in within
    assert "2026年6月" in after and "栾书岑" not in after and "6月10日" not in after


def test_who_prepares_a_covert_visit_is_not_given_away(client: FlaskClient, bureau: Bureau):
    with clock.at(DAY):
        covert = a_fire_plan(on=clock.today() + timedelta(days=20), cause="covert")
        a_visit(bureau.enterprise.premises[0], covert, on=clock.today() + timedelta(days=20))
    look(client, bureau.officer, f"/desk/registry/enterprises/{bureau.enterprise.id}")

    assert "报备员" not in read(client, bureau.manager, f"{bureau.door}/looks", WEEK)


def test_an_inspector_sees_who_opened_his_own_file_but_not_that_the_bureau_did(client: FlaskClient, bureau: Bureau):
    lead = an_account(Role.AGENCY_LEAD, agency=an_agency("market", "市场监督管理局", "market"))
    for who in (lead, bureau.supervisor):
        look(client, who, f"/desk/registry/inspectors/{bureau.inspector.id}")

    page = read(client, bureau.asked, "/own/looks", WEEK * 6)

    assert "市场监督管理局" in page and page.count("<li><h3>") == 1
