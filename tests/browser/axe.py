"""axe-core's judgement of a page: what a screen reader's or a keyboard's user would stumble over."""

from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Page

SCRIPT = Path(__file__).parents[2] / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"type": "tag", "values": TAGS}
COLOURS = {"type": "rule", "values": ["color-contrast"]}  # all that can differ between light and dark


def violations(page: Page, only: Mapping[str, object] = EVERYTHING) -> list[str]:
    """Each violation as `rule: where`; empty when axe finds nothing."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(SCRIPT.read_text())
    found = page.evaluate("only => axe.run(document, {runOnly: only, resultTypes: ['violations']})", only)
    return [
        f"{each['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]
