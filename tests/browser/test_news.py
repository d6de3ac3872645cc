"""The manager's phone: a push shows no more than it may, and another day is asked for without script."""

import json
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, Playwright, expect

from server import clock
from tests.browser.running import DESK, Running, phone
from tests.browser.small_district import PASSWORD, SmallDistrict

SHOWN = {"title": "码上", "body": "有一次检查安排，请打开查看", "tag": "one", "open": "/e/"}
NOTIFICATIONS = """async () => {
    const registration = await navigator.serviceWorker.ready
    return (await registration.getNotifications()).map(each => [each.title, each.body, each.tag])
}"""


def test_a_push_shows_its_words_once_however_often_it_comes(
    playwright: Playwright, district: SmallDistrict, running: Running, tmp_path: Path
):
    with phone(playwright, tmp_path / "profile") as context:
        page = context.pages[0]
        context.grant_permissions(["notifications"], origin=running.url)
        signed_in(page, running, district.manager)
        expect(page.locator("[data-push] button")).to_have_text("有安排时提醒我")
        page.locator("[data-push] button").click()
        page.evaluate("async () => { await navigator.serviceWorker.ready }")

        for _ in range(2):
            pushed(page, running, SHOWN)

        page.wait_for_timeout(500)
        assert page.evaluate(NOTIFICATIONS) == [[SHOWN["title"], SHOWN["body"], SHOWN["tag"]]]


def test_another_day_is_asked_for_without_script_and_agreed_to_at_the_desk(
    playwright: Playwright, district: SmallDistrict, running: Running, tmp_path: Path
):
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    with phone(playwright, tmp_path / "manager", java_script_enabled=False) as context:
        page = context.pages[0]
        signed_in(page, running, district.manager)
        page.get_by_role("link", name="这天不方便？申请改期").click()
        page.get_by_label("为什么这天不方便").fill("当天停电检修")
        page.get_by_label("希望改到哪天（可不填）").fill(tomorrow)
        page.get_by_role("button", name="提交申请").click()
        expect(page.get_by_text("改期申请待答复")).to_be_visible()

    with phone(playwright, tmp_path / "officer", viewport=DESK) as context:
        page = context.pages[0]
        page.goto(f"{running.url}/sign-in?next=/desk/day-requests")
        fill_in(page, district.officer)
        expect(page.get_by_text("当天停电检修")).to_be_visible()
        page.get_by_role("button", name="同意改期").click()
        expect(page.get_by_text("没有等您单位答复的申请。")).to_be_visible()

    with phone(playwright, tmp_path / "manager", java_script_enabled=False) as context:
        page = context.pages[0]
        signed_in(page, running, district.manager)
        expect(page.get_by_text("已按您的申请改期")).to_be_visible()


def pushed(page: Page, running: Running, message: dict[str, str]) -> None:
    """Hands the page's service worker a push message, as the browser does."""
    session = page.context.new_cdp_session(page)
    found: list[str] = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda told: found.extend(
        each["registrationId"] for each in told["registrations"]
    ))  # fmt: skip
    session.send("ServiceWorker.enable")
    page.wait_for_timeout(300)
    session.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": running.url, "registrationId": found[-1], "data": json.dumps(message)},
    )


def signed_in(page: Page, running: Running, name: str) -> None:
    page.goto(f"{running.url}/sign-in?next=/e/")
    fill_in(page, name)
    page.wait_for_url("**/e/*")


def fill_in(page: Page, name: str) -> None:
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    page.click("main form button.button")
