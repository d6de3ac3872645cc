"""Takes the README's picture from the running demo: `python -m docs.pictures.take`."""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import BrowserContext, sync_playwright

from tests.browser.running import phone, served

HERE = Path(__file__).parent
INSPECTOR, MANAGER, PASSWORD = "inspector", "manager", "mashang-demo"
GAP, GROUND = 24, (226, 229, 227)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        command = [
            sys.executable,
            "-m",
            "server.cli",
            "demo",
            "--data",
            str(data),
            "--enterprises",
            "200",
            "--build-only",
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        with served(data) as running, sync_playwright() as playwright:
            with phone(playwright, Path(folder) / "inspector") as context:
                shots = inspectors_screens(context, running.url)
            with phone(playwright, Path(folder) / "manager") as context:
                shots.append(enterprises_page(context, running.url))
        beside(shots).save(HERE / "main-job.png", optimize=True)


def inspectors_screens(context: BrowserContext, url: str) -> list[Image.Image]:
    page = context.pages[0]
    page.goto(f"{url}/app/")
    page.get_by_label("姓名或账号").fill(INSPECTOR)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.locator("a.card-link").first.wait_for()
    page.get_by_role("button", name="以后再说").click()
    shots = [shot(page)]
    code = page.evaluate("() => document.querySelector('a.card-link').hash.split('/')[2]")
    page.goto(f"{url}/app/#/visit/{code}")
    credit_code = page.locator(".visit-who .code").inner_text()
    page.goto(f"{url}/app/#/scan/typed")
    page.get_by_role("textbox").fill(credit_code)
    page.get_by_role("button", name="查找").click()
    page.get_by_role("button", name="入企登记").wait_for()
    shots.append(shot(page))
    page.get_by_role("button", name="入企登记").click()
    page.locator("input[role=switch]").nth(1).check()
    page.get_by_role("button", name="入企", exact=True).click()
    page.get_by_text("合格", exact=True).first.click()
    page.get_by_text("不合格", exact=True).nth(1).click()
    page.get_by_label("发现什么问题").fill("二楼东侧安全出口上锁，钥匙不在现场")
    page.wait_for_timeout(500)
    page.evaluate("() => scrollTo(0, 0)")
    shots.append(shot(page))
    page.wait_for_timeout(2500)
    return shots


def enterprises_page(context: BrowserContext, url: str) -> Image.Image:
    page = context.pages[0]
    page.request.post(f"{url}/api/sign-in", data={"name": MANAGER, "password": PASSWORD}, headers={"Origin": url})
    page.goto(f"{url}/e/")
    page.get_by_text("正在接受检查").wait_for()
    return shot(page)


def shot(page) -> Image.Image:
    page.wait_for_timeout(400)
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        page.screenshot(path=file.name)
        return Image.open(file.name).convert("RGB")


def beside(shots: list[Image.Image]) -> Image.Image:
    width = GAP + sum(each.width + GAP for each in shots)
    picture = Image.new("RGB", (width, shots[0].height + 2 * GAP), GROUND)
    at = GAP
    for each in shots:
        picture.paste(each, (at, GAP))
        at += each.width + GAP
    return picture.quantize(128)


if __name__ == "__main__":
    main()
