"""A day at each desk, on one server; and a document that is printed at the counter without signal."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser import inspecting
from tests.browser.axe import violations
from tests.browser.running import DESK, Running, phone
from tests.browser.small_district import ENTERPRISE, FREE_CODE, PASSWORD, SmallDistrict


@pytest.mark.timeout(240)
def test_each_desk_leads_from_its_first_page_to_what_it_is_for(
    playwright: Playwright, running: Running, tmp_path: Path
):
    with phone(playwright, tmp_path / "desk", viewport=DESK) as context:
        page = context.pages[0]
        agency(page, running)
        officer(page, running)
        administrator(page, running)
        supervisor(page, running)


def agency(page: Page, running: Running) -> None:
    """The lead sees what waits for her, her week, and turns it with the keyboard."""
    enter(page, running, "lead")
    expect(page.get_by_role("link", name="1项计划等您审批或修改")).to_be_visible()
    page.get_by_role("link", name="本周检查", exact=True).first.click()
    expect(page.get_by_role("link", name=ENTERPRISE)).to_be_visible()
    expect(page.get_by_text("联合：市场监督").first).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("link", name="回到本周")).to_be_visible()
    page.keyboard.press("t")
    page.get_by_role("link", name=ENTERPRISE).click()
    page.get_by_role("link", name="检查文书", exact=True).last.click()
    page.get_by_role("row", name="行政检查通知书").get_by_role("button", name="出具").click()
    expect(page.get_by_role("link", name="检通")).to_be_visible()


# The next inspector is ticked just before each answer of the form arrives.
HASTY = """() => {
  const ask = window.fetch
  const inspectors = [0, 1]
  window.fetch = async (...asked) => {
    const answer = await ask(...asked)
    const next = inspectors.shift()
    if (next !== undefined) document.querySelectorAll('input[name=team]')[next].click()
    return answer
  }
}"""


def officer(page: Page, running: Running) -> None:
    """The officer fills the form in faster than it answers, and nothing she ticked is lost."""
    enter(page, running, "officer")
    page.goto(f"{running.url}/desk/plans/new?credit_code={FREE_CODE}&premises=1")
    page.evaluate(HASTY)
    page.get_by_label("消防安全检查").check()
    expect(page.locator("input[name=team]:checked")).to_have_count(2)
    page.get_by_role("button", name="提交报备").click()
    expect(page.get_by_text("新立检查")).to_be_visible()
    expect(page.get_by_text("王建国")).to_be_visible()


def administrator(page: Page, running: Running) -> None:
    """The administrator puts a notice's text right; a wrong field is told with its line, and nothing is lost."""
    enter(page, running, "admin")
    page.get_by_role("link", name="文书模板", exact=True).first.click()
    page.get_by_role("row", name="行政检查通知书").get_by_role("link").click()
    page.get_by_label("文字").fill("本区检查通知书\n致：{company}")
    page.get_by_role("button", name="保存为新版").click()
    expect(page.get_by_text("第2行有误")).to_be_visible()
    page.get_by_label("文字").fill("本区检查通知书\n致：{enterprise}")
    page.get_by_role("button", name="预览", exact=True).click()
    expect(page.get_by_role("article").get_by_text("青岛海之味餐饮管理有限公司")).to_be_visible()
    page.get_by_role("button", name="保存为新版").click()
    expect(page.get_by_text("现行：本区第1版")).to_be_visible()
    page.get_by_role("link", name="平台状况", exact=True).first.click()
    expect(page.get_by_role("heading", name="自动任务")).to_be_visible()


def supervisor(page: Page, running: Running) -> None:
    """The bureau sees the district today and what is late."""
    enter(page, running, "zhao")
    expect(page.get_by_text("今天全区1次检查")).to_be_visible()
    page.get_by_role("link", name="今日全区", exact=True).first.click()
    expect(page.locator(".tiles").get_by_text("薛家岛街道")).to_be_visible()
    page.get_by_role("link", name="逾期事项", exact=True).first.click()
    expect(page.get_by_role("heading", name="没有逾期事项")).to_be_visible()


@pytest.mark.timeout(240)
def test_a_document_is_printed_without_signal_and_has_its_number_after(
    playwright: Playwright, district: SmallDistrict, running: Running, tmp_path: Path
):
    with phone(playwright, tmp_path / "phone") as context:
        page = context.pages[0]
        page.add_init_script("window.print = () => { window.printed = (window.printed ?? 0) + 1 }")
        inspecting.sign_in(page, running.url, district.inspector)
        context.set_offline(True)
        page.goto(f"{running.url}/app/#/visit/{district.visit_id}")
        page.get_by_role("link", name="打印文书").click()
        page.get_by_role("link", name="行政检查通知书").click()
        sheet = page.get_by_role("article")
        expect(sheet.get_by_text(ENTERPRISE)).to_be_visible()
        expect(sheet.get_by_text("草稿", exact=True)).to_be_visible()
        assert violations(page) == []
        page.get_by_role("button", name="打印", exact=True).click()
        page.wait_for_function("() => window.printed === 1")

        context.set_offline(False)

        expect(sheet.get_by_text("消防救援检通〔")).to_be_visible(timeout=60_000)
        expect(sheet.get_by_text("草稿", exact=True)).to_have_count(0)


def enter(page: Page, running: Running, name: str) -> None:
    own = {"Origin": running.url}
    page.request.post(f"{running.url}/api/sign-out", headers=own)
    sent = {"name": name, "password": PASSWORD}
    assert page.request.post(f"{running.url}/api/sign-in", data=sent, headers=own).ok
    page.goto(f"{running.url}/desk/")
