"""A result is signed with a passkey at the desk and on the phone; the enterprise reads who answers for it."""

import re
from pathlib import Path

from playwright.sync_api import Page, Playwright, expect

from server import clock
from server.app import create_app
from server.db import db, transaction
from server.ids import new_id
from server.planning.tables import VisitRow
from server.visits import results
from server.visits.tables import ClosingRow
from server.vocabulary import Outcome, VisitState
from tests.browser.running import DESK, Running, phone
from tests.browser.small_district import SmallDistrict
from tests.browser.test_news import fill_in
from tests.browser.test_passkeys import a_virtual_passkey
from tests.feedback.visits import enter, find

WORDS = "当场指出，请保持通道畅通。"


def closed(district: SmallDistrict) -> None:
    """Both agencies have closed; the fire brigade found something."""
    with create_app(district.settings).app_context(), transaction():
        visit = db.session.get_one(VisitRow, district.visit_id)
        visit.state, visit.started_at, visit.completed_at = VisitState.COMPLETED, clock.now(), clock.now()
        for plan in visit.plans:
            inspector = plan.team[0].inspector
            enter(visit, inspector)
            stated = [{"inspection_item": each.item_id, "outcome": Outcome.NO_PROBLEM} for each in plan.items]
            by = {"visit_id": visit.id, "inspector_id": inspector.id, "agency_id": plan.agency_id, "dseq": 9}
            at = {"made_at": clock.now(), "received_at": clock.now()}
            db.session.add(ClosingRow(operation_id=new_id(), outcomes=stated, **by, **at))
        find(visit)
        db.session.flush()
        results.issue({(visit, plan.agency_id): plan.team[0].inspector_id for plan in visit.plans})


def sign_in(page: Page, running: Running, name: str, wish: str) -> None:
    page.goto(f"{running.url}/sign-in?next={wish}")
    fill_in(page, name)
    page.wait_for_url(f"**{wish}")


def add_passkey(page: Page, running: Running) -> None:
    a_virtual_passkey(page.context)
    page.goto(f"{running.url}/account")
    page.get_by_role("button", name="添加通行密钥").click()
    expect(page.get_by_text("还没有用过")).to_be_visible()


def test_a_result_signed_by_passkey_at_the_desk_and_one_on_the_phone_are_read_by_the_enterprise(
    playwright: Playwright, district: SmallDistrict, running: Running, tmp_path: Path
):
    closed(district)
    with phone(playwright, tmp_path / "lead", viewport=DESK) as context:
        page = context.pages[0]
        sign_in(page, running, "lead", "/desk/results")
        expect(page.get_by_text("有1份结果待签发")).to_be_visible()
        add_passkey(page, running)
        page.goto(f"{running.url}/desk/results")
        page.get_by_role("table").get_by_role("link").first.click()
        page.get_by_text("责令改正", exact=True).last.click()
        page.get_by_label("给企业的说明").fill(WORDS)
        page.get_by_role("button", name="用通行密钥签发").click()
        expect(page.get_by_text("签发内容摘要")).to_be_visible()

    with phone(playwright, tmp_path / "chen") as context:
        page = context.pages[0]
        sign_in(page, running, district.other_agency, "/account")
        add_passkey(page, running)
        page.goto(f"{running.url}/app/#/results")
        page.get_by_role("link", name=re.compile("未发现问题")).click()
        page.get_by_role("button", name="用通行密钥签发").click()
        expect(page.get_by_text("没有等您签发的结果")).to_be_visible()

    with phone(playwright, tmp_path / "manager") as context:
        page = context.pages[0]
        sign_in(page, running, district.manager, f"/e/{district.door_token}/visits/{district.visit_id}")
        results_told = page.locator("#results")
        expect(results_told.get_by_text(WORDS)).to_be_visible()
        expect(results_told.get_by_text(re.compile("首检责任人(王建国|陈晓梅)"))).to_have_count(2)
        expect(results_told.get_by_text("待签发")).to_have_count(0)
