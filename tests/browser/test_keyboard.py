"""Nothing but a keyboard: from a page's address on, Tab, Enter and arrows lead to a decision and into the graph."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.site import Site
from tests.service.serving import WEEK

expect.set_options(timeout=20_000)  # the first question of a service loads the solver

FAR = 400
"""Tabs after which what cannot be reached is given up."""


def tab_to(page: Page, place: Locator) -> None:
    """Press Tab until this has the focus."""
    for _ in range(FAR):
        page.keyboard.press("Tab")
        if place.evaluate("it => it === document.activeElement"):
            return
    raise AssertionError(f"{place}: the keyboard does not lead there")


def focused(page: Page) -> str:
    """The id of the thing in the picture that has the focus."""
    return str(page.evaluate("document.activeElement.dataset.id"))


def test_from_the_board_to_a_decision_and_to_its_undoing(page: Page, waiting: Site) -> None:
    waiting.solve()
    page.goto(f"{waiting.address}/?week={WEEK}")
    tab_to(page, page.locator("#need-meals h3 a"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("做饭")
    tab_to(page, page.get_by_role("link", name="接受"))
    page.keyboard.press("Enter")
    confirm = page.get_by_role("button", name="确认接受")
    expect(confirm).to_be_visible()
    tab_to(page, confirm)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("已完成")
    tab_to(page, page.get_by_role("link", name="撤销").first)
    page.keyboard.press("Enter")
    back = page.get_by_role("button", name="确认撤销")
    expect(back).to_be_visible()
    tab_to(page, back)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("已撤销")
    (taken,) = waiting.client.get(f"/api/weeks/{WEEK}/decisions").json()["items"]
    assert (taken["need"], taken["action"], bool(taken["undone"])) == ("need:meals", "accept", True)


def test_from_a_search_into_the_graph_and_on_from_thing_to_thing(page: Page, solved: Site) -> None:
    page.goto(f"{solved.address}/graph")
    search = page.get_by_role("searchbox").first
    tab_to(page, search)
    page.keyboard.type("柳塘")
    page.keyboard.press("Enter")
    found = page.get_by_role("link", name=re.compile("柳塘社区")).first
    expect(found).to_be_visible()
    tab_to(page, found)
    page.keyboard.press("Enter")
    expect(page.locator("graph-sheet")).to_have_attribute("data-ready", "")
    tab_to(page, page.locator(".node[data-id='community:willow']"))
    seen = set()
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp") * 2:
        page.keyboard.press(key)
        seen.add(focused(page))
    assert len(seen) > 2
    tab_to(page, page.locator(".node[data-id='town:qinghe']"))
    page.keyboard.press("Enter")
    expect(page.locator(".node[data-id='community:oldlane']")).to_be_attached()
    assert focused(page) == "town:qinghe"
