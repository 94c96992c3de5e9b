"""A whole week on the pages: computed again before one's eyes, and from its first plan to its edition without script.

The tiny world: its week is worth 8953, and without Hu at the clinic 8289 (`tests/service/test_decisions.py`).
"""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.site import Site
from tests.service.serving import WEEK

Visit = Callable[..., Page]

BOARD = f"/?week={WEEK}"

WATCH = """new MutationObserver(() => {
  const text = document.querySelector("live-run [data-part=phase]")?.textContent.trim();
  const seen = JSON.parse(sessionStorage.getItem("phases") ?? "[]");
  if (text && seen.at(-1) !== text) sessionStorage.setItem("phases", JSON.stringify([...seen, text]));
}).observe(document, { childList: true, subtree: true, characterData: true });"""
"""Notes each phase as it is shown, from page to page: a solve of this size is over in a moment."""


def reject_hu(site: Site) -> None:
    order = {"need": "need:clinic", "action": "reject", "offer": "offer:hu-helps"}
    site.client.post(f"/api/weeks/{WEEK}/decisions", json=order).raise_for_status()


def test_a_week_is_computed_again_with_its_progress_shown_to_the_end(page: Page, waiting: Site) -> None:
    waiting.solve()
    reject_hu(waiting)
    before = waiting.client.get(f"/api/weeks/{WEEK}").json()
    page.add_init_script(WATCH)
    page.goto(f"{waiting.address}{BOARD}")
    page.get_by_role("button", name="重新计算").click()
    expect(page.get_by_role("link", name="变化 4 件")).to_be_visible(timeout=60_000)
    expect(page.locator("live-run")).to_have_count(0)
    phases = page.evaluate("JSON.parse(sessionStorage.getItem('phases'))")
    assert phases, "nothing was shown while it was computed"
    after = waiting.client.get(f"/api/weeks/{WEEK}").json()
    assert (before["value"], after["value"], after["status"]) == (8953, 8289, "optimal")
    assert before["run"] != after["run"]


def test_a_week_goes_from_its_first_plan_to_its_edition_without_script(visitor: Visit, waiting: Site) -> None:
    page = visitor(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page.goto(f"{waiting.address}{BOARD}")
    page.get_by_role("button", name="计算本周方案").click()
    _until_computed(page, waiting)
    page.locator("#need-meals h3 a").click()
    page.get_by_role("link", name="接受").click()
    page.get_by_role("button", name="确认接受").click()
    expect(page.get_by_role("status")).to_contain_text("已完成")
    page.goto(f"{waiting.address}{BOARD}")
    page.get_by_role("button", name="重新计算").click()
    _until_computed(page, waiting)
    page.goto(f"{waiting.address}/weeks/{WEEK}/publish")
    page.get_by_role("button", name="发布本周方案").click()
    expect(page.locator(".steps")).to_contain_text("第 1 版已由 演示账号 于")
    page.goto(f"{waiting.address}/weeks/{WEEK}/sheets")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    (edition,) = waiting.client.get(f"/api/weeks/{WEEK}/editions").json()["items"]
    assert edition["number"] == 1


def _until_computed(page: Page, site: Site) -> None:
    """Look how far it is, as often as it takes: without script a page does not move by itself."""
    while page.get_by_role("link", name="查看进度").count():
        page.get_by_role("link", name="查看进度").click()
    expect(page.locator(".proof")).to_contain_text("已证明最优")
