"""axe-core finds nothing on any page or screen, light or dark."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from server import clock
from tests.browser import axe, inspecting
from tests.browser.running import DESK, PHONE, Running, phone
from tests.browser.small_district import PASSWORD, SmallDistrict

PAGES = {
    None: [
        "/", "/sign-in", "/catalogue", "/catalogue/fire-exit", "/rules", "/e/{door}", "/invitation/none", "/nowhere",
        "/district",
    ],
    "xia": ["/e/", "/e/{door}", "/e/{door}/managers", "/account"],
    "officer": [
        "/desk/", "/desk/plans", "/desk/plans/new", "/desk/plans/bulk", "/desk/what-if", "/desk/proposals",
        "/desk/drafts/{draft}", "/desk/drafts/{draft}/change", "/desk/plans/visits/{visit}/day",
        "/desk/plans/visits/{visit}/day?choose={soon}",
        "/desk/plans/{plan}", "/desk/plans/{plan}/team", "/desk/registry/", "/account", "/desk/mirror",
        "/desk/day-requests", "/desk/corrections",
    ],
    "lead": ["/desk/", "/desk/week", "/desk/now", "/desk/overdue", "/desk/documents", "/desk/drafts",
             "/desk/drafts/{draft}"],
    "zhao": ["/desk/", "/desk/today", "/desk/visits", "/desk/visits/{visit}", "/desk/ratings", "/desk/irregularities",
             "/desk/ratings/words", "/desk/ratings/response"],
    "admin": [
        "/desk/", "/desk/registry/", "/desk/registry/agencies", "/desk/registry/inspectors", "/desk/registry/items",
        "/desk/registry/enterprises", "/desk/registry/enterprises/{enterprise}", "/desk/registry/items/fire-exit",
        "/desk/registry/enterprises/{enterprise}/managers",
        "/desk/registry/agencies/fire-rescue", "/desk/registry/import", "/desk/settings",
        "/desk/health", "/desk/document-templates", "/desk/document-templates/notice", "/desk/check-actions",
    ],
}  # fmt: skip


@pytest.mark.timeout(360)  # a dozen pages, each in two sizes, beside whatever else the machine does
@pytest.mark.parametrize("who", PAGES, ids=str)
def test_no_page_keeps_anybody_out(
    playwright: Playwright, lasting_district: SmallDistrict, lasting: Running, tmp_path: Path, who: str | None
):
    with phone(playwright, tmp_path / "profile", viewport=DESK) as context:
        page = context.pages[0]
        become(page, lasting, who)
        for address in PAGES[who]:
            page.goto(lasting.url + filled(address, lasting_district))
            page.set_viewport_size(PHONE)
            assert_open_to_all(page, f"{who} at {address}, {PHONE}")
            page.set_viewport_size(DESK)
            assert not overflows(page), f"{who} at {address}, {DESK}"
            assert axe.violations(page, axe.EVERYTHING) == [], f"{who} at {address}, {DESK}"


def test_no_screen_of_the_app_keeps_anybody_out(
    playwright: Playwright, district: SmallDistrict, running: Running, tmp_path: Path
):
    with phone(playwright, tmp_path / "profile") as context:
        page = context.pages[0]
        for screen in screens(page, running, district):
            assert_open_to_all(page, screen)


def assert_open_to_all(page: Page, where: str) -> None:
    for scheme, only in ("dark", axe.COLOURS), ("light", axe.EVERYTHING):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert axe.violations(page, only) == [], f"{where}, {scheme}"
    assert not overflows(page), where


def become(page: Page, running: Running, who: str | None) -> None:
    """Signs out whoever is in, and this person in."""
    own = {"Origin": running.url}
    page.request.post(f"{running.url}/api/sign-out", headers=own)
    if who:
        sent = {"name": who, "password": PASSWORD}
        assert page.request.post(f"{running.url}/api/sign-in", data=sent, headers=own).ok


def screens(page: Page, running: Running, district: SmallDistrict) -> Iterator[str]:
    """Every screen of the app, in the order an inspector meets them."""
    page.goto(f"{running.url}/app/")
    expect(page.get_by_label("姓名或账号")).to_be_visible()
    yield "sign-in"
    inspecting.sign_in(page, running.url, district.inspector)
    yield "today"
    for name in ("scan", "scan/typed", "waiting", "me", f"visit/{district.visit_id}"):
        yield shown(page, running, name)
    shown(page, running, "scan/typed")
    page.get_by_role("textbox").fill("91370211MA3C0AAA10")
    yield "typed"
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_text("可以检查")).to_be_visible()
    yield "verdict"
    page.get_by_role("heading", name="核对结果").click()  # Two fast taps at one spot would count as one.
    page.get_by_role("button", name="入企登记").click()
    page.get_by_role("switch", name="李海涛").check()
    yield "check-in"
    page.get_by_role("button", name="入企", exact=True).click()
    expect(page.get_by_role("heading", name="检查单")).to_be_visible()
    inspecting.answer(page, "fire-exit", 1, "不合格")
    yield "checklist with a finding being written"
    inspecting.record_finding(page, "fire-exit", 2, "灭火器压力不足", inspecting.a_photo((9, 9, 9)))
    yield "checklist with a finding"
    page.get_by_role("button", name="结束检查，去签字").click()
    expect(page.get_by_role("heading", name="签字")).to_be_visible()
    yield "sign"
    page.get_by_text("拒绝签字", exact=True).click()
    yield "refuse to sign"
    page.get_by_text("本人签字", exact=True).click()
    page.get_by_label("企业在场负责人姓名").fill("夏经理")
    inspecting.scribble(page, page.locator("canvas"))
    page.get_by_role("button", name="保存并继续").click()
    page.get_by_label("检查小结").click()
    yield "finish"
    page.get_by_role("button", name="完成检查").click()
    expect(page.get_by_role("heading", name="检查已完成")).to_be_visible()
    yield "done"


def shown(page: Page, running: Running, name: str) -> str:
    page.goto(f"{running.url}/app/#/{name}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return name


def overflows(page: Page) -> bool:
    """Whether anything hangs over the right edge."""
    return bool(page.evaluate("() => document.documentElement.scrollWidth > innerWidth"))


def filled(address: str, district: SmallDistrict) -> str:
    soon = clock.today() + timedelta(days=3)
    return address.format(
        door=district.door_token, visit=district.visit_id, enterprise=district.enterprise_id, draft=district.draft_id,
        plan=district.plan_id, soon=soon,
    )  # fmt: skip
