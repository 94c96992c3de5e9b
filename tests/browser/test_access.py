"""Everybody can read every page: axe finds nothing at A and AA, nothing runs off a phone, the keyboard is enough."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from graph.model import Role
from tests.browser.conftest import Faults
from tests.browser.site import Site
from tests.service.serving import WEEK

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESKTOP, PHONE = (1280, 900), (360, 780)
THEIRS = "#reference"
"""Swagger UI's own markup, which we ship unchanged."""

PAGES = {
    "week": f"/?week={WEEK}",
    "unserved": f"/?week={WEEK}&status=unserved",
    "nothing found": f"/?week={WEEK}&home=ecology&status=served&page=99",
    "another week": "/?week=2026-W20",
    "reference": "/docs?",
    "error": "/nowhere?",
}
OTHERS: tuple[tuple[Role | None, str], ...] = (
    (None, "/?"),
    (None, "/sign-in?next=/docs"),
    ("planner", f"/?week={WEEK}"),
    ("sponsor", "/?"),
    ("admin", "/?"),
)
"""What others than the coordinator have to begin with."""


def variants(page: Page) -> list[str]:
    """The page in each theme and width, and what is wrong with it there."""
    wrong: list[str] = []
    for width, height in (DESKTOP, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            wrong += [f"{scheme} {width}: {problem}" for problem in problems(page)]
    return wrong


def problems(page: Page) -> list[str]:
    options = {"runOnly": {"type": "tag", "values": LEVELS}}
    found = Axe().run(page, {"exclude": [[THEIRS]]}, options).response["violations"]
    said = [f"{each['id']}: {node['target']} {node['failureSummary']}" for each in found for node in each["nodes"]]
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return said + ([f"runs {over} px off the side"] if over > 0 else [])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_is_accessible_in_each_language_theme_and_width(
    page: Page, faults: Faults, solved: Site, name: str, language: str
) -> None:
    faults.expected.append("404 (Not Found)" if name == "error" else "nothing else")
    page.goto(f"{solved.address}{PAGES[name]}&lang={language}")
    if name == "reference":
        expect(page.locator("#reference .opblock").first).to_be_visible()
    assert variants(page) == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("role", "path"), OTHERS)
def test_the_first_page_of_each_role_is_accessible(
    visitor: Callable[..., Page], solved: Site, role: Role | None, path: str, language: str
) -> None:
    page = visitor(role)
    page.goto(f"{solved.address}{path}&lang={language}")
    assert variants(page) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_of_an_empty_store_is_accessible(page: Page, empty: Site, language: str) -> None:
    page.goto(f"{empty.address}/?lang={language}")
    assert variants(page) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_before_a_plan_is_accessible(page: Page, waiting: Site, language: str) -> None:
    page.goto(f"{waiting.address}/?week={WEEK}&lang={language}")
    assert variants(page) == []


def test_targets_are_large_enough_for_fingers(visitor: Callable[..., Page], solved: Site) -> None:
    page = visitor(viewport={"width": 360, "height": 780})
    page.goto(f"{solved.address}/?week={WEEK}")
    boxes = page.locator("header a, button:visible, select:visible, .button:visible").evaluate_all(
        "all => all.map(one => [one.textContent.trim(), one.getBoundingClientRect().height])"
    )
    assert [(name, height) for name, height in boxes if height < 44] == []


def test_the_first_stop_of_the_keyboard_leads_to_the_content(page: Page, solved: Site) -> None:
    page.goto(f"{solved.address}/?week={WEEK}")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_have_attribute("href", "#content")
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_whatever_has_the_focus_shows_it(page: Page, solved: Site) -> None:
    page.goto(f"{solved.address}/?week={WEEK}")
    for _ in range(12):
        page.keyboard.press("Tab")
        width = page.locator(":focus").evaluate("it => getComputedStyle(it).outlineWidth")
        assert width == "3px"
