"""A scanned code leads to the enterprise, to one's own visits there today, and to the quiet period that stands."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from server import clock
from server.accounts.tables import AccountRow
from server.db import db
from server.registry.tables import InspectorRow
from server.vocabulary import Role
from tests.builders import an_account, signed_in
from tests.planning.district import Party, a_party, an_enterprise, another_party, october

# What is asked of a database here is asked of PostgreSQL too by other tests.
pytestmark = pytest.mark.one_database


@pytest.fixture
def enterprise(client: FlaskClient) -> Any:
    enterprise = an_enterprise()
    enterprise.registration_number = "370211230004583"
    db.session.commit()
    return enterprise


def filed(client: FlaskClient, party: Party, day: int, enterprise: Any) -> str:
    with clock.at(october(1)):
        answer = party.signed_in(client).post("/api/plans", json=party.asks(day, enterprise))
    return answer.json["visit"]


def resolved(client: FlaskClient, party: Party, text: str, day: int = 12) -> dict[str, Any]:
    with clock.at(october(day)):
        answer = signed_in(client, account_of(party)).post("/api/codes/resolve", json={"text": text})
    assert answer.status_code == 200
    return answer.json


def account_of(party: Party) -> AccountRow:
    known = db.session.scalar(select(AccountRow).where(AccountRow.inspector_id == party.team[0]))
    return known or an_account(Role.INSPECTOR, inspector=db.session.get_one(InspectorRow, party.team[0]))


def test_the_code_of_ones_own_visit_leads_to_it(client: FlaskClient, enterprise: Any) -> None:
    fire = a_party()
    visit = filed(client, fire, 12, enterprise)

    answer = resolved(client, fire, f"http://www.gsxt.gov.cn/index.html?uniscid={enterprise.credit_code}")

    assert (answer["family"], answer["credit_code"]) == ("license_url", enterprise.credit_code)
    assert answer["enterprise"]["name"] == enterprise.name
    assert [premises["id"] for premises in answer["premises"]] == [enterprise.premises[0].id]
    assert (answer["visits"], answer["quiet_until"]) == ([visit], None)


def test_a_visit_of_yesterday_may_still_be_begun(client: FlaskClient, enterprise: Any) -> None:
    fire = a_party()
    visit = filed(client, fire, 12, enterprise)

    assert resolved(client, fire, enterprise.credit_code, day=13)["visits"] == [visit]
    assert resolved(client, fire, enterprise.credit_code, day=14)["visits"] == []


def test_others_in_the_quiet_period_learn_until_when_it_stands(client: FlaskClient, enterprise: Any) -> None:
    fire, market = a_party(), another_party()
    filed(client, fire, 12, enterprise)

    answer = resolved(client, market, enterprise.credit_code)

    assert (answer["visits"], answer["quiet_until"]) == ([], "2026-10-19")


def test_outside_every_quiet_period_nothing_stands_in_the_way(client: FlaskClient, enterprise: Any) -> None:
    fire, market = a_party(), another_party()
    filed(client, fire, 12, enterprise)

    assert resolved(client, market, enterprise.credit_code, day=4)["quiet_until"] is None
    assert resolved(client, market, enterprise.credit_code, day=20)["quiet_until"] is None


def test_a_door_code_names_one_place(client: FlaskClient, enterprise: Any) -> None:
    token = enterprise.premises[0].door_token

    answer = resolved(client, a_party(), f"https://any.example.cn/e/{token}")

    assert answer["family"] == "door_code"
    assert [premises["door_token"] for premises in answer["premises"]] == [token]


def test_an_old_licences_number_is_enough(client: FlaskClient, enterprise: Any) -> None:
    assert resolved(client, a_party(), "370211230004583")["enterprise"]["id"] == enterprise.id


@pytest.mark.parametrize("text", ["javascript:alert(1)", "https://u.wechat.com/EJmnzJ2gQwVYx1T5Cq", "海鲜大排档"])
def test_a_strangers_code_leads_nowhere(client: FlaskClient, text: str) -> None:
    answer = resolved(client, a_party(), text)

    assert answer == {"family": answer["family"], "credit_code": None, "enterprise": None, "premises": [],
                      "visits": [], "quiet_until": None, "learned": None}  # fmt: skip


def test_a_right_code_of_an_unknown_enterprise_is_given_back(client: FlaskClient) -> None:
    answer = resolved(client, a_party(), "91370211MA3C4XK29U")

    assert (answer["credit_code"], answer["enterprise"]) == ("91370211MA3C4XK29U", None)


def test_nobody_resolves_codes_without_signing_in(client: FlaskClient) -> None:
    assert client.post("/api/codes/resolve", json={"text": "x"}).status_code == 401
