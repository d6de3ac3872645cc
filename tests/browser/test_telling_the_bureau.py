"""From the door to the bureau's answer: a report without signal, and a complaint from the scan to its closing."""

import re
from pathlib import Path

from playwright.sync_api import Page, Playwright, expect

from server.db import db
from server.feedback.complaint_tables import ComplaintRow
from server.oversight.case_tables import CaseRow
from server.oversight.tables import IrregularityRow
from tests.browser import inspecting
from tests.browser.running import DESK, Running, phone
from tests.browser.small_district import SmallDistrict
from tests.browser.test_accessibility import assert_open_to_all, become
from tests.browser.test_main_job import database

TOLD = "两个人，说是消防的，没有扫码，也不出示证件"
# The server takes it, and its answer does not come home.
LOSE_REPLIES = """() => {
  const real = window.fetch
  window.fetch = async (...asked) => {
    await real(...asked)
    document.title = 'lost'
    throw new TypeError('Failed to fetch')
  }
}"""
BANQUET = "检查到中午，要求我们安排吃饭。"


def prepared(page: Page, running: Running, door: str) -> None:
    page.goto(f"{running.url}/e/{door}")
    page.get_by_role("link", name="核验来人").click()
    expect(page.get_by_text("没有信号也能核验")).to_be_visible()


def report(page: Page) -> None:
    page.get_by_role("button", name="来人没有码？反映给司法局").click()
    page.get_by_label("在什么位置").fill("后厨")
    page.get_by_label("来了几个人").fill(TOLD)
    page.get_by_label("照片").set_input_files(
        [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": inspecting.a_photo((60, 90, 120))}]
    )


def test_an_entry_without_a_code_is_reported_without_signal_and_arrives_once_with_it(
    playwright: Playwright, tmp_path: Path, running: Running, district: SmallDistrict
):
    with phone(playwright, tmp_path / "manager") as context:
        page = context.pages[0]
        prepared(page, running, district.door_token)
        context.set_offline(True)
        page.goto(f"{running.url}/verify/")
        report(page)
        assert_open_to_all(page, "report")
        page.get_by_role("button", name="反映给司法局").click()
        expect(page.get_by_text("已存在本机，联网后送出")).to_be_visible()
        page.reload()
        expect(page.get_by_text("已存在本机，联网后送出")).to_be_visible()

        context.set_offline(False)
        page.reload()
        expect(page.get_by_text("司法局已收到")).to_be_visible()
        page.reload()
        page.get_by_role("link", name="查看回执").click()

        expect(page.get_by_role("heading", name="司法局已收到")).to_be_visible()
        expect(page.get_by_text("1张已保存")).to_be_visible()
    with database(district):
        [row] = db.session.query(ComplaintRow).all()
        assert (row.kind, row.place, row.account_id) == ("no_code", "后厨", None) and row.text.startswith(TOLD)
        assert db.session.query(CaseRow).one().origin == "no_code"
        assert db.session.query(IrregularityRow).filter_by(kind="no_code").count() == 1


def test_a_reply_that_is_lost_files_nothing_twice(
    playwright: Playwright, tmp_path: Path, running: Running, district: SmallDistrict
):
    with phone(playwright, tmp_path / "manager") as context:
        page = context.pages[0]
        prepared(page, running, district.door_token)
        page.evaluate(LOSE_REPLIES)
        report(page)
        page.get_by_role("button", name="反映给司法局").click()
        expect(page.get_by_text("已存在本机，联网后送出")).to_be_visible()
        expect(page).to_have_title("lost")
        page.reload()
        expect(page.get_by_text("司法局已收到")).to_be_visible()
    with database(district):
        assert db.session.query(ComplaintRow).count() == 1


def test_a_complaint_goes_from_the_door_to_its_answer(
    playwright: Playwright, tmp_path: Path, running: Running, district: SmallDistrict
):
    with phone(playwright, tmp_path / "manager") as context:
        page = context.pages[0]
        become(page, running, district.manager)
        complain(page, running, district)
        receipt = page.url
        assert_open_to_all(page, "receipt")
        with phone(playwright, tmp_path / "bureau", viewport=DESK, has_touch=False) as other:
            desk = other.pages[0]
            become(desk, running, district.supervisor)
            investigate(desk, running)
            become(desk, running, district.officer)
            answer(desk, running)
            become(desk, running, district.supervisor)
            propose(desk, running)
            become(desk, running, district.second_supervisor)
            agree(desk, running)
            become(desk, running, district.supervisor)
            close(desk, running)
        page.goto(receipt)
        expect(page.get_by_text("经查属实，已责令改正。")).to_be_visible()
        page.get_by_role("button", name="满意", exact=True).click()
        expect(page.get_by_text("您表示满意")).to_be_visible()
    with database(district):
        row = db.session.query(CaseRow).one()
        assert (row.state, row.outcome, row.content) == ("closed", "upheld", True)


def complain(page: Page, running: Running, district: SmallDistrict) -> None:
    page.goto(f"{running.url}/e/{district.door_token}")
    page.get_by_role("link", name="投诉或异议").click()
    page.get_by_role("link", name="投诉执法行为").click()
    assert_open_to_all(page, "complaint")
    page.get_by_label("投诉哪个单位").select_option(label="消防救援大队")
    page.get_by_role("button", name="提交投诉").evaluate("button => button.form.noValidate = true")
    page.get_by_role("button", name="提交投诉").click()
    expect(page.get_by_text("请至少选择一类情形")).to_be_visible()
    page.get_by_label("参加宴请、娱乐、旅游").check()
    page.get_by_label("发生了什么").fill(BANQUET)
    page.get_by_role("button", name="提交投诉").click()
    expect(page.get_by_role("heading", name="司法局已收到")).to_be_visible()
    expect(page.get_by_text("正在送出")).to_have_count(0)


def investigate(desk: Page, running: Running) -> None:
    desk.goto(f"{running.url}/desk/cases")
    assert_open_to_all(desk, "cases")
    desk.get_by_role("link", name=re.compile("JD")).click()
    desk.get_by_role("button", name="受理", exact=True).click()
    desk.get_by_role("button", name="开始调查，封存证据").click()
    desk.get_by_label("问题").fill("请说明当日午间的安排。")
    desk.get_by_role("button", name="发出询问").click()
    expect(desk.get_by_text("已记录：询问")).to_be_visible()
    assert_open_to_all(desk, "case")


def answer(desk: Page, running: Running) -> None:
    desk.goto(f"{running.url}/desk/")
    desk.get_by_role("link", name="监督事项").first.click()
    desk.get_by_role("link", name=re.compile("JD")).click()
    expect(desk.get_by_text("请说明当日午间的安排。")).to_be_visible()
    assert BANQUET not in desk.content() and "海之味" not in desk.content()
    assert_open_to_all(desk, "inquiry")
    desk.get_by_label("答复").fill("午间确有用餐提议，已批评。")
    desk.get_by_role("button", name="提交答复").click()
    expect(desk.get_by_text("已提交司法局。")).to_be_visible()


def propose(desk: Page, running: Running) -> None:
    desk.goto(f"{running.url}/desk/cases")
    desk.get_by_role("link", name=re.compile("JD")).click()
    expect(desk.get_by_text("午间确有用餐提议，已批评。").first).to_be_visible()
    desk.get_by_label("属实", exact=True).check()
    desk.get_by_label("监督意见").fill("责令改正。")
    desk.get_by_role("button", name="提交复核").click()
    expect(desk.get_by_text("等另一位同事复核")).to_be_visible()


def agree(desk: Page, running: Running) -> None:
    desk.goto(f"{running.url}/desk/cases?only=second")
    desk.get_by_role("link", name=re.compile("JD")).click()
    desk.get_by_role("button", name="复核同意，出具意见").click()
    expect(desk.get_by_text("已记录：复核同意")).to_be_visible()


def close(desk: Page, running: Running) -> None:
    desk.goto(f"{running.url}/desk/cases")
    desk.get_by_role("link", name=re.compile("JD")).click()
    desk.get_by_label("给反映人的答复").fill("经查属实，已责令改正。")
    desk.get_by_role("button", name="办结并答复").click()
    expect(desk.get_by_text("已记录：办结")).to_be_visible()
