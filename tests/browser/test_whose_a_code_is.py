"""A licence's code that does not say whose it is: named, confirmed, known to a stranger offline, and challenged."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser import inspecting
from tests.browser.running import Running, phone
from tests.browser.small_district import CREDIT_CODE, ENTERPRISE, QUIET_CODE, SmallDistrict
from tests.browser.test_at_the_door import a_licence, choose_photo, type_code

OPAQUE = "http://www.gsxt.gov.cn/%7B" + "9C5A2D70E1F84B36" * 6 + "-1528447396036%7D"


@pytest.fixture
def phones(
    playwright: Playwright, tmp_path: Path, running: Running, district: SmallDistrict
) -> Iterator[tuple[Page, Page, Page]]:
    """Two inspectors of one agency and one of another, each with a phone of his own."""
    with ExitStack() as open_phones:
        pages = []
        for name in (district.inspector, district.colleague, district.other_agency):
            context = open_phones.enter_context(phone(playwright, tmp_path / name))
            inspecting.sign_in(context.pages[0], running.url, name)
            pages.append(context.pages[0])
        yield pages[0], pages[1], pages[2]


def scan_offline(page: Page) -> None:
    page.context.set_offline(True)
    choose_photo(page, a_licence(OPAQUE))


def sync(page: Page) -> None:
    """Back in signal: everything is sent and everything new is fetched."""
    page.context.set_offline(False)
    page.goto(re.sub(r"#.*", "", page.url) + "#/waiting")
    with page.expect_response(re.compile("/sync/v1/pull")):
        page.reload()
    expect(page.get_by_text("条待上传")).to_have_count(0)


def test_a_code_two_inspectors_agree_on_is_known_to_a_third_without_signal(phones: tuple[Page, Page, Page]):
    wang, li, chen = phones
    scan_offline(wang)
    wang.get_by_role("button", name="输入信用代码").click()
    wang.get_by_label("营业执照上的统一社会信用代码（18位）").fill(CREDIT_CODE)
    wang.keyboard.press("Enter")
    wang.get_by_role("button", name="在，登记为这家企业的码").click()
    expect(wang.get_by_text("已登记。再有一名检查人员或企业确认后")).to_be_visible()
    sync(wang)

    sync(li)
    scan_offline(li)
    expect(li.get_by_text("请与执照核对：是这家吗？")).to_be_visible()
    li.get_by_role("button", name="核对无误，确认是这家").click()
    expect(li.get_by_text("可以检查：本次联合检查，2 个单位，2 项")).to_be_visible()
    sync(li)

    sync(chen)
    scan_offline(chen)
    expect(chen.get_by_text("可以检查：本次联合检查，2 个单位，2 项")).to_be_visible()
    expect(chen.get_by_text(ENTERPRISE)).to_be_visible()

    chen.get_by_text("不是这家企业？").click()
    chen.get_by_role("button", name="不是这家，质疑并停用此码").click()
    expect(chen.get_by_role("heading", name="输入信用代码")).to_be_visible()
    choose_photo(chen, a_licence(OPAQUE))
    expect(chen.get_by_text("这个码存疑，不能据此认定企业")).to_be_visible()
    sync(chen)

    sync(li)
    scan_offline(li)
    expect(li.get_by_text("这个码存疑，不能据此认定企业")).to_be_visible()


def test_a_quiet_period_is_told_without_signal(phones: tuple[Page, Page, Page]):
    wang, _, _ = phones
    wang.context.set_offline(True)

    type_code(wang, QUIET_CODE)

    expect(wang.get_by_text(re.compile("静默期至"))).to_be_visible()
    expect(wang.get_by_text("现在没有信号，只核对了本机上您的任务")).to_be_visible()
