"""Visits that are no inspections are recorded, shown to the enterprise, counted apart, and change no plan's fate."""

import pytest
from flask.testing import FlaskClient

from server.planning import service_visits
from server.vocabulary import Role, ServiceKind
from tests.builders import an_account, an_agency, an_enterprise, in_days, signed_in

# What is asked of a database here is asked of PostgreSQL too by other tests.
pytestmark = pytest.mark.one_database

DESK = "/desk/service-visits"


@pytest.fixture
def people(app):
    fire, place = an_agency(), an_enterprise()
    return {
        "place": place.premises[0],
        "officer": an_account(Role.OFFICER, agency=fire),
        "stranger": an_account(Role.OFFICER, agency=an_agency("market", "市场监管局"), name="周八"),
        "bureau": an_account(Role.SUPERVISOR, name="钱七"),
        "manager": an_account(Role.MANAGER, enterprise=place, name="赵敏"),
    }


def sent(day: int = 3, **changed) -> dict[str, str]:
    form = {"credit_code": "91370211MA3C0AAA10", "premises": "1", "visit_on": in_days(day).isoformat()}
    return {**form, "kind": "call", "purpose": "送惠企政策", "people": "王建国、李秀英", **changed}


def recorded(client, people, **changed) -> int:
    return signed_in(client, people["officer"]).post(DESK, data=sent(**changed)).status_code


def test_the_enterprises_manager_reads_who_comes_and_what_for(client: FlaskClient, people):
    assert recorded(client, people) == 302
    address = f"/e/{people['place'].door_token}"

    page = signed_in(client, people["manager"]).get(address).text

    assert "送惠企政策" in page
    assert "走访（不是检查）" in page
    assert "目前没有已报备的检查" in page


def test_nobody_else_reads_it_at_the_door(client: FlaskClient, people):
    recorded(client, people)

    assert "送惠企政策" not in client.application.test_client().get(f"/e/{people['place'].door_token}").text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"credit_code": "91370211MA3D0BBB38"}, "没有找到该企业或场所"),
        ({"premises": "9"}, "没有找到该企业或场所"),
        ({"day": -11}, "走访日期应在"),
        ({"day": 181}, "走访日期应在"),
        ({"visit_on": "明天"}, "走访日期应在"),
        ({"purpose": " "}, "请写明做什么"),
        ({"people": "长" * 201}, "请写明做什么"),
        ({"kind": "inspection"}, "填写有误"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client: FlaskClient, people, changed, said):
    page = signed_in(client, people["officer"]).post(DESK, data=sent(**changed))

    assert page.status_code == 422
    assert said in page.text
    assert changed.get("purpose") == " " or "送惠企政策" in page.text
    assert service_visits.listed(None) == []


def test_one_ahead_is_called_off_by_its_own_agency_and_one_that_was_stays(client: FlaskClient, people):
    recorded(client, people)
    recorded(client, people, day=-2)
    ahead, past = service_visits.listed(None)

    assert signed_in(client, people["stranger"]).post(f"{DESK}/{ahead.id}/call-off").status_code == 404
    signed_in(client, people["officer"])
    assert client.post(f"{DESK}/{ahead.id}/call-off").status_code == 302
    assert client.post(f"{DESK}/{past.id}/call-off").status_code == 422

    assert service_visits.counted(None, in_days(-365))[ServiceKind.CALL] == 1
    assert [each.visit_on for each in service_visits.at_premises(people["place"].id)] == [past.visit_on]


def test_the_bureau_reads_all_and_records_none(client: FlaskClient, people):
    recorded(client, people)

    page = signed_in(client, people["bureau"]).get(DESK).text

    assert "海之味餐饮有限公司" in page
    assert "登记一次走访" not in page
    assert client.post(DESK, data=sent()).status_code == 403
    assert "海之味餐饮有限公司" not in signed_in(client, people["stranger"]).get(DESK).text
