"""The main job, whole: from an inspector without signal to the supervisor who reads what the enterprise thought."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Playwright, expect

from server.app import create_app
from server.db import db
from server.evidence.tables import BlobRow
from server.trail.tables import TrailEntryRow
from tests.browser import inspecting
from tests.browser.camera import film, licence_photo
from tests.browser.running import DESK, Running, phone
from tests.browser.small_district import CREDIT_CODE, ENTERPRISE, PASSWORD, SmallDistrict

FOUND = ["二楼东侧安全出口上锁，钥匙不在现场", "后厨灭火器压力不足，共两具"]


def test_the_main_job_from_the_door_to_the_supervisors_desk(
    playwright: Playwright, district: SmallDistrict, running: Running, tmp_path: Path
):
    photos = [inspecting.a_photo((200, 60, 60)), inspecting.a_photo((60, 60, 200))]
    licence = film(licence_photo(ENTERPRISE, CREDIT_CODE, district.licence), tmp_path / "licence.y4m")

    with phone(playwright, tmp_path / "phone", film=licence) as context:
        inspect_without_signal(context, running, district, photos)
    with phone(playwright, tmp_path / "phone", film=licence) as context:
        kept = come_back_into_signal(context, running)

    assert_all_on_the_server(district, kept, photos)
    with someone(playwright, tmp_path / "manager", running, district.manager) as context:
        the_manager_sees_and_rates(context, running, district)
    with someone(playwright, tmp_path / "supervisor", running, district.supervisor, viewport=DESK) as context:
        the_supervisor_reads(context, running)


def inspect_without_signal(
    context: BrowserContext, running: Running, district: SmallDistrict, photos: list[bytes]
) -> None:
    page = context.pages[0]
    inspecting.sign_in(page, running.url, district.inspector)
    context.set_offline(True)
    page.reload()
    inspecting.check_in_by_scanning(page, "李海涛")
    for number, (text, photo) in enumerate(zip(FOUND, photos, strict=True), start=1):
        inspecting.record_finding(page, "fire-exit", number, text, photo)
    inspecting.answer(page, "fire-exit", 3, "合格")
    inspecting.sign_and_close(page, "夏经理")
    expect(page.get_by_text("存在本机，有网络时自动上传")).to_be_visible()


def come_back_into_signal(context: BrowserContext, running: Running) -> dict:
    """After the browser was closed and opened again, still without signal: all is there; then it goes up."""
    page = context.pages[0]
    context.set_offline(True)
    page.goto(f"{running.url}/app/#/waiting")
    expect(page.get_by_role("heading", name="条待上传")).to_be_visible()
    kept = page.evaluate(inspecting.KEPT)
    context.set_offline(False)
    page.evaluate("() => dispatchEvent(new Event('online'))")
    expect(page.get_by_role("heading", name="全部已上传")).to_be_visible(timeout=60_000)
    return kept


def assert_all_on_the_server(district: SmallDistrict, kept: dict, photos: list[bytes]) -> None:
    digests = {hashlib.sha256(photo).hexdigest() for photo in photos}
    assert digests < set(kept["photos"])
    assert all(name == digest for name, digest in kept["photos"].items())
    with database(district):
        entries = db.session.scalars(
            db.select(TrailEntryRow).where(TrailEntryRow.device_id.is_not(None)).order_by(TrailEntryRow.dseq)
        ).all()
        assert [each.body.decode() for each in entries] == kept["texts"]
        assert {each.status for each in entries} == {"applied"}
        blobs = db.session.scalars(db.select(BlobRow)).all()
        assert {each.sha256 for each in blobs if each.stored_at} == set(kept["photos"])
    for sha256 in kept["photos"]:
        stored = district.settings.photos / sha256[:2] / sha256
        assert hashlib.sha256(stored.read_bytes()).hexdigest() == sha256


def the_manager_sees_and_rates(context: BrowserContext, running: Running, district: SmallDistrict) -> None:
    page = context.pages[0]
    page.goto(f"{running.url}/e/{district.door_token}")
    expect(page.get_by_text("消防救援大队").first).to_be_visible()
    page.locator("section:has-text('以往检查') h3 a").first.click()
    for text in FOUND:
        expect(page.get_by_text(text)).to_be_visible()
    page.get_by_role("link", name="评价").first.click()
    page.get_by_role("group", name="您对检查过程满意吗？").get_by_label("4 满意").check()
    page.get_by_role("group", name="您对检查结果满意吗？").get_by_label("3 一般").check()
    page.get_by_label("关于检查过程，您想说的（可不填）").fill("态度很好，讲得清楚")
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_role("heading").first).to_have_text("评价已送达司法局")


def the_supervisor_reads(context: BrowserContext, running: Running) -> None:
    page = context.pages[0]
    page.goto(f"{running.url}/desk/ratings")
    expect(page.get_by_text("态度很好，讲得清楚")).to_be_visible()
    expect(page.get_by_text(ENTERPRISE).first).to_be_visible()


@contextmanager
def someone(playwright: Playwright, profile: Path, running: Running, name: str, **options) -> Iterator[BrowserContext]:
    """A browser in which this person has signed in on the sign-in page."""
    with phone(playwright, profile, **options) as context:
        page = context.pages[0]
        page.goto(f"{running.url}/sign-in")
        page.get_by_label("登录名").fill(name)
        page.get_by_label("密码", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="登录", exact=True).click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        yield context


@contextmanager
def database(district: SmallDistrict) -> Iterator[None]:
    with create_app(district.settings).app_context():
        yield
        db.session.remove()
        db.engine.dispose()
