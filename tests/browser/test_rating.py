"""A manager rates without a script on an old phone; whoever wants to know it from the agency's side finds nothing."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from server import clock, trail
from server.db import db, transaction
from server.feedback.asking import ask_again
from server.feedback.tables import RatingRow
from server.planning.tables import VisitRow
from server.statistics import keeping
from server.vocabulary import VisitState
from tests.browser.running import DESK, Running
from tests.browser.small_district import SmallDistrict
from tests.browser.test_main_job import database, someone

OF_THE_OFFICER = ("/desk/", "/desk/mirror", "/desk/plans", "/district", "/district/satisfaction.json")


@pytest.fixture
def ended(district: SmallDistrict) -> SmallDistrict:
    """The visit ended three hours ago, and the link to rate has come again."""
    with database(district):
        with clock.at(clock.now() - timedelta(hours=3)), transaction():
            visit = db.session.get_one(VisitRow, district.visit_id)
            visit.state, visit.started_at, visit.completed_at = VisitState.COMPLETED, clock.now(), clock.now()
            trail.append("visit.completed", "visit", visit.id, {})
        ask_again()
        keeping.catch_up()  # what the officer reads of this visit has been counted before anybody rates
    return district


@pytest.fixture
def officer(playwright: Playwright, tmp_path: Path, running: Running, ended: SmallDistrict) -> Iterator[BrowserContext]:
    with someone(playwright, tmp_path / "officer", running, ended.officer, viewport=DESK) as context:
        yield context


def test_an_officer_s_pages_are_the_same_before_and_after_an_old_phone_rated(
    playwright: Playwright, tmp_path: Path, ended: SmallDistrict, running: Running, officer: BrowserContext
):
    door = f"{running.url}/e/{ended.door_token}"
    places = [*(running.url + each for each in OF_THE_OFFICER), door, f"{door}/visits/{ended.visit_id}/rating"]
    before = [read(officer.pages[0], place) for place in places]

    with someone(playwright, tmp_path / "xia", running, ended.manager, java_script_enabled=False) as manager:
        rate(manager.pages[0], door)
        asked_back(manager.pages[0], door)

    assert [read(officer.pages[0], place) for place in places] == before
    with database(ended):
        row = db.session.query(RatingRow).one()
        assert (row.process, row.result, row.tags) == (2, 3, ["asked_for_anything"])


def test_on_the_inspecting_officer_s_own_browser_nobody_rates(
    ended: SmallDistrict, running: Running, officer: BrowserContext
):
    page = officer.pages[0]
    page.get_by_role("button", name="退出登录").click()
    page.goto(f"{running.url}/sign-in")
    page.get_by_label("登录名").fill(ended.manager)
    page.get_by_label("密码", exact=True).fill("a long enough password")
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(lambda url: "/sign-in" not in url)

    page.goto(f"{running.url}/e/{ended.door_token}/visits/{ended.visit_id}/rating")

    expect(page.get_by_text("请换您自己的手机或电脑登录后评价")).to_be_visible()
    with database(ended):
        assert db.session.query(RatingRow).count() == 0


def rate(page: Page, door: str) -> None:
    """From the link that came again, with big numbers to press and no script."""
    page.goto(door)
    expect(page.get_by_role("heading", name="检查人员已离开，现在评价更方便")).to_be_visible()
    page.get_by_role("button", name="去评价").click()
    page.get_by_role("group", name="您对检查过程满意吗？").get_by_label("2 不满意").check()
    page.get_by_role("group", name="您对检查结果满意吗？").get_by_label("3 一般").check()
    page.get_by_label("索要过财物或好处").check()
    for choice in page.locator(".steps label, .ticks label").all():
        box = choice.bounding_box()
        assert box and box["height"] >= 48, box
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_role("heading").first).to_have_text("评价已送达司法局")


def asked_back(page: Page, door: str) -> None:
    """Whoever takes the phone from his hand and goes back finds a blank form."""
    page.get_by_role("link", name="重新评价").click()
    assert page.locator("input:checked").count() == 0
    assert [each.input_value() for each in page.locator("textarea").all()] == ["", ""]
    page.goto(door)
    expect(page.get_by_role("link", name="评价这次检查")).to_be_visible()


def read(page: Page, place: str) -> str:
    answer = page.goto(place)
    assert answer is not None
    return json.dumps([answer.status, answer.text()])
