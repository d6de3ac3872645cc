"""The registry at the desk: who may do what, and what each form does."""

from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from server.db import db
from server.demo import photos
from server.registry.tables import (
    AgencyRow,
    BadgeRow,
    EnterpriseRow,
    InspectionItemRow,
    InspectorRow,
    ItemVersionRow,
)
from server.trail.tables import TrailEntryRow
from server.vocabulary import Role
from tests.builders import an_account, an_agency, an_enterprise, an_inspector, an_item, signed_in
from tests.registry.rosters import CODES, FIRE, WANG, a_csv

# What these pages ask of a database is asked of PostgreSQL too where each role opens every page (tests/whole).
pytestmark = pytest.mark.one_database

LISTS = ("agencies", "inspectors", "items", "enterprises")


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    return signed_in(client, an_account(Role.ADMIN))


def lead_of(client: FlaskClient, agency: AgencyRow) -> FlaskClient:
    return signed_in(client, an_account(Role.AGENCY_LEAD, agency=agency))


@pytest.mark.parametrize("page", ["", *LISTS, *(f"{each}/new" for each in LISTS), "import"])
def test_every_page_opens_for_the_administrator(admin: FlaskClient, page: str):
    assert admin.get(f"/desk/registry/{page}").status_code == 200


@pytest.mark.parametrize("page", ["", *LISTS])
def test_officers_read_the_registry_and_inspectors_do_not(client: FlaskClient, page: str):
    agency = an_agency()
    officer = an_account(Role.OFFICER, agency=agency)
    inspector = an_account(Role.INSPECTOR, agency=agency)

    assert signed_in(client, officer).get(f"/desk/registry/{page}").status_code == 200
    assert signed_in(client, inspector).get(f"/desk/registry/{page}").status_code == 403


def test_a_stranger_is_sent_to_sign_in(client: FlaskClient):
    assert client.get("/desk/registry/").headers["Location"].startswith("/sign-in?")


@pytest.mark.parametrize("page", ["agencies/new", "items/new", "enterprises/new", "import"])
def test_an_agencys_lead_edits_none_of_the_common_registers(client: FlaskClient, page: str):
    assert lead_of(client, an_agency()).get(f"/desk/registry/{page}").status_code == 403


# Agencies


def test_an_agency_is_entered_changed_ended_and_revived(admin: FlaskClient):
    admin.post("/desk/registry/agencies/new", data=FIRE)
    admin.post("/desk/registry/agencies/fire-rescue", data={**FIRE, "name": "消防大队", "phone": "0532-1"})
    admin.post("/desk/registry/agencies/fire-rescue/end", data={"ended_on": "2026-12-31"})

    row = db.session.get(AgencyRow, "fire-rescue")
    assert (row.name, row.phone, row.ended_on.isoformat()) == ("消防大队", "0532-1", "2026-12-31")
    kinds = db.session.scalars(select(TrailEntryRow.kind).order_by(TrailEntryRow.id)).all()
    assert kinds == ["agency.entered", "agency.changed", "agency.ended"]

    admin.post("/desk/registry/agencies/fire-rescue/end", data={})
    assert db.session.get(AgencyRow, "fire-rescue", populate_existing=True).ended_on is None


def test_a_form_with_faults_comes_back_filled_in_with_each_fault_at_its_box(admin: FlaskClient):
    answer = admin.post("/desk/registry/agencies/new", data={**FIRE, "code": "a b", "phone": "0532-1"})

    assert answer.status_code == 422
    assert 'value="0532-1"' in answer.text
    assert 'id="code-error"' in answer.text
    assert db.session.scalars(select(AgencyRow)).all() == []


def test_a_code_in_use_is_not_entered_twice(admin: FlaskClient):
    an_agency()

    answer = admin.post("/desk/registry/agencies/new", data=FIRE)

    assert answer.status_code == 422
    assert "已有相同编号" in answer.text


def test_lists_are_searched_filtered_and_paged(admin: FlaskClient):
    for number in range(51):
        an_agency(f"agency-{number:02}", f"单位{number:02}")

    first, second = admin.get("/desk/registry/agencies"), admin.get("/desk/registry/agencies?page=2")
    found = admin.get("/desk/registry/agencies?q=单位17")

    assert ("单位49" in first.text, "单位50" in first.text, "单位50" in second.text) == (True, False, True)
    assert "单位17" in found.text
    assert "单位18" not in found.text


def test_percent_and_underline_in_a_search_are_themselves(admin: FlaskClient):
    an_agency()

    assert "没有符合条件的执法单位" in admin.get("/desk/registry/agencies?q=%25").text


# Inspectors


def test_an_agencys_lead_enters_people_of_his_own_agency_only(client: FlaskClient):
    own, other = an_agency(), an_agency("tourism", "文化和旅游局")
    lead = lead_of(client, own)

    mine = lead.post("/desk/registry/inspectors/new", data=WANG)
    theirs = lead.post("/desk/registry/inspectors/new", data={**WANG, "badge_number": "15020002", "agency": "tourism"})

    assert (mine.status_code, theirs.status_code) == (302, 404)
    assert db.session.scalars(select(InspectorRow.agency_id)).all() == [own.id]
    assert other.name not in lead.get("/desk/registry/inspectors/new").text


def test_a_foreign_inspector_cannot_be_changed_by_any_form(client: FlaskClient):
    own, other = an_agency(), an_agency("tourism", "文化和旅游局")
    person = an_inspector(other)
    badge = person.badges[0].id
    lead = lead_of(client, own)
    forms = {
        "": {"name": "x", "agency": own.id},
        "/badges": {"badge_number": "15020009", "valid_from": "2026-01-01", "valid_until": "2027-01-01"},
        f"/badges/{badge}": {"valid_from": "2026-01-01", "valid_until": "2027-01-01"},
        "/end": {"ended_on": "2026-12-01"},
    }

    answers = [lead.post(f"/desk/registry/inspectors/{person.id}{path}", data=data) for path, data in forms.items()]

    assert [each.status_code for each in answers] == [404] * 4


def test_a_person_gets_a_second_badge_and_the_first_is_renewed(admin: FlaskClient):
    person = an_inspector(an_agency(), badge_number="15020001")
    address = f"/desk/registry/inspectors/{person.id}"
    second = {"badge_number": "37000001", "issuer": "山东省", "valid_from": "2026-01-01", "valid_until": "2027-12-31"}

    admin.post(f"{address}/badges", data=second)
    first = f"{address}/badges/{person.badges[0].id}"
    admin.post(first, data={"valid_from": "2026-01-01", "valid_until": "2031-12-31"})

    badges = db.session.scalars(select(BadgeRow).order_by(BadgeRow.number)).all()
    assert [(each.number, each.valid_until.year, each.inspector_id) for each in badges] == [
        ("15020001", 2031, person.id), ("37000001", 2027, person.id),
    ]  # fmt: skip


def test_a_badge_that_ends_before_it_begins_is_told_at_its_own_form(admin: FlaskClient):
    person = an_inspector(an_agency())
    address = f"/desk/registry/inspectors/{person.id}/badges/{person.badges[0].id}"

    answer = admin.post(address, data={"valid_from": "2026-01-01", "valid_until": "2025-12-31"})

    assert answer.status_code == 422
    assert "结束日期2025-12-31早于开始日期2026-01-01" in answer.text


def test_an_inspector_is_invited_with_a_link_and_its_code_shown_once(admin: FlaskClient):
    person = an_inspector(an_agency())

    answer = admin.post(f"/desk/registry/inspectors/{person.id}/invitation", data={"roles": ["officer", "admin"]})

    assert "/invitation/" in answer.text
    assert "<svg" in answer.text
    assert b"admin" not in db.session.scalars(select(TrailEntryRow.body)).first()


# Items

ITEM = {
    "code": "fire-exit", "agency": "fire-rescue", "competence": "消防", "name": "安全出口检查",
    "legal_basis": "《消防法》第二十八条：不得占用", "yearly_cap": "2", "valid_from": "",
    "lines": "安全出口未上锁 | 逐个试开\n标志完好",
}  # fmt: skip


def test_an_item_is_entered_with_its_checklist_and_changed_by_a_new_version(admin: FlaskClient):
    an_agency()

    admin.post("/desk/registry/items/new", data=ITEM)
    admin.post("/desk/registry/items/fire-exit/versions", data=ITEM)
    admin.post("/desk/registry/items/fire-exit/versions", data={**ITEM, "lines": "安全出口未上锁"})

    versions = db.session.scalars(select(ItemVersionRow).order_by(ItemVersionRow.version)).all()
    assert [len(each.lines) for each in versions] == [2, 1]
    assert "第2版" in admin.get("/desk/registry/items/fire-exit").text


def test_an_item_without_a_checklist_or_with_an_overlong_line_is_not_entered(admin: FlaskClient):
    an_agency()

    empty = admin.post("/desk/registry/items/new", data={**ITEM, "lines": " | "})
    long = admin.post("/desk/registry/items/new", data={**ITEM, "lines": "甲\n" + "长" * 501})

    assert (empty.status_code, long.status_code) == (422, 422)
    assert "第2条：超过500个字" in long.text
    assert db.session.scalars(select(InspectionItemRow)).all() == []


def test_an_item_ends_on_a_day_and_leaves_the_list_of_valid_ones(admin: FlaskClient):
    an_item(an_agency())

    admin.post("/desk/registry/items/fire-exit/end", data={"valid_until": "2026-01-31"})

    assert "fire-exit" not in admin.get("/desk/registry/items").text
    assert "fire-exit" in admin.get("/desk/registry/items?ended=1").text


# Enterprises


def test_an_enterprise_is_entered_and_gets_more_premises(admin: FlaskClient):
    sea = {"credit_code": CODES[0], "name": "海之味餐饮有限公司", "address": "长江中路1号"}
    admin.post("/desk/registry/enterprises/new", data=sea)
    row = db.session.scalars(select(EnterpriseRow)).one()
    address = f"/desk/registry/enterprises/{row.id}"

    admin.post(f"{address}/premises", data={"premises_name": "二店", "address": "珠江路2号"})
    admin.post(f"{address}/premises/2", data={"premises_name": "二店", "address": "珠江路3号"})
    admin.post(address, data={"name": "海之味酒店", "address": "长江中路1号"})
    admin.post(f"{address}/premises/2/end", data={"ended_on": "2026-12-31"})

    row = db.session.scalars(select(EnterpriseRow).execution_options(populate_existing=True)).one()
    assert row.name == "海之味酒店"
    assert [(each.number, each.name, each.address) for each in row.premises] == [
        (1, "", "长江中路1号"), (2, "二店", "珠江路3号"),
    ]  # fmt: skip
    assert (row.ended_on, row.premises[1].ended_on.isoformat()) == (None, "2026-12-31")


def test_a_failed_check_digit_is_said_and_the_enterprise_is_entered(admin: FlaskClient):
    wrong = {"credit_code": "91350203M0001QAY9B", "name": "厦门试点", "address": "湖里区"}

    answer = admin.post("/desk/registry/enterprises/new", data=wrong, follow_redirects=True)

    assert "校验位不符" in answer.text
    assert "厦门试点" in answer.text


def test_a_new_door_code_takes_the_place_of_the_old_one(admin: FlaskClient):
    sea = an_enterprise()
    before = sea.premises[0].door_token

    admin.post(f"/desk/registry/enterprises/{sea.id}/premises/1/door-code")

    page = admin.get(f"/desk/registry/enterprises/{sea.id}").text
    assert before not in page
    assert "/poster.pdf" in page


def test_an_enterprise_is_found_by_words_of_its_name_its_code_and_its_address(admin: FlaskClient):
    an_enterprise(name="海之味餐饮有限公司", credit_code=CODES[0])

    for q in ("海之味 有限", CODES[0][:10].lower(), "长江中路1号"):
        assert CODES[0] in admin.get("/desk/registry/enterprises", query_string={"q": q}).text


def test_a_manager_is_invited_by_name(admin: FlaskClient):
    sea = an_enterprise()

    answer = admin.post(f"/desk/registry/enterprises/{sea.id}/invitation", data={"name": "赵经理"})

    assert "邀请赵经理" in answer.text


@pytest.mark.parametrize("path", [f"{each}/nothing" for each in LISTS])
def test_what_is_not_there_is_not_found(admin: FlaskClient, path: str):
    assert admin.get(f"/desk/registry/{path}").status_code == 404


# Imports


def uploaded(client: FlaskClient, data: bytes):
    return client.post("/desk/registry/import", data={"file": (BytesIO(data), "agencies.csv")})


def digest_in(page: str) -> str:
    return page.split('action="/desk/registry/import/')[1][:64]


def test_a_file_is_previewed_and_only_a_confirmation_imports_it(admin: FlaskClient):
    preview = uploaded(admin, a_csv(FIRE, {**FIRE, "code": "a b"}))
    assert "编号只能用字母" in preview.text
    assert db.session.scalars(select(AgencyRow)).all() == []

    answer = admin.post(f"/desk/registry/import/{digest_in(preview.text)}", follow_redirects=True)

    assert "已导入：新增 1，1行有误未导入。" in answer.text
    assert db.session.scalars(select(AgencyRow.id)).all() == ["fire-rescue"]
    entry = db.session.scalars(select(TrailEntryRow)).one()
    assert entry.account_id is not None


def test_a_confirmation_may_ask_to_stop_on_any_problem(admin: FlaskClient):
    preview = uploaded(admin, a_csv(FIRE, {**FIRE, "code": "a b"}))

    answer = admin.post(f"/desk/registry/import/{digest_in(preview.text)}", data={"stop_on_problem": "1"})

    assert answer.status_code == 422
    assert db.session.scalars(select(AgencyRow)).all() == []


def test_a_file_that_is_no_roster_is_said_at_its_box(admin: FlaskClient):
    answer = uploaded(admin, b"a,b\n1,2\n")

    assert answer.status_code == 422
    assert "表头不对" in answer.text


@pytest.mark.parametrize("digest", ["0" * 64, "nothing", "..%2f..%2fmashang.sqlite"])
def test_a_confirmation_of_nothing_known_is_refused(admin: FlaskClient, digest: str):
    assert admin.post(f"/desk/registry/import/{digest}").status_code in (404, 422)


# The interface


def test_enterprises_are_searched_for_the_filing_form(app: Flask, client: FlaskClient):
    sea = an_enterprise(credit_code=CODES[0])
    officer = signed_in(client, an_account(Role.OFFICER, agency=an_agency()))

    found = officer.get("/api/registry/enterprises?q=海之味").json["enterprises"]

    assert [each["credit_code"] for each in found] == [CODES[0]]
    assert found[0]["premises"][0]["id"] == sea.premises[0].id
    assert officer.get("/api/registry/enterprises?q=").json == {"enterprises": []}


def test_the_search_is_closed_to_strangers_and_managers(client: FlaskClient):
    assert client.get("/api/registry/enterprises?q=a").status_code == 401
    manager = signed_in(client, an_account(Role.MANAGER, enterprise=an_enterprise()))
    assert manager.get("/api/registry/enterprises?q=a").status_code == 403


def test_the_first_page_names_whose_badge_has_run_out_unless_he_has_a_newer_one(admin: FlaskClient):
    agency = an_agency()
    an_inspector(agency, "已到期", "15020001", date(2026, 1, 31))
    renewed = an_inspector(agency, "已续期", "15020002", date(2026, 1, 31))
    second = {"badge_number": "15020003", "valid_from": "2026-02-01", "valid_until": "2099-12-31"}
    admin.post(f"/desk/registry/inspectors/{renewed.id}/badges", data=second)

    page = admin.get("/desk/registry/").text

    assert "已到期</a>" in page
    assert "已续期" not in page


def test_no_agency_invites_the_managers_who_will_rate_it(client: FlaskClient):
    sea = an_enterprise()
    lead = lead_of(client, an_agency())

    answer = lead.post(f"/desk/registry/enterprises/{sea.id}/invitation", data={"name": "赵经理"})

    assert answer.status_code == 403
    assert "邀请企业负责人" not in lead.get(f"/desk/registry/enterprises/{sea.id}").text


def test_a_lead_gives_his_own_inspector_a_portrait_and_no_other(client: FlaskClient):
    fire, market = an_agency("fire-rescue"), an_agency("market", "市场监管局", "market")
    own, foreign = an_inspector(fire), an_inspector(market)
    lead_of(client, fire)
    address = "/desk/registry/inspectors/{}/portrait"

    def sent(data: bytes) -> dict:
        return {"photo": (BytesIO(data), "me.png")}

    assert client.post(address.format(own.id), data=sent(photos.portrait("王"))).status_code == 302
    shown = client.get(address.format(own.id))
    assert shown.mimetype == "image/jpeg"
    assert shown.data.startswith(b"\xff\xd8")
    assert client.post(address.format(foreign.id), data=sent(photos.portrait("王"))).status_code == 404
    assert client.post(address.format(own.id), data=sent(b"<svg onload=alert(1)>")).status_code == 415
    assert client.get(address.format(own.id)).data == shown.data


def test_a_day_that_is_no_day_neither_ends_nor_revives_anything(client: FlaskClient):
    enterprise = an_enterprise(ended_on=date(2026, 1, 1))
    signed_in(client, an_account(Role.ADMIN))

    answer = client.post(f"/desk/registry/enterprises/{enterprise.id}/end", data={"ended_on": "2026-02-30"})

    assert (answer.status_code, "日期" in answer.text) == (422, True)
    assert db.session.get_one(EnterpriseRow, enterprise.id).ended_on == date(2026, 1, 1)


def test_what_ends_later_is_not_said_to_have_ended(admin: FlaskClient):
    enterprise = an_enterprise(ended_on=date(2099, 12, 31))

    page = admin.get(f"/desk/registry/enterprises/{enterprise.id}").text

    assert "将于2099年12月31日 周四终止" in page
    assert "已于2099年" not in page
