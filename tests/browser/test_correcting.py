"""A correction is written and photographed without signal; it arrives whole, once, and goes on where it broke off."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, Route, expect

from server.db import db, transaction
from server.planning.tables import VisitRow
from server.visits.correction_tables import CorrectionRow
from server.vocabulary import Outcome, VisitState
from tests.browser import inspecting
from tests.browser.running import Running, phone
from tests.browser.small_district import SmallDistrict
from tests.browser.test_accessibility import assert_open_to_all, become
from tests.browser.test_main_job import database
from tests.feedback.visits import close, find

WORDS = "货架已移走，通道已清空。"


@pytest.fixture
def page_of_finding(district: SmallDistrict, running: Running) -> str:
    """A visit of today that ended with something to correct."""
    with database(district):
        with transaction():
            visit = db.session.get_one(VisitRow, district.visit_id)
            visit.state, visit.started_at, visit.completed_at = VisitState.COMPLETED, visit.made_at, visit.made_at
        finding = find(visit).id
        close(visit, Outcome.CORRECTION_ORDERED)
        return f"/e/{district.door_token}/visits/{visit.id}/findings/{finding}"


@pytest.fixture
def manager(playwright: Playwright, tmp_path: Path, running: Running, district: SmallDistrict) -> Iterator[Page]:
    with phone(playwright, tmp_path / "manager") as context:
        become(context.pages[0], running, district.manager)
        yield context.pages[0]


def photograph(page: Page, colour: int) -> None:
    """As a camera does it: one at a time."""
    photo = inspecting.a_photo((colour, 90, 120))
    page.locator("input[type=file]").set_input_files(
        {"name": f"{colour}.jpg", "mimeType": "image/jpeg", "buffer": photo}
    )


def begin(page: Page, address: str) -> None:
    """What was begun is there again; words that are refused come back with the photo."""
    page.goto(address)
    words = page.get_by_label("怎样整改的")
    words.evaluate("field => field.removeAttribute('maxlength')")
    words.fill("太长" * 2000)
    photograph(page, 10)
    expect(page.locator("[data-chosen] img")).to_have_count(1)
    page.reload()
    expect(page.locator("[data-chosen] img")).to_have_count(1)
    page.get_by_role("button", name="上报整改").click()
    expect(page.get_by_text("2000字以内")).to_be_visible()
    expect(page.get_by_role("img", name="10.jpg")).to_be_visible()


def break_off_once(context: BrowserContext, asked: list[str]) -> None:
    """The second piece never leaves the phone."""

    def pieces(route: Route) -> None:
        asked.append(route.request.url.partition("?")[2])
        if len(asked) == 2:
            route.abort()
        else:
            route.continue_()

    context.route("**/photos/*?at=*", pieces)


def test_a_correction_made_without_signal_arrives_later_whole_and_once(
    manager: Page, running: Running, district: SmallDistrict, page_of_finding: str
):
    context, asked = manager.context, list[str]()
    begin(manager, running.url + page_of_finding)
    context.set_offline(True)
    photograph(manager, 200)
    expect(manager.locator("[data-chosen] img")).to_have_count(2)
    manager.get_by_label("怎样整改的").fill(WORDS)
    assert_open_to_all(manager, "correction")

    manager.get_by_role("button", name="上报整改").click()

    expect(manager.get_by_text("整改：照片已送达0/2张")).to_be_visible()
    expect(manager.get_by_text("已存在本机，有信号时自动接着送")).to_be_visible()
    expect(manager.get_by_role("button", name="先不送，继续修改")).to_be_visible()
    page = context.new_page()
    manager.close()
    break_off_once(context, asked)
    context.set_offline(False)
    page.goto(f"{running.url}/e/{district.door_token}")
    expect(page.get_by_text("暂时送不出去")).to_be_visible()
    page.get_by_role("link", name="整改：照片已送达0/2张").click()
    expect(page.get_by_role("img", name="整改照片2")).to_be_visible()
    expect(page.locator("[data-kept]")).to_be_hidden()

    size = asked[0].partition("of=")[2]
    assert asked[:3] == [f"at=0&of={size}", f"at=262144&of={size}", f"at=262144&of={size}"]
    with database(district):
        [row] = db.session.query(CorrectionRow).all()
        assert (row.text, row.photos_told, len(row.photos)) == (WORDS, 2, 2)
