"""F17: a new version of the app arrives while items wait and an older page stands open and keeps hold of the store."""

from typing import Any

from playwright.sync_api import Error, Page

from fault.accounts import Account
from fault.run import Run, fault
from fault.scene import Scene, held_against, signed_in
from tests.browser import inspecting
from tests.browser.test_nothing_is_lost import check_in_without_a_code, upload

MOST_MILLISECONDS = 2_000
PATIENCE = 10_000
# An old page that hangs: its connection does not give way to a newer version of the store.
HOLD = """async () => {
  const name = (await indexedDB.databases()).map(each => each.name)
    .find(each => each.startsWith('mashang-') && each !== 'mashang-shell')
  window.held = await new Promise(done => { indexedDB.open(name).onsuccess = event => done(event.target.result) })
}"""
# The next load is of a version whose store is newer by one; it notes when, after the load began, it told why it waits.
NEWER_STORE = """
  const open = IDBFactory.prototype.open
  IDBFactory.prototype.open = function (name, version) {
    const newer = version && name !== 'mashang-shell'
    return newer ? open.call(this, name, version + 1) : open.apply(this, arguments)
  }
  new MutationObserver(() => {
    if (document.body?.innerText.includes('还开着旧版本')) window.toldAfter ??= performance.now()
  }).observe(document, {childList: true, subtree: true, characterData: true})
"""
DEAF = """
  const listen = EventTarget.prototype.addEventListener
  IDBOpenDBRequest.prototype.addEventListener = function (kind, ...rest) {
    if (kind !== 'blocked') listen.call(this, kind, ...rest)
  }
"""


@fault("F17", "a new version with items waiting and an old page open",
       broken=("loses_the_last", "phone_deaf_to_the_old_page"), short=False, databases=("sqlite",))  # fmt: skip
def updated(run: Run) -> Account:
    with signed_in(run) as scene:
        other = _three_answers_and_another_page(scene)
        loads = _update(scene)
        told = _kept_waiting(scene, other, DEAF if run.broken == "phone_deaf_to_the_old_page" else "")
        kept = scene.kept()
        upload(scene.page, scene.context)
        account = held_against(scene, kept)
    account.must_be_none["loaded again and again"] = int(loads > 2)
    account.must_be_none["not told in time of the old page"] = int(told is None or told > MOST_MILLISECONDS)
    account.notes |= {"loads": loads, "told of the old page after ms": told and round(told)}
    return account


def _three_answers_and_another_page(scene: Scene) -> Page:
    scene.context.set_offline(True)
    check_in_without_a_code(scene.page, scene.district)
    for number in (1, 2, 3):
        inspecting.answer(scene.page, "fire-exit", number, "合格")
    other = scene.context.new_page()
    other.goto(scene.page.url)
    other.locator("#line-fire-exit-1").wait_for()
    return other


def _update(scene: Scene) -> int:
    """Takes the new version with a tap; how often the page was loaded by that."""
    scene.page.goto(f"{scene.server.url}/app/#/me")
    scene.server.kill()
    scene.server.broken = "+".join(filter(None, (scene.server.broken, "serves_a_newer_build")))
    scene.server.start()
    scene.context.set_offline(False)
    scene.page.evaluate("() => navigator.serviceWorker.ready.then(registration => registration.update())")
    loads = scene.loads
    scene.page.get_by_role("button", name="更新").click()
    scene.page.wait_for_timeout(5_000)
    return scene.loads - loads


def _kept_waiting(scene: Scene, other: Page, script: str) -> float | None:
    """After how many milliseconds a page of a still newer version tells what it waits for, until the old one goes."""
    other.evaluate(HOLD)
    scene.context.add_init_script(NEWER_STORE + script)
    scene.page.reload()
    told: Any = None
    try:
        told = scene.page.wait_for_function("() => window.toldAfter", timeout=PATIENCE).json_value()
    except Error as problem:
        print(str(problem).splitlines()[0])
    other.close()
    return None if told is None else float(told)
