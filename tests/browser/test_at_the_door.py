"""What the phone says at the door, for every kind of code and with or without signal."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from server.db import db
from server.oversight.tables import IrregularityRow
from tests.browser import inspecting
from tests.browser.camera import licence_photo
from tests.browser.running import Running, phone
from tests.browser.small_district import CREDIT_CODE, ENTERPRISE, FREE_CODE, LATER_CODE, QUIET_CODE, SmallDistrict
from tests.browser.test_main_job import database


@pytest.fixture(scope="module")
def signed_in(
    playwright: Playwright, lasting: Running, lasting_district: SmallDistrict, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Page]:
    with phone(playwright, tmp_path_factory.mktemp("door") / "phone") as context:
        inspecting.sign_in(context.pages[0], lasting.url, lasting_district.inspector)
        yield context.pages[0]


@pytest.fixture
def page(signed_in: Page, lasting: Running) -> Iterator[Page]:
    """The app begun anew, for tests after which the phone holds what it held before."""
    signed_in.goto("about:blank")
    signed_in.goto(f"{lasting.url}/app/")
    expect(signed_in.get_by_text(ENTERPRISE).first).to_be_visible()
    yield signed_in
    signed_in.context.set_offline(False)


@pytest.fixture
def own_page(playwright: Playwright, running: Running, district: SmallDistrict, tmp_path: Path) -> Iterator[Page]:
    with phone(playwright, tmp_path / "phone") as context:
        inspecting.sign_in(context.pages[0], running.url, district.inspector)
        yield context.pages[0]


def type_code(page: Page, code: str) -> None:
    page.goto(re.sub(r"#.*", "", page.url) + "#/scan/typed")
    page.get_by_label("营业执照上的统一社会信用代码（18位）").fill(code)
    page.keyboard.press("Enter")


def choose_photo(page: Page, photo: bytes) -> None:
    page.goto(re.sub(r"#.*", "", page.url) + "#/scan")
    file = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo}
    page.locator("input[type=file]:not([capture])").set_input_files(files=[file])


def a_licence(payload: str) -> bytes:
    kept = io.BytesIO()
    licence_photo(ENTERPRISE, CREDIT_CODE, payload).save(kept, "JPEG")
    return kept.getvalue()


def test_a_typed_code_is_looked_up_with_the_enter_key_and_says_what_the_phone_knows(page: Page):
    for code, sentence in [
        (CREDIT_CODE.lower(), "可以检查：本次联合检查，2 个单位，2 项"),
        (LATER_CODE, re.compile("您的检查在.*，不是今天")),
        (QUIET_CODE, re.compile("静默期至")),
        (FREE_CODE, "今日无您的检查计划"),
    ]:
        type_code(page, code)
        expect(page.get_by_text(sentence)).to_be_visible()


def test_without_signal_the_phone_says_what_it_could_not_verify(page: Page):
    page.context.set_offline(True)

    type_code(page, FREE_CODE)

    expect(page.get_by_text("今日无您的检查计划")).to_be_visible()
    expect(page.get_by_text("现在没有信号，只核对了本机上您的任务")).to_be_visible()
    type_code(page, LATER_CODE)
    expect(page.get_by_text(re.compile("您的检查在.*，不是今天"))).to_be_visible()
    expect(page.get_by_role("link", name="按原计划入企")).to_be_visible()


def test_whose_session_has_ended_is_told_so_and_not_that_there_is_no_signal(own_page: Page):
    own_page.context.clear_cookies()

    type_code(own_page, FREE_CODE)

    expect(own_page.get_by_text("登录已过期，只核对了本机上您的任务")).to_be_visible()


@pytest.mark.parametrize("signal", [True, False])
def test_codes_in_photos_are_read_with_and_without_signal(
    page: Page, lasting_district: SmallDistrict, lasting: Running, signal: bool
):
    page.context.set_offline(not signal)
    for payload, sentence in [
        (lasting_district.licence, "可以检查：本次联合检查，2 个单位，2 项"),
        (f"{lasting.url}/e/{lasting_district.door_token}", "可以检查：本次联合检查，2 个单位，2 项"),
        (
            "https://sh.gsxt.gov.cn/%7BC6E2AB1E5F0E4D1C9A7B3D5F-1700000000000%7D",
            "这是营业执照上的码，但码里没有信用代码",
        ),
        ("https://qr.alipay.com/fkx1234567890", "这不是营业执照或门牌上的码"),
    ]:
        choose_photo(page, a_licence(payload))
        expect(page.get_by_text(sentence)).to_be_visible()


def test_a_photo_the_phone_cannot_open_is_read_by_the_server(page: Page):
    page.evaluate("() => { window.createImageBitmap = () => Promise.reject(new Error('format')) }")
    photo = a_licence(f"http://www.gsxt.gov.cn/index.html?uniscid={CREDIT_CODE}")

    choose_photo(page, photo)

    expect(page.get_by_text("可以检查：本次联合检查，2 个单位，2 项")).to_be_visible()
    page.context.set_offline(True)
    choose_photo(page, photo)
    expect(page.get_by_text("照片里没有读出二维码；有网络时可由服务器再试，或手动输入。")).to_be_visible()


def test_an_entry_without_a_plan_arrives_with_its_cause_and_is_noticed(own_page: Page, district: SmallDistrict):
    page, context = own_page, own_page.context
    context.set_offline(True)
    type_code(page, FREE_CODE)
    page.get_by_role("button", name="计划外入企登记").click()
    page.get_by_label("投诉举报").check()
    page.get_by_label("理由（谁部署、什么线索、文号等）").fill("12345热线转办，编号7788")
    page.get_by_role("button", name="入企", exact=True).dblclick()
    page.get_by_label("消防安全检查").check()
    inspecting.answer(page, "fire-exit", 1, "合格")
    context.set_offline(False)
    page.goto(re.sub(r"#.*", "", page.url) + "#/waiting")
    page.evaluate("() => dispatchEvent(new Event('online'))")

    expect(page.get_by_role("heading", name="全部已上传")).to_be_visible()

    with database(district):
        noticed = db.session.scalars(db.select(IrregularityRow)).all()
        assert "no_plan" in {each.kind for each in noticed}
        assert len({each.visit_id for each in noticed}) == 1


def test_without_a_camera_the_other_ways_stay_open(page: Page):
    for error, sentence in [("NotAllowedError", "没有相机权限"), ("NotFoundError", "这台设备没有相机")]:
        page.evaluate(
            "name => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', name)) }", error
        )
        page.goto(re.sub(r"#.*", "", page.url) + "#/scan")
        expect(page.get_by_text(sentence)).to_be_visible()
        page.get_by_role("link", name="手动输入").click()
        expect(page.get_by_role("heading", name="输入信用代码")).to_be_visible()
