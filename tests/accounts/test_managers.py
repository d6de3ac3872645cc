"""Managers of an enterprise: invited with a letter, several at once, ended by the desk or by themselves."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from server.accounts import commands, queries
from server.accounts.passkeys import NewPasskey
from server.accounts.tables import AccountRow, MembershipRow
from server.app import create_app
from server.db import db
from server.ids import new_token
from server.registry.tables import EnterpriseRow
from server.vocabulary import Role
from tests.builders import an_account, an_enterprise, signed_in
from tests.feedback.visits import door

pytestmark = pytest.mark.one_database


@pytest.fixture
def enterprise(app) -> EnterpriseRow:
    return an_enterprise()


@pytest.fixture
def desk(client: FlaskClient, enterprise) -> FlaskClient:
    return signed_in(client, an_account(Role.ADMIN))


def invited(desk: FlaskClient, enterprise: EnterpriseRow, **told) -> tuple[str, str]:
    """The page that shows the link, and its token."""
    page = desk.post(f"/desk/registry/enterprises/{enterprise.id}/invitation", data={"name": "赵敏", **told}).text
    return page, page.split('name="token" value="')[1].split('"')[0]


def letter(desk: FlaskClient, enterprise: EnterpriseRow, token: str):
    return desk.post(f"/desk/registry/enterprises/{enterprise.id}/invitation/letter", data={"token": token})


def test_the_invitation_is_printed_as_a_letter(desk, enterprise):
    page, token = invited(desk, enterprise)

    printed = letter(desk, enterprise, token)

    assert "打印邀请函" in page
    assert printed.mimetype == "application/pdf" and printed.data.startswith(b"%PDF-")
    assert printed.headers["Cache-Control"] == "no-store"


def test_a_letter_is_printed_of_no_other_invitation(desk, enterprise):
    _page, token = invited(desk, enterprise)
    other = an_enterprise("别家", "91370211MA3C0AAB01")

    assert letter(desk, other, token).status_code == 410
    assert letter(desk, enterprise, new_token()).status_code == 410


def test_an_enterprise_has_several_managers_and_the_desk_sees_who_has_a_passkey(desk, enterprise):
    for name in ("赵敏", "周芷若"):
        invited(desk, enterprise, name=name)
    first = queries.managers_of(enterprise.id)[0].id
    commands.add_passkey(first, NewPasskey(b"one", b"key", 0, False), "手机")

    page = desk.get(f"/desk/registry/enterprises/{enterprise.id}/managers").text

    assert "赵敏" in page and "周芷若" in page and "1把" in page and "尚未登记" in page


def test_a_manager_who_lost_his_link_gets_another_and_the_first_no_longer_works(desk, enterprise):
    _page, first = invited(desk, enterprise)
    account = queries.managers_of(enterprise.id)[0].id

    _page, second = invited(desk, enterprise, account=account)

    assert queries.standing_invitation(first) is None and queries.standing_invitation(second) is not None
    assert len(queries.managers_of(enterprise.id)) == 1


def test_whom_the_desk_ends_reads_nothing_more_at_once(app, desk, enterprise):
    manager = an_account(Role.MANAGER, enterprise=enterprise)
    phone, address = signed_in(app.test_client(), manager), door(enterprise)
    account = manager.id
    token = commands.invite(account, None)
    assert "计划中的检查" in phone.get(address).text

    ended = desk.post(f"/desk/registry/enterprises/{enterprise.id}/managers/{account}/end")

    assert ended.status_code == 302
    assert "计划中的检查" not in phone.get(address).text
    assert phone.get(f"{address}/managers").status_code in (403, 404)
    assert queries.standing_invitation(token) is None
    assert desk.post(f"/desk/registry/enterprises/{enterprise.id}/managers/{account}/end").status_code == 404


def test_a_manager_leaves_by_himself_and_his_colleague_stays(client, enterprise):
    manager, colleague = (an_account(Role.MANAGER, name=name, enterprise=enterprise) for name in ("赵敏", "周芷若"))
    address, left = door(enterprise), manager.id
    page = signed_in(client, manager).get(f"{address}/managers").text
    assert "赵敏" in page and "周芷若" in page

    assert client.post(f"{address}/managers/leave").status_code == 303

    standing = db.session.query(MembershipRow.account_id).filter_by(ended_at=None).all()
    assert [row[0] for row in standing] == [colleague.id] != [left]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AGENCY_LEAD, Role.INSPECTOR])
def test_no_agency_learns_who_manages_an_enterprise(client, enterprise, role):
    from tests.builders import an_agency

    signed_in(client, an_account(role, agency=an_agency()))

    assert client.get(f"/desk/registry/enterprises/{enterprise.id}/managers").status_code == 403
    assert client.get(f"{door(enterprise)}/managers").status_code == 403


@pytest.mark.parametrize("path", ["/e/{}", "/e/{}/no-code", "/e/{}/poster.pdf", "/invitation/{}"])
def test_ten_thousand_guessed_codes_are_stopped_early(settings, enterprise, path):
    app = create_app(replace(settings, rate_limits=True))
    guesser, address = app.test_client(), door(enterprise)
    with app.app_context():
        manager = signed_in(app.test_client(), db.session.get_one(AccountRow, an_account(Role.SUPERVISOR).id))

    answers = [guesser.get(path.format(new_token())).status_code for _ in range(60)]

    assert answers.count(429) >= 29 and set(answers[:25]) <= {404, 410}
    assert guesser.get(address).status_code == 429
    assert manager.get(address).status_code == 200


def test_true_codes_are_opened_as_often_as_anybody_likes(settings, enterprise):
    app = create_app(replace(settings, rate_limits=True))
    client, address = app.test_client(), door(enterprise)

    assert {client.get(address).status_code for _ in range(60)} == {200}
