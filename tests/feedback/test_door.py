"""What the door code opens for whom."""

import gzip
from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from server.assets import PWA
from server.db import db, transaction
from server.planning.tables import VisitRow
from server.registry.tables import EnterpriseRow, ItemVersionRow
from server.vocabulary import Cause, Channel, Outcome, Role, VisitState
from tests.builders import an_account, an_agency, an_enterprise, an_inspector, an_item, in_days, signed_in
from tests.feedback.visits import a_fire_plan, a_plan, a_visit, close, door, enter, find

ONE_TCP_WINDOW = 14 * 1024
SECRETS = ("王建国", "李思源", "后厨安全出口被货架堵塞", "赵敏")


@pytest.fixture
def enterprise(app) -> EnterpriseRow:
    return an_enterprise()


def a_visit_under_way(enterprise: EnterpriseRow) -> VisitRow:
    visit = a_visit(enterprise.premises[0], a_fire_plan(), state=VisitState.STARTED)
    enter(visit, visit.plans[0].team[0].inspector)
    find(visit)
    return visit


def a_finished_visit(enterprise: EnterpriseRow) -> VisitRow:
    visit = a_visit(enterprise.premises[0], a_fire_plan(on=in_days(-3)), state=VisitState.COMPLETED, on=in_days(-3))
    find(visit)
    close(visit, Outcome.CORRECTION_ORDERED)
    return visit


def test_anybody_sees_which_agency_inspects_now_since_when_and_on_what_basis(client, enterprise):
    a_visit_under_way(enterprise)

    page = client.get(door(enterprise)).text

    assert "正在接受检查（已核实）" in page
    for shown in (
        "消防救援大队",
        "10:42",
        "消防安全检查",
        "中华人民共和国消防法",
        "第五十三条",
        "日常计划",
        "尾号 4521",
    ):
        assert shown in page


def test_nobody_is_named_to_the_public_and_no_finding_is_told(client, enterprise):
    a_visit_under_way(enterprise)
    a_finished_visit(enterprise)

    page = client.get(door(enterprise)).text

    assert not [secret for secret in SECRETS if secret in page]


def test_without_a_visit_the_page_says_so(client, enterprise):
    assert "目前没有在场检查" in client.get(door(enterprise)).text


def test_a_visit_that_began_days_ago_is_not_called_present(client, enterprise):
    a_visit(enterprise.premises[0], a_fire_plan(), state=VisitState.STARTED, on=in_days(-2))

    page = client.get(door(enterprise)).text

    assert "目前没有在场检查" in page and "检查记录尚未提交完" in page


def test_an_entry_without_a_plan_is_called_that(client, enterprise):
    visit = a_visit(enterprise.premises[0], state=VisitState.STARTED)
    enter(visit, an_inspector(an_agency(), "孙丽"))

    page = client.get(door(enterprise)).text

    assert "未查到检查计划" in page and "消防救援大队" in page and "孙丽" not in page


def test_a_joint_visit_explains_why_it_was_merged(client, enterprise):
    market = an_agency("market", "市场监督管理局", "market")
    other = a_plan(market, [an_inspector(market)], an_item(market, "food"), on=in_days(2))
    a_visit(enterprise.premises[0], a_fire_plan(), other, state=VisitState.STARTED)

    page = client.get(door(enterprise)).text

    assert "2个单位的计划已合并为一次上门" in page and "市场监督管理局原定" in page


def test_the_public_sees_nothing_of_what_is_planned_and_the_manager_does(client, enterprise):
    a_visit(enterprise.premises[0], a_fire_plan(on=in_days(9)), on=in_days(9))
    manager = an_account(Role.MANAGER, enterprise=enterprise)

    assert "消防救援大队" not in client.get(door(enterprise)).text
    assert "消防救援大队" in signed_in(client, manager).get(door(enterprise)).text


def test_a_covert_plan_stays_sealed_from_the_manager_until_it_begins(client, enterprise):
    plan = a_fire_plan(channel=Channel.GREEN, cause=Cause.COVERT)
    visit = a_visit(enterprise.premises[0], plan)
    signed_in(client, an_account(Role.MANAGER, enterprise=enterprise))
    address = door(enterprise)
    visit_id = visit.id

    before = client.get(address).text
    assert "消防救援大队" not in before and "暗访" not in before
    assert client.get(f"{address}/visits/{visit_id}").status_code == 404

    with transaction():
        begun = db.session.get_one(VisitRow, visit_id)
        begun.state, begun.started_at = VisitState.STARTED, begun.made_at
    assert "绿色通道 · 暗访" in client.get(address).text


def test_the_manager_sees_names_findings_deadline_and_statement(client, enterprise):
    visit = a_finished_visit(enterprise)
    address = f"{door(enterprise)}/visits/{visit.id}"

    page = signed_in(client, an_account(Role.MANAGER, enterprise=enterprise)).get(address).text

    for shown in (*SECRETS, "责令改正", "前整改", "已知悉，立即整改。", "现场检查顺利完成。"):
        assert shown in page


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.OFFICER, Role.AGENCY_LEAD, Role.SUPERVISOR, Role.ADMIN])
def test_nobody_but_its_manager_opens_an_enterprise_s_visit(client, enterprise, role):
    visit = a_finished_visit(enterprise)
    address = f"{door(enterprise)}/visits/{visit.id}"
    stranger = an_account(role, agency=an_agency("other", "其他单位"))

    assert signed_in(client, stranger).get(address).status_code == 403
    assert not [secret for secret in SECRETS if secret in client.get(door(enterprise)).text]


def test_another_enterprise_s_manager_sees_what_the_public_sees(client, enterprise):
    visit = a_finished_visit(enterprise)
    address = door(enterprise)
    other = an_account(Role.MANAGER, enterprise=an_enterprise("别家", "91370211MA3C0AAB01"))

    assert signed_in(client, other).get(f"{address}/visits/{visit.id}").status_code == 404
    assert not [secret for secret in SECRETS if secret in client.get(address).text]


def test_photos_open_for_the_own_manager_only(client, enterprise):
    photo = BytesIO()
    Image.new("RGB", (640, 480), "teal").save(photo, "JPEG")
    visit = a_visit(enterprise.premises[0], a_fire_plan(), state=VisitState.STARTED)
    find(visit, photos=[photo.getvalue()], missing=1)
    address = door(enterprise)
    page = signed_in(client, an_account(Role.MANAGER, enterprise=enterprise)).get(f"{address}/visits/{visit.id}").text
    picture = page.split('<img src="')[1].split('"')[0]

    assert "照片1/2张已送达" in page
    assert client.get(picture).mimetype == "image/jpeg"
    other = an_account(Role.MANAGER, enterprise=an_enterprise("别家", "91370211MA3C0AAB01"))
    assert signed_in(client, other).get(picture).status_code == 404


def test_an_unknown_code_is_explained_calmly(client):
    answer = client.get("/e/no-such-code")

    assert answer.status_code == 404
    assert "没有这个企业码" in answer.text and "12345" in answer.text


def test_an_enterprise_that_ends_later_still_stands(client, app):
    enterprise = an_enterprise(ended_on=in_days(30))

    assert "该场所已停止登记" not in client.get(door(enterprise)).text


def test_who_inspects_now_is_said_of_ended_premises_too(client, app):
    enterprise = an_enterprise(ended_on=in_days(-30))
    a_visit_under_way(enterprise)

    page = client.get(door(enterprise)).text

    assert "正在接受检查（已核实）" in page
    assert "该场所已停止登记" not in page


def test_an_ended_enterprise_is_said_to_have_ended(client, app):
    enterprise = an_enterprise(ended_on=date(2026, 3, 1))

    assert "该场所已停止登记" in client.get(door(enterprise)).text


def test_a_busy_page_fits_in_one_tcp_window(client, enterprise):
    fire = an_agency()
    items = [an_item(fire, f"item-{n}", f"第{n}项消防安全检查") for n in range(5)]
    with transaction():
        for item in db.session.query(ItemVersionRow):
            item.legal_basis = [{"law": "中华人民共和国消防法", "article": "第五十三条", "text": "监督检查。" * 20}] * 2
    a_visit(enterprise.premises[0], a_plan(fire, [an_inspector(fire)] * 1, *items), state=VisitState.STARTED)
    for _ in range(6):
        a_finished_visit(enterprise)

    answer = client.get(door(enterprise), headers={"Accept-Encoding": "gzip"})

    styles = sum((PWA / "style" / f"{name}.css").stat().st_size for name in ("tokens", "parts"))
    assert len(answer.data) + styles < ONE_TCP_WINDOW
    assert "第4项消防安全检查" in gzip.decompress(answer.data).decode()


def test_the_public_page_is_asked_for_anew_but_not_sent_twice(client, enterprise):
    first = client.get(door(enterprise))

    again = client.get(door(enterprise), headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "private, no-cache"
    assert again.status_code == 304 and again.data == b""


def test_the_manager_s_page_is_kept_by_nobody(client, enterprise):
    signed_in(client, an_account(Role.MANAGER, enterprise=enterprise))

    assert client.get(door(enterprise)).headers["Cache-Control"] == "private, no-store"


def test_the_inlined_style_is_allowed_by_its_digest(client, enterprise):
    assert "style-src 'self' 'sha256-" in client.get(door(enterprise)).headers["Content-Security-Policy"]


def test_a_manager_of_several_premises_chooses(client, enterprise):
    account = an_account(Role.MANAGER, enterprise=enterprise)

    assert signed_in(client, account).get("/e/").location == door(enterprise)


def test_the_page_speaks_english_to_who_prefers_it(client, enterprise):
    a_visit(enterprise.premises[0], a_fire_plan(), state=VisitState.STARTED)
    client.set_cookie("language", "en")

    page = client.get(door(enterprise)).text

    assert '<html lang="en">' in page
    assert "Ordinary plan" in page
    assert "日常计划" not in page
