"""Whatever happens to the phone, the browser, the session or the server: what was typed and recorded is still there."""

import json
import os
import re
import signal
import subprocess
import time
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright, expect

from server import clock
from server.accounts.tables import DeviceRow
from server.app import create_app
from server.db import db, transaction
from server.trail.tables import TrailEntryRow
from tests.browser import inspecting
from tests.browser.running import FLAGS, PHONE, Running, chromium, phone, served
from tests.browser.small_district import ENTERPRISE, PASSWORD, SmallDistrict
from tests.browser.test_main_job import database

TEXT = "二楼东侧安全出口上锁"


def check_in_without_a_code(page: Page, district: SmallDistrict) -> None:
    show(page, f"visit/{district.visit_id}/check-in")
    page.get_by_role("button", name="入企", exact=True).click()
    expect(page.get_by_role("heading", name="检查单")).to_be_visible()


def show(page: Page, screen: str) -> None:
    page.goto(re.sub(r"#.*", "", page.url) + f"#/{screen}")


def upload(page: Page, context: BrowserContext) -> None:
    context.set_offline(False)
    show(page, "waiting")
    page.evaluate("() => dispatchEvent(new Event('online'))")
    expect(page.get_by_role("heading", name="全部已上传")).to_be_visible(timeout=60_000)


def kill(profile: Path) -> None:
    """The phone's battery is pulled out."""
    for process in processes_of(profile):
        os.kill(process, signal.SIGKILL)
    while processes_of(profile):
        time.sleep(0.1)
    for name in ("SingletonLock", "SingletonCookie", "SingletonSocket"):
        (profile / name).unlink(missing_ok=True)


def processes_of(profile: Path) -> list[int]:
    listed = subprocess.run(["ps", "-eww", "-o", "pid=,args="], capture_output=True, text=True, check=True).stdout
    return [int(line.split()[0]) for line in listed.splitlines() if f"--user-data-dir={profile} " in line + " "]


def a_phone_to_be_killed(playwright: Playwright, profile: Path) -> BrowserContext:
    context = playwright.chromium.launch_persistent_context(
        str(profile), executable_path=chromium(), args=FLAGS, locale="zh-CN", timezone_id="Asia/Shanghai",
        viewport=PHONE, has_touch=True,
    )  # fmt: skip
    context.set_default_timeout(15_000)
    return context


def test_a_battery_pulled_out_in_mid_sentence_takes_nothing(
    playwright: Playwright, district: SmallDistrict, running: Running, tmp_path: Path
):
    profile = tmp_path / "phone"
    context = a_phone_to_be_killed(playwright, profile)
    page = context.pages[0]
    inspecting.sign_in(page, running.url, district.inspector)
    page.wait_for_timeout(6_000)  # Chromium writes down what a new cache holds after five seconds.
    context.set_offline(True)
    check_in_without_a_code(page, district)
    inspecting.answer(page, "fire-exit", 1, "不合格")
    row = inspecting.line(page, "fire-exit", 1)
    photo = {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": inspecting.a_photo((9, 9, 200))}
    row.locator("input[type=file][multiple]").set_input_files(files=[photo])
    expect(row.get_by_text("1 张照片")).to_be_attached()
    row.get_by_label("发现什么问题").press_sequentially(TEXT)
    expect(row.get_by_text("文字已随手存在本机")).to_be_visible()
    kill(profile)

    context = a_phone_to_be_killed(playwright, profile)
    context.set_offline(True)
    page = context.pages[0]
    page.goto(f"{running.url}/app/#/visit/{district.visit_id}/checklist")
    row = inspecting.line(page, "fire-exit", 1)
    expect(row.get_by_label("发现什么问题")).to_have_value(TEXT)
    expect(row.get_by_text("1 张照片")).to_be_attached()
    row.get_by_role("button", name="记录问题").dblclick()
    expect(row.locator(".finding-text")).to_be_visible()
    kill(profile)

    context = a_phone_to_be_killed(playwright, profile)
    page = context.pages[0]
    page.goto(f"{running.url}/app/#/visit/{district.visit_id}/checklist")
    row = inspecting.line(page, "fire-exit", 1)
    expect(row.locator(".finding-text")).to_have_text(TEXT)
    expect(row.get_by_role("textbox")).to_have_count(0)
    upload(page, context)
    context.close()
    assert kinds_on_the_server(district) == ["visit.opened", "line.answered", "evidence.taken", "finding.recorded"]


def enter(page: Page, name: str) -> None:
    page.get_by_label("姓名或账号").fill(name)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_text(ENTERPRISE)).to_be_visible()


def kinds_on_the_server(district: SmallDistrict) -> list[str]:
    with database(district):
        sent = db.select(TrailEntryRow.body).where(TrailEntryRow.device_id.is_not(None))
        bodies = db.session.scalars(sent.order_by(TrailEntryRow.received_at, TrailEntryRow.dseq)).all()
        return [json.loads(body)["kind"] for body in bodies]


def end_sessions_and_tokens(district: SmallDistrict) -> None:
    with create_app(district.settings).app_context():
        with transaction():
            for device in db.session.scalars(db.select(DeviceRow)):
                device.token_expires_at = clock.now() - timedelta(days=1)
        db.session.remove()
        db.engine.dispose()


def test_an_ended_session_stops_the_sending_and_nothing_else(
    playwright: Playwright, district: SmallDistrict, running: Running, tmp_path: Path
):
    with phone(playwright, tmp_path / "phone") as context:
        page = context.pages[0]
        inspecting.sign_in(page, running.url, district.inspector)
        context.clear_cookies()
        end_sessions_and_tokens(district)
        check_in_without_a_code(page, district)
        inspecting.answer(page, "fire-exit", 1, "合格")
        show(page, "waiting")
        expect(page.get_by_text("登录已过期")).to_be_visible()
        expect(page.get_by_text("等待重新登录").first).to_be_visible()

        page.get_by_role("link", name="重新登录").click()
        enter(page, district.colleague)
        show(page, "waiting")
        expect(page.get_by_role("heading", name="全部已上传")).to_be_visible()
        expect(page.get_by_text("入企登记")).to_have_count(0)
        assert kinds_on_the_server(district) == []

        show(page, "sign-in")
        enter(page, district.inspector)
        upload(page, context)
    assert kinds_on_the_server(district) == ["visit.opened", "line.answered"]


def test_two_agencies_without_signal_lose_nothing_to_each_other(
    playwright: Playwright, district: SmallDistrict, running: Running, tmp_path: Path
):
    with (
        phone(playwright, tmp_path / "fire") as fire,
        phone(playwright, tmp_path / "market") as market,
    ):
        first, second = fire.pages[0], market.pages[0]
        inspecting.sign_in(first, running.url, district.inspector)
        inspecting.sign_in(second, running.url, district.other_agency)
        fire.set_offline(True)
        check_in_without_a_code(first, district)
        for number in (1, 2, 3):
            inspecting.answer(first, "fire-exit", number, "合格")
        page = first
        page.get_by_role("button", name="结束检查，去签字").click()
        expect(page.get_by_text("由其各自记录")).to_be_visible()
        expect(page.get_by_text("尚未填写")).to_have_count(0)
        expect(page.get_by_text("食品经营检查")).to_have_count(0)
        inspecting_signs(page)
        upload(first, fire)

        market.set_offline(True)
        check_in_without_a_code(second, district)
        inspecting.answer(second, "food-hygiene", 1, "不合格")
        upload(second, market)
        show(second, f"visit/{district.visit_id}/checklist")
        second.get_by_text("消防救援大队").click()
        expect(second.locator("#line-fire-exit-1").get_by_text("王建国 填写")).to_be_visible()
        show(second, f"visit/{district.visit_id}/close")
        expect(second.get_by_label("企业在场负责人姓名")).to_be_visible()

        show(first, "waiting")
        first.evaluate("() => dispatchEvent(new Event('online'))")
        show(first, f"visit/{district.visit_id}/checklist")
        first.get_by_text("市场监督管理局").click()
        expect(first.locator("#line-food-hygiene-1").get_by_text("陈晓梅 填写")).to_be_visible()
        show(first, "today")
        expect(first.get_by_role("heading", name="今日检查已全部完成")).to_be_visible()


def inspecting_signs(page: Page) -> None:
    page.get_by_label("企业在场负责人姓名").fill("夏经理")
    inspecting.scribble(page, page.locator("canvas"))
    page.get_by_role("button", name="保存并继续").dblclick()
    page.get_by_label("检查小结").click()
    page.get_by_role("button", name="完成检查").dblclick()
    expect(page.get_by_role("heading", name="检查已完成")).to_be_visible()


def test_a_server_killed_in_mid_upload_gets_everything_once(
    playwright: Playwright, district: SmallDistrict, tmp_path: Path
):
    with phone(playwright, tmp_path / "phone") as context:
        page = context.pages[0]
        with served(district.data) as running:
            inspecting.sign_in(page, running.url, district.inspector)
            context.set_offline(True)
            check_in_without_a_code(page, district)
            for number in (1, 2, 3):
                photo = inspecting.a_photo((number * 60, 20, 90))
                inspecting.record_finding(page, "fire-exit", number, f"{TEXT}{number}", photo)
            context.set_offline(False)
            with page.expect_request(lambda request: request.method == "PATCH"):
                page.evaluate("() => dispatchEvent(new Event('online'))")
            running.kill()
        kept = page.evaluate(inspecting.KEPT)
        port = int(running.url.rpartition(":")[2])
        with served(district.data, port):
            upload(page, context)
    with database(district):
        sent = db.select(TrailEntryRow).where(TrailEntryRow.device_id.is_not(None)).order_by(TrailEntryRow.dseq)
        assert [each.body.decode() for each in db.session.scalars(sent)] == kept["texts"]
    for sha256 in kept["photos"]:
        assert (district.settings.photos / sha256[:2] / sha256).exists()


def test_a_wrong_clock_hides_no_visit_and_stops_nothing(
    playwright: Playwright, district: SmallDistrict, running: Running, tmp_path: Path
):
    with phone(playwright, tmp_path / "phone") as context:
        context.add_init_script(
            "{ const real = Date.now; const off = 3 * 86400000; const Old = Date;"
            "globalThis.Date = class extends Old { constructor(...a) { a.length ? super(...a) : super(real() + off) }"
            " static now() { return real() + off } } }"
        )
        page = context.pages[0]
        inspecting.sign_in(page, running.url, district.inspector)
        expect(page.get_by_role("heading", name="今日待检查 1 家")).to_be_visible()
        context.set_offline(True)
        page.reload()
        expect(page.get_by_role("heading", name="今日待检查 1 家")).to_be_visible()
        show(page, "scan/typed")
        page.get_by_role("textbox").fill("91370211MA3C0AAA10")
        page.keyboard.press("Enter")
        expect(page.get_by_text("可以检查：本次联合检查，2 个单位，2 项")).to_be_visible()
        page.get_by_role("button", name="入企登记").dblclick()
        expect(page.get_by_role("heading", name="入企登记")).to_be_visible()
        page.wait_for_timeout(800)
        page.get_by_role("button", name="入企", exact=True).click()
        expect(page.get_by_role("heading", name="检查单")).to_be_visible()
        upload(page, context)
    assert kinds_on_the_server(district) == ["visit.opened"]


def test_before_the_first_download_the_phone_does_not_say_that_today_is_free(
    playwright: Playwright, district: SmallDistrict, running: Running, tmp_path: Path
):
    with phone(playwright, tmp_path / "phone") as context:
        page = context.pages[0]
        context.route("**/sync/v1/pull", lambda route: route.abort())
        page.goto(f"{running.url}/app/")
        page.get_by_label("姓名或账号").fill(district.inspector)
        page.get_by_label("密码", exact=True).fill("a long enough password")
        with page.expect_event("requestfailed", lambda request: request.url.endswith("/pull")):
            page.get_by_role("button", name="登录", exact=True).click()
        expect(page.get_by_role("heading", name="正在取您的任务")).to_be_visible()
        page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")
    with phone(playwright, tmp_path / "phone") as context:
        context.set_offline(True)
        page = context.pages[0]
        page.goto(f"{running.url}/app/")
        expect(page.get_by_text("现在没有信号，任务还没有取完")).to_be_visible()
        expect(page.get_by_text("今日没有检查任务")).to_have_count(0)
        show(page, "scan/typed")
        page.get_by_role("textbox").fill("91370211MA3C0AAA10")
        page.keyboard.press("Enter")
        expect(page.get_by_text("还不能确定今天有没有您的检查")).to_be_visible()
        context.set_offline(False)
        page.evaluate("() => dispatchEvent(new Event('online'))")
        show(page, "today")
        expect(page.get_by_text(ENTERPRISE)).to_be_visible()
