"""Signing in by password, out again, and what a session may and may not survive."""

from dataclasses import replace
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from server import clock
from server.accounts import commands
from server.accounts.tables import AccountRow
from server.app import create_app
from server.config import Settings
from server.db import db, transaction
from server.registry import commands as registry
from server.registry.tables import InspectorRow
from server.vocabulary import Role
from tests.builders import an_agency, an_enterprise, an_inspector


def an_officer() -> str:
    return commands.open_account(
        "李四", [Role.OFFICER], sign_in_name="Lisi", password="long enough", agency_id=an_agency().id
    )


def test_the_right_password_signs_in_and_says_who(client: FlaskClient):
    an_officer()

    answer = client.post("/api/sign-in", json={"name": "lisi", "password": "long enough"})

    assert answer.json["account"]["roles"] == ["officer"]
    assert answer.json["next"] == "/desk/"
    assert client.get("/api/me").json["account"]["name"] == "李四"


def test_wrong_name_and_wrong_password_get_the_same_answer(client: FlaskClient):
    an_officer()

    wrong = client.post("/api/sign-in", json={"name": "lisi", "password": "no"})
    nobody = client.post("/api/sign-in", json={"name": "nobody", "password": "no"})

    assert wrong.status_code == nobody.status_code == 401
    assert wrong.json == nobody.json


def test_an_account_without_a_password_is_not_opened_by_any(client: FlaskClient):
    commands.open_account("王五", [Role.ADMIN], sign_in_name="wangwu")

    answer = client.post("/api/sign-in", json={"name": "wangwu", "password": "nobody has this password"})

    assert answer.status_code == 401


def test_sign_out_ends_the_session_for_a_copied_cookie_too(app: Flask, client: FlaskClient):
    an_officer()
    client.post("/api/sign-in", json={"name": "lisi", "password": "long enough"})
    copied = client.get_cookie("session")
    assert copied

    client.post("/api/sign-out")

    thief = app.test_client()
    thief.set_cookie("session", copied.value)
    assert thief.get("/api/me").status_code == 401


def test_sign_in_takes_another_session_than_the_one_before(app: Flask, client: FlaskClient):
    an_officer()
    client.post("/api/sign-in", json={"name": "lisi", "password": "long enough"})
    before = client.get_cookie("session")
    assert before

    client.post("/api/sign-in", json={"name": "lisi", "password": "long enough"})

    other = app.test_client()
    other.set_cookie("session", before.value)
    assert other.get("/api/me").status_code == 401
    assert client.get("/api/me").status_code == 200


def test_a_session_ends_after_twelve_hours(client: FlaskClient):
    an_officer()
    client.post("/api/sign-in", json={"name": "lisi", "password": "long enough"})

    with clock.at(clock.now() + timedelta(hours=12, minutes=1)):
        assert client.get("/api/me").status_code == 401


def test_an_ended_account_is_out_at_once(client: FlaskClient):
    account_id = an_officer()
    client.post("/api/sign-in", json={"name": "lisi", "password": "long enough"})

    with transaction():
        db.session.get_one(AccountRow, account_id).ended_at = clock.now()

    assert client.get("/api/me").status_code == 401


def test_missing_and_foreign_fields_are_named(client: FlaskClient):
    answer = client.post("/api/sign-in", json={"name": "lisi", "pass": "x"})

    assert answer.status_code == 422
    assert set(answer.json["facts"]["errors"]) == {"password", "pass"}


def test_an_inspectors_answer_carries_his_badge(client: FlaskClient):
    inspector = an_inspector(an_agency(), badge_number="15020000001")
    commands.open_account(
        inspector.name, [Role.INSPECTOR], sign_in_name="w", password="long enough",
        agency_id="fire-rescue", inspector_id=inspector.id,
    )  # fmt: skip

    answer = client.post("/api/sign-in", json={"name": "w", "password": "long enough"})

    assert answer.json["inspector"]["badge_number"] == "15020000001"
    assert answer.json["next"] == "/app/"


def test_an_invitation_works_until_it_is_replaced(client: FlaskClient):
    enterprise = an_enterprise()
    first = commands.invite_manager(enterprise.id, "夏经理", None)

    assert client.post("/api/passkeys/registration/options", json={"invitation": first}).status_code == 200

    account = db.session.scalars(db.select(AccountRow)).one()
    commands.invite(account.id, None)
    assert client.post("/api/passkeys/registration/options", json={"invitation": first}).status_code == 410


def test_an_invented_passkey_is_refused(client: FlaskClient):
    client.post("/api/passkeys/authentication/options")

    answer = client.post("/api/passkeys/authentication", json={"credential": {"rawId": "AAAA", "id": "AAAA"}})

    assert answer.status_code == 401
    assert answer.json["code"] == "passkey_failed"


def test_an_inspector_who_left_the_list_is_out_from_that_day(client: FlaskClient):
    inspector = an_inspector(an_agency())
    commands.open_account(
        inspector.name, [Role.INSPECTOR], sign_in_name="w", password="long enough",
        agency_id="fire-rescue", inspector_id=inspector.id,
    )  # fmt: skip
    client.post("/api/sign-in", json={"name": "w", "password": "long enough"})

    with transaction():
        db.session.get_one(InspectorRow, inspector.id).ended_on = clock.today()

    assert client.get("/api/me").status_code == 401
    again = client.post("/api/sign-in", json={"name": "w", "password": "long enough"})
    assert (again.status_code, again.json["code"]) == (401, "account_ended")
    page = client.post("/sign-in", data={"name": "w", "password": "long enough"})
    assert (page.status_code, "您的账号已停用" in page.text) == (401, True)


def test_an_inspector_who_moves_takes_no_role_of_his_old_agency_along(client: FlaskClient):
    inspector = an_inspector(an_agency())
    an_agency("market", "市场监管局", "market")
    commands.open_account(
        inspector.name, [Role.INSPECTOR, Role.OFFICER], sign_in_name="w", password="long enough",
        agency_id="fire-rescue", inspector_id=inspector.id,
    )  # fmt: skip
    client.post("/api/sign-in", json={"name": "w", "password": "long enough"})
    assert client.get("/desk/plans").status_code == 200

    registry.move_inspector(inspector.id, inspector.name, "market", None)

    assert client.get("/api/me").json["account"]["roles"] == ["inspector"]
    assert client.get("/desk/plans").status_code == 403


def test_a_second_invitation_adds_the_roles_it_names(app: Flask):
    inspector = an_inspector(an_agency())
    commands.invite_inspector(inspector.id, [], None)

    commands.invite_inspector(inspector.id, [Role.OFFICER], None)
    commands.invite_inspector(inspector.id, [Role.OFFICER], None)

    account = db.session.scalars(db.select(AccountRow)).one()
    assert sorted(each.role for each in account.memberships) == ["inspector", "officer"]


def test_guesses_at_the_page_and_at_the_api_count_together(settings: Settings):
    guess = {"name": "lisi", "password": "no"}
    app = create_app(replace(settings, rate_limits=True))
    door = app.test_client()

    answers = [door.post("/sign-in", data=guess) for _ in range(5)] + [
        door.post("/api/sign-in", json=guess) for _ in range(6)
    ]

    assert [each.status_code for each in answers] == [401] * 10 + [429]
    assert (answers[-1].json["code"], answers[-1].headers["Retry-After"]) == ("too_many", "60")
    assert door.post("/sign-in", data={**guess, "name": "somebody else"}).status_code == 401
