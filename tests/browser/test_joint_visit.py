"""Two agencies at one door, both without signal: what they answer differently is shown side by side and settled."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, expect

from server.db import db
from server.visits.tables import AnswerRow, SettlementRow
from tests.browser import inspecting
from tests.browser.running import FLAGS, PHONE, Running, chromium
from tests.browser.small_district import SmallDistrict
from tests.browser.test_main_job import database

HALF_WRITTEN = "二楼东侧安全出口上"


@pytest.fixture
def phones(playwright: Playwright) -> Iterator[list[BrowserContext]]:
    """Two phones in one browser; neither sees the other's storage."""
    with playwright.chromium.launch(executable_path=chromium(), args=FLAGS) as browser:
        yield [a_phone(browser) for _ in range(2)]


def a_phone(browser: Browser) -> BrowserContext:
    context = browser.new_context(viewport=PHONE, has_touch=True, locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(15_000)
    context.new_page()
    return context


def at_the_door(context: BrowserContext, running: Running, district: SmallDistrict, name: str) -> Page:
    """Signed in and checked in; from here on without signal."""
    page = context.pages[0]
    inspecting.sign_in(page, running.url, name)
    page.goto(f"{running.url}/app/#/visit/{district.visit_id}/check-in")
    page.get_by_role("button", name="入企", exact=True).click()
    expect(page.get_by_role("heading", name="检查单")).to_be_visible()
    expect(page.get_by_text("已全部上传")).to_be_visible()
    context.set_offline(True)
    return page


def with_signal(page: Page) -> None:
    page.context.set_offline(False)
    page.evaluate("() => dispatchEvent(new Event('online'))")
    expect(page.get_by_text("已全部上传")).to_be_visible()


def a_photo(number: int) -> Any:
    colour = (number * 50, 20, 90)
    return {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": inspecting.a_photo(colour)}


def join_item(page: Page, agency: str) -> None:
    page.locator("summary", has_text=agency).click()
    page.get_by_role("button", name="我也检查了这一项").click()


def top_of(box: Locator) -> float:
    found = box.bounding_box()
    assert found
    return found["y"]


def test_what_two_agencies_answered_apart_is_settled_and_both_answers_stay(
    phones: list[BrowserContext], running: Running, district: SmallDistrict
):
    fire, market = (
        at_the_door(context, running, district, name)
        for context, name in zip(phones, (district.inspector, district.other_agency), strict=True)
    )
    inspecting.answer(fire, "fire-exit", 1, "不合格")
    writing = inspecting.line(fire, "fire-exit", 1).get_by_label("发现什么问题")
    join_item(market, "消防救援大队")
    inspecting.answer(market, "fire-exit", 1, "合格")

    with_signal(market)
    writing.fill(HALF_WRITTEN)
    before = top_of(writing)
    with_signal(fire)
    apart = inspecting.line(fire, "fire-exit", 1).get_by_role("region", name="填写不同")
    expect(apart).to_contain_text("陈晓梅")
    fire.keyboard.type("锁")
    expect(writing).to_be_focused()
    expect(writing).to_have_value(HALF_WRITTEN + "锁")
    assert abs(top_of(writing) - before) <= 2

    with_signal(market)
    theirs = inspecting.line(market, "fire-exit", 1).get_by_role("region", name="填写不同")
    expect(theirs).to_contain_text("请商定后由消防救援认定")
    fire.context.set_offline(True)
    apart.get_by_role("button", name="商定后认定").click()
    apart.get_by_text("不合格", exact=True).last.click()
    apart.get_by_label("认定理由（两份填写都会保留）").fill("两人一起复看，门确实上锁")
    apart.get_by_role("button", name="认定", exact=True).click()
    expect(apart).to_contain_text("已认定：不合格")

    with_signal(fire)
    with_signal(market)
    expect(theirs).to_contain_text("认定为“不合格”：两人一起复看，门确实上锁")
    theirs.get_by_text("各自填写（2）").click()
    expect(theirs).to_contain_text("王建国")
    expect(theirs).to_contain_text("陈晓梅（我）")
    expect(market.get_by_text("处答案不一致")).to_have_count(0)
    with database(district):
        assert sorted(db.session.scalars(db.select(AnswerRow.value))) == ["conforming", "nonconforming"]
        [settled] = db.session.scalars(db.select(SettlementRow))
        assert (settled.value, len(settled.settles)) == ("nonconforming", 2)


def test_what_one_photographed_the_other_sees_small_also_without_signal(
    phones: list[BrowserContext], running: Running, district: SmallDistrict
):
    fire, market = (
        at_the_door(context, running, district, name)
        for context, name in zip(phones, (district.inspector, district.other_agency), strict=True)
    )
    inspecting.answer(fire, "fire-exit", 1, "不合格")
    row = inspecting.line(fire, "fire-exit", 1)
    row.get_by_label("发现什么问题").fill("安全出口上锁")
    row.locator("input[type=file][multiple]").set_input_files(files=[a_photo(number) for number in range(5)])
    expect(row.get_by_text("5 张照片")).to_be_attached()
    row.get_by_role("button", name="记录问题").click()
    expect(row.locator(".finding-text")).to_be_visible()
    with_signal(fire)

    with_signal(market)
    market.locator("summary", has_text="消防救援大队").click()
    seen = market.locator(".finding .thumbnail img")
    expect(seen).to_have_count(5)
    market.context.set_offline(True)
    market.reload()
    market.locator("summary", has_text="消防救援大队").click()

    expect(seen).to_have_count(5)
    assert seen.evaluate_all("all => all.every(each => each.naturalWidth > 100)")
