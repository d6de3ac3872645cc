"""No page makes a script or markup of text: the browser refuses it, and every browser test ends if one tries."""

from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.browser.running import DESK, Running, phone
from tests.browser.small_district import ENTERPRISE
from tests.browser.test_desks import enter


def test_parts_of_a_desk_page_are_replaced_under_the_policy_and_text_is_never_made_markup(
    playwright: Playwright, lasting: Running, tmp_path: Path
):
    with (
        pytest.raises(AssertionError, match="security policy"),
        phone(playwright, tmp_path / "desk", viewport=DESK) as context,
    ):
        page = context.pages[0]
        enter(page, lasting, "officer")
        page.goto(f"{lasting.url}/desk/plans/new")
        page.get_by_role("searchbox").press_sequentially(ENTERPRISE[:6])
        expect(page.get_by_role("link", name=ENTERPRISE)).to_be_visible()
        refused = page.evaluate("() => { try { document.body.innerHTML = '<i>' } catch (error) { return error.name } }")
        assert refused == "TypeError"
