"""An enterprise rates a visit: once, changeable for 15 days, and unseen by the agencies."""

import json

import pytest

from server import trail
from server.accounts.tables import AccountRow, MembershipRow
from server.db import db, transaction
from server.feedback.tables import RatingRow
from server.registry.tables import EnterpriseRow
from server.trail.tables import TrailEntryRow
from server.vocabulary import Role, VisitState
from tests.builders import an_account, an_agency, an_enterprise, in_days, signed_in
from tests.feedback.visits import a_fire_plan, a_visit, close, door

GIVEN = {"process": "2", "result": "4", "process_text": "没有出示证件", "result_text": ""}


@pytest.fixture
def enterprise(app) -> EnterpriseRow:
    return an_enterprise()


def a_finished_visit(enterprise: EnterpriseRow, days_ago: int = 3) -> str:
    day = in_days(-days_ago)
    visit = a_visit(enterprise.premises[0], a_fire_plan(on=day), state=VisitState.COMPLETED, on=day)
    close(visit)
    return f"{door(enterprise)}/visits/{visit.id}/rating"


def ratings() -> list[RatingRow]:
    return list(db.session.query(RatingRow))


def test_a_manager_rates_a_finished_visit(client, enterprise):
    address = a_finished_visit(enterprise)
    signed_in(client, an_account(Role.MANAGER, enterprise=enterprise))

    answer = client.post(address, data=GIVEN)

    assert answer.status_code == 303
    (rating,) = ratings()
    assert (rating.process, rating.result, rating.process_text) == (2, 4, "没有出示证件")


def test_the_form_says_who_reads_it_and_the_thanks_show_nothing(client, enterprise):
    address = a_finished_visit(enterprise)
    signed_in(client, an_account(Role.MANAGER, enterprise=enterprise))

    assert "只有司法局能看到您的评价" in client.get(address).text
    thanks = client.post(address, data=GIVEN, follow_redirects=True).text
    assert "重新评价" in thanks
    assert "没有出示证件" not in thanks and "不满意" not in thanks


def test_what_holds_of_the_visit_is_ticked_once_each(client, enterprise):
    address = a_finished_visit(enterprise)
    signed_in(client, an_account(Role.MANAGER, enterprise=enterprise))

    assert client.post(address, data={**GIVEN, "tags": ["civil", "on_time", "civil"]}).status_code == 303
    assert client.post(address, data={**GIVEN, "tags": ["handsome"]}).status_code == 422

    assert ratings()[0].tags == ["civil", "on_time"]


def test_the_form_opened_again_shows_nothing_of_what_was_said(client, enterprise):
    address = a_finished_visit(enterprise)
    signed_in(client, an_account(Role.MANAGER, enterprise=enterprise))
    client.post(address, data=GIVEN)

    page = client.get(address).text

    assert "没有出示证件" not in page and " checked" not in page


def test_a_changed_rating_replaces_the_first(client, enterprise):
    address = a_finished_visit(enterprise)
    signed_in(client, an_account(Role.MANAGER, enterprise=enterprise))
    client.post(address, data=GIVEN)

    client.post(address, data={**GIVEN, "process": "5", "process_text": ""})

    (rating,) = ratings()
    assert (rating.process, rating.process_text) == (5, "")
    assert rating.changed_at > rating.made_at


def test_a_form_without_an_answer_comes_back_with_what_was_written(client, enterprise):
    address = a_finished_visit(enterprise)
    signed_in(client, an_account(Role.MANAGER, enterprise=enterprise))

    answer = client.post(address, data={"process": "2", "process_text": "没有出示证件"})

    assert answer.status_code == 422
    assert "请选择一项。" in answer.text and "没有出示证件" in answer.text
    assert ratings() == []


def test_after_fifteen_days_rating_has_closed(client, enterprise):
    address = a_finished_visit(enterprise, days_ago=16)
    signed_in(client, an_account(Role.MANAGER, enterprise=enterprise))

    assert client.get(address).status_code == 422
    assert client.post(address, data=GIVEN).status_code == 422
    assert ratings() == []


def test_a_visit_under_way_cannot_be_rated(client, enterprise):
    visit = a_visit(enterprise.premises[0], a_fire_plan(), state=VisitState.STARTED)
    signed_in(client, an_account(Role.MANAGER, enterprise=enterprise))

    answer = client.post(f"{door(enterprise)}/visits/{visit.id}/rating", data=GIVEN)

    assert answer.status_code == 422
    assert "检查结束后才能评价" in answer.text


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.OFFICER, Role.AGENCY_LEAD, Role.SUPERVISOR, Role.ADMIN])
def test_only_managers_reach_the_form(client, enterprise, role):
    address = a_finished_visit(enterprise)
    signed_in(client, an_account(role, agency=an_agency("other", "其他单位")))

    assert client.get(address).status_code == 403
    assert client.post(address, data=GIVEN).status_code == 403


def test_a_manager_who_also_belongs_to_an_agency_may_not_rate(client, enterprise):
    address = a_finished_visit(enterprise)
    account = an_account(Role.MANAGER, enterprise=enterprise)
    _also_officer(account)

    answer = signed_in(client, account).post(address, data=GIVEN)

    assert answer.status_code == 403
    assert "执法单位人员不能评价" in answer.text
    assert ratings() == []


def test_another_enterprise_s_manager_finds_nothing_to_rate(client, enterprise):
    address = a_finished_visit(enterprise)
    other = an_account(Role.MANAGER, enterprise=an_enterprise("别家", "91370211MA3C0AAB01"))

    assert signed_in(client, other).post(address, data=GIVEN).status_code == 404


def test_a_visit_to_other_premises_is_not_rated_through_one_s_own_code(client, enterprise):
    other = an_enterprise("别家", "91370211MA3C0AAB01")
    visit_id = a_finished_visit(other).split("/")[-2]
    signed_in(client, an_account(Role.MANAGER, enterprise=enterprise))

    assert client.post(f"{door(enterprise)}/visits/{visit_id}/rating", data=GIVEN).status_code == 404


def test_the_trail_proves_the_rating_without_telling_it(client, enterprise):
    signed_in(client, an_account(Role.MANAGER, enterprise=enterprise))
    client.post(a_finished_visit(enterprise), data=GIVEN)

    entry = db.session.query(TrailEntryRow).filter_by(kind="visit.rated").one()
    assert entry.entity == "rating"

    body = json.loads(entry.body)["body"]
    assert list(body) == ["commitment"] and len(body["commitment"]) == 64


def test_no_page_of_the_manager_differs_after_he_has_rated(client, enterprise):
    address = a_finished_visit(enterprise)
    signed_in(client, an_account(Role.MANAGER, enterprise=enterprise))
    pages = (door(enterprise), address.removesuffix("/rating"), address, f"{address}/thanks", "/e/", "/account")
    before = [client.get(page).data for page in pages]

    client.post(address, data=GIVEN)

    assert [client.get(page).data for page in pages] == before


def test_a_late_upload_takes_no_day_from_the_rating(client, enterprise):
    address = a_finished_visit(enterprise, days_ago=20)
    signed_in(client, an_account(Role.MANAGER, enterprise=enterprise))
    assert client.post(address, data=GIVEN).status_code == 422

    with transaction():
        trail.append("visit.completed", "visit", address.split("/")[-2], {})

    assert client.post(address, data=GIVEN).status_code == 303


def _also_officer(account: AccountRow) -> None:
    agency = an_agency("other", "其他单位")
    with transaction():
        db.session.add(MembershipRow(account_id=account.id, role=Role.OFFICER, agency_id=agency.id))
