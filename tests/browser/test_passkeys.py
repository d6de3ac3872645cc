"""Signing up from an invitation and in again, with a virtual passkey in the browser."""

import re
from pathlib import Path

from playwright.sync_api import BrowserContext, Playwright, expect

from server.accounts import commands
from server.app import create_app
from tests.browser.running import Running, phone
from tests.browser.small_district import SmallDistrict


def an_invitation(district: SmallDistrict) -> str:
    app = create_app(district.settings)
    with app.app_context():
        return commands.invite_manager(district.enterprise_id, "林经理", None)


def a_virtual_passkey(context: BrowserContext, *, verifies: bool = True):
    """An authenticator inside the browser, as on a phone; returns its DevTools session and id."""
    session = context.new_cdp_session(context.pages[0])
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": verifies, "automaticPresenceSimulation": True,
    }  # fmt: skip
    added = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, added["authenticatorId"]


def test_a_manager_signs_up_by_invitation_and_in_again_by_passkey(
    playwright: Playwright, district: SmallDistrict, running: Running, tmp_path: Path
):
    token = an_invitation(district)

    with phone(playwright, tmp_path / "profile") as context:
        page = context.pages[0]
        a_virtual_passkey(context)
        page.goto(f"{running.url}/invitation/{token}")
        page.get_by_role("button", name="创建通行密钥并登录").click()
        expect(page).to_have_url(re.compile("/e/"))
        page.goto(f"{running.url}/account")
        expect(page.get_by_role("heading", name="林经理")).to_be_visible()

        page.get_by_role("button", name="退出登录").click()
        page.goto(f"{running.url}/sign-in")
        page.get_by_role("button", name="用通行密钥登录").click()

        expect(page).to_have_url(re.compile("/e/"))
        assert page.request.get(f"{running.url}/api/me").json()["account"]["name"] == "林经理"


def test_an_invitation_works_once(playwright: Playwright, district: SmallDistrict, running: Running, tmp_path: Path):
    token = an_invitation(district)

    with phone(playwright, tmp_path / "profile") as context:
        page = context.pages[0]
        a_virtual_passkey(context)
        page.goto(f"{running.url}/invitation/{token}")
        page.get_by_role("button", name="创建通行密钥并登录").click()
        expect(page).to_have_url(re.compile("/e/"))

        page.goto(f"{running.url}/invitation/{token}")

        expect(page.get_by_text("邀请已使用或已过期")).to_be_visible()


def test_nobody_signs_in_with_a_passkey_that_did_not_verify_its_owner(
    playwright: Playwright, district: SmallDistrict, running: Running, tmp_path: Path
):
    token = an_invitation(district)

    with phone(playwright, tmp_path / "profile") as context:
        page = context.pages[0]
        session, authenticator = a_virtual_passkey(context)
        page.goto(f"{running.url}/invitation/{token}")
        page.get_by_role("button", name="创建通行密钥并登录").click()
        expect(page).to_have_url(re.compile("/e/"))
        page.request.post(f"{running.url}/api/sign-out", headers={"Origin": running.url})
        session.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})

        page.goto(f"{running.url}/sign-in")
        page.get_by_role("button", name="用通行密钥登录").click()

        expect(page.get_by_text("没有完成验证")).to_be_visible()
        assert page.request.get(f"{running.url}/api/me").status == 401
