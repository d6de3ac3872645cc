"""Nobody of the inspecting agency rates anything: not on his account, in his browser, or with a passkey of it."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from server import clock, trail
from server.accounts import commands as accounts
from server.accounts.passkeys import NewPasskey
from server.accounts.passwords import hash_password
from server.accounts.tables import NetworkUseRow, SessionRow
from server.db import db, transaction
from server.feedback import asking
from server.feedback.tables import RatingRow
from server.notices.tables import NoticeRow
from server.registry.tables import AgencyRow, EnterpriseRow
from server.trail.tables import TrailEntryRow
from server.vocabulary import Role, VisitState
from tests.builders import an_account, an_agency, an_enterprise, in_days, signed_in
from tests.feedback.visits import a_fire_plan, a_visit, door, enter

pytestmark = pytest.mark.one_database

GIVEN = {"process": "2", "result": "4"}


@pytest.fixture
def enterprise(app) -> EnterpriseRow:
    return an_enterprise()


@pytest.fixture
def address(enterprise: EnterpriseRow) -> str:
    visit = a_visit(enterprise.premises[0], a_fire_plan(on=in_days(-3)), state=VisitState.COMPLETED, on=in_days(-3))
    return f"{door(enterprise)}/visits/{visit.id}/rating"


@pytest.fixture
def manager(enterprise: EnterpriseRow, address: str) -> str:
    fire = db.session.get_one(AgencyRow, "fire-rescue")
    other = an_agency("market", "市场监督管理局", "market")
    secret = hash_password("secret-secret")
    for name, role, place in (
        ("wang", Role.OFFICER, {"agency": fire}),
        ("sun", Role.OFFICER, {"agency": other}),
        ("zhao", Role.MANAGER, {"enterprise": enterprise}),
    ):
        an_account(role, sign_in_name=name, password_hash=secret, **place)
    return "zhao"


def sign_in(client: FlaskClient, name: str) -> None:
    client.post("/sign-out")
    assert client.post("/sign-in", data={"name": name, "password": "secret-secret"}).status_code == 302


def refusals() -> list[TrailEntryRow]:
    return db.session.query(TrailEntryRow).filter_by(kind="rating.refused").all()


def test_a_manager_rates_on_his_own_phone(client, address, manager):
    sign_in(client, manager)

    assert client.post(address, data=GIVEN).status_code == 303
    assert refusals() == []


def test_a_browser_an_inspector_used_is_refused_in_plain_words_and_noted(client, address, manager):
    sign_in(client, "wang")
    sign_in(client, manager)

    for answer in (client.get(address), client.post(address, data=GIVEN)):
        assert answer.status_code == 403
        assert "最近有检查单位人员登录过" in answer.text and "换您自己的手机" in answer.text
    assert db.session.query(RatingRow).count() == 0
    assert [(entry.entity, entry.agency_id) for entry in refusals()] == [("rating_refusal", None)] * 2


def test_the_same_manager_rates_from_another_browser(app, client, address, manager):
    sign_in(client, "wang")
    sign_in(client, manager)
    assert client.post(address, data=GIVEN).status_code == 403

    own = app.test_client()
    sign_in(own, manager)

    assert own.post(address, data=GIVEN).status_code == 303


def test_another_agency_s_people_do_not_spoil_a_browser(client, address, manager):
    sign_in(client, "sun")
    sign_in(client, manager)

    assert client.post(address, data=GIVEN).status_code == 303


def test_after_thirty_days_a_browser_is_the_manager_s_again(client, enterprise, manager):
    with clock.at(clock.now() - timedelta(days=31)):
        sign_in(client, "wang")
    visit = a_visit(enterprise.premises[0], a_fire_plan(), state=VisitState.COMPLETED)
    sign_in(client, manager)

    assert client.post(f"{door(enterprise)}/visits/{visit.id}/rating", data=GIVEN).status_code == 303


def test_a_phone_that_synced_for_the_agency_counts_as_long_as_its_token_stood(client, address, manager):
    with clock.at(clock.now() - timedelta(days=50)):
        sign_in(client, "wang")
        enrolled = client.post("/api/devices", json={"id": "01a209c5-91ed-74f4-86a1-d67683b8c1c4", "label": "手机"})
        assert enrolled.status_code == 201
    sign_in(client, manager)

    assert client.post(address, data=GIVEN).status_code == 403


def test_a_passkey_made_on_an_inspector_s_phone_is_refused_elsewhere(app, client, address, enterprise, manager):
    sign_in(client, "wang")
    with transaction():
        mark = client.get_cookie("browser_mark").value
    account = an_account(Role.MANAGER, name="赵敏", enterprise=enterprise)
    account_id = account.id
    own = app.test_client()
    signed_in(own, account)
    _with_passkey(account_id, mark)

    answer = own.post(address, data=GIVEN)

    assert answer.status_code == 403
    assert "另建一个通行密钥" in answer.text


def test_the_supervisor_reads_of_it_and_no_agency_does(app, client, address, manager):
    sign_in(client, "wang")
    sign_in(client, manager)
    client.post(address, data=GIVEN)

    supervisor = signed_in(app.test_client(), an_account(Role.SUPERVISOR))
    assert "从检查单位一方来的评价" in supervisor.get("/desk/ratings").text
    sign_in(client, "wang")
    assert "已拒绝" not in client.get("/desk/mirror").text + client.get("/desk/").text


def _with_passkey(account_id: str, mark: str) -> None:
    """The account's session was begun with a passkey that was made in the browser of this mark."""
    from server.ids import digest

    made = NewPasskey(b"key", b"key", 0, False)
    passkey = accounts.add_passkey(account_id, made, "手机", made_in=digest(mark))
    with transaction():
        db.session.query(SessionRow).filter_by(account_id=account_id).update({"passkey_id": passkey})


def noted() -> int:
    return db.session.query(TrailEntryRow).filter_by(kind="rating.same_network").count()


def asked_later() -> int:
    asking.ask_again()
    return db.session.query(NoticeRow).filter_by(kind=asking.RATING_ASKED_LATER).count()


@pytest.mark.parametrize(
    ("of_agency", "of_manager", "days", "same"),
    [
        ("203.0.113.7", "203.0.113.7", 0, True), ("203.0.113.7", "203.0.113.8", 0, False),
        ("2001:db8::1", "2001:db8::2", 0, True), ("2001:db8::1", "2001:db8:1::1", 0, False),
        ("127.0.0.1", "127.0.0.1", 0, False), ("203.0.113.7", "203.0.113.7", 31, False),
    ],
)  # fmt: skip
def test_a_network_of_the_agency_is_noted_and_asked_again_and_takes_no_rating_away(
    app, address, manager, of_agency, of_manager, days, same
):
    with clock.at(clock.now() - timedelta(days=days)):
        theirs = app.test_client()
        theirs.environ_base["REMOTE_ADDR"] = of_agency
        sign_in(theirs, "wang")
    own = app.test_client()
    own.environ_base["REMOTE_ADDR"] = of_manager
    sign_in(own, manager)

    assert own.post(address, data=GIVEN).status_code == 303

    assert db.session.query(RatingRow).count() == 1
    assert noted() == same
    kept = db.session.query(NetworkUseRow).all()
    assert not [each for each in kept if "203" in each.network or len(each.network) != 64]


def test_whoever_was_in_an_inspector_s_network_is_asked_once_more_the_next_day_rated_or_not(app, enterprise):
    ended = in_days(-2)
    visit = a_visit(enterprise.premises[0], a_fire_plan(on=ended), state=VisitState.COMPLETED, on=ended)
    enter(visit, visit.plans[0].team[0].inspector)
    with transaction(), clock.at(clock.now() - timedelta(days=1, hours=1)):
        trail.append("visit.completed", "visit", visit.id, {})
    inspector = an_account(Role.INSPECTOR, inspector=visit.plans[0].team[0].inspector).id
    manager = an_account(Role.MANAGER, enterprise=enterprise).id
    assert asked_later() == 0

    with transaction():
        for account in (inspector, manager):
            db.session.add(NetworkUseRow(network="a" * 64, account_id=account, used_on=clock.today()))

    assert (asked_later(), asked_later()) == (1, 1)
