"""Pictures of every page over the solved week of Taicang: `python -m tests.browser.screens [NAME…]` draws them anew.

Each page on a desktop in Chinese, and on a phone in English; in `tests/browser/screens/`, at most 150 KB each.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from graph.model import Role
from tests.browser.conftest import ARGUMENTS, NAMES
from tests.browser.palette import small
from tests.browser.site import Site, site
from tests.service.serving import WEEK, signed_in

FOLDER = Path(__file__).parent / "screens"
MOST = 150_000
"""Bytes of one picture."""


@dataclass(frozen=True)
class Screen:
    """A page to draw: whose it is (None: nobody's), where it is, and what is done on it first.

    `path` may ask the site, such as for the id of a need. `tall`: at most so many pixels of it.
    """

    name: str
    role: Role | None
    path: str | Callable[[Site], str]
    before: Callable[[Page], None] | None = None
    tall: int = 1400


@dataclass(frozen=True)
class Glass:
    """What a page is looked at through."""

    name: str
    language: str
    width: int
    height: int


DESKTOP, PHONE = Glass("desktop", "zh", 1280, 900), Glass("phone", "en", 390, 844)


def first_need(site: Site, status: str) -> str:
    """A need of the week that is, or is not, served."""
    found: str = site.client.get(f"/api/weeks/{WEEK}/linkages", params={"status": status}).json()["items"][0]["need"]
    return found


def needs_that_wait(site: Site) -> str:
    """The form of a pledge for three of the needs that wait for a gift."""
    items = site.client.get("/api/sponsor/needs?kind=money").json()["items"]
    return "/sponsor/pledge?" + "&".join(f"need={item['id']}" for item in items[:3])


def tried(page: Page) -> None:
    """Wait for the steps of a gift, which come when they are worked out."""
    page.locator("gift-steps").wait_for(timeout=60_000)


def pledged(site: Site) -> str:
    """What became of pledges, once there are some for needs and one for whatever asks."""
    with signed_in(site.client, "sponsor") as sponsor:
        if not [each for each in sponsor.get("/api/sponsor/pledges").json()["items"] if each["made"]]:
            for item in sponsor.get("/api/sponsor/needs?kind=money").json()["items"][:2]:
                order = {"form": "money", "amount": item["missing"][0]["amount"], "for": {"need": item["id"]}}
                sponsor.post("/api/sponsor/pledges", json=order).raise_for_status()
            order = {"form": "goods", "item": "meal", "amount": 40, "for": {"any": True}}
            sponsor.post("/api/sponsor/pledges", json=order).raise_for_status()
    return "/sponsor/pledges"


def first_outbid(site: Site) -> str:
    """A need of the week that others were served instead of."""
    items = site.client.get(f"/api/weeks/{WEEK}/linkages", params={"status": "unserved", "limit": 500}).json()["items"]
    return next(str(item["need"]) for item in items if item["reason"] == "outbid")


def rejection(site: Site) -> str:
    """The query of a rejection: whoever carries the first linkage."""
    need = first_need(site, "served")
    slots = site.client.get(f"/api/weeks/{WEEK}/linkages/{need}").json()["slots"]
    offer = next(slot["chosen"][0]["offer"] for slot in slots if slot["name"] == "carrier")
    return f"need={need}&action=reject&offer={offer}"


SCREENS: tuple[Screen, ...] = (
    Screen("welcome", None, "/"),
    Screen("sign-in", None, "/sign-in", tall=900),
    Screen("tour", None, "/demo", tall=1100),
    Screen("sponsor", "sponsor", "/sponsor", tall=2000, before=tried),
    Screen("sponsor-pledge", "sponsor", needs_that_wait, tall=1000),
    Screen("sponsor-pledges", "sponsor", pledged),
    Screen("account", "planner", "/account", tall=1200),
    Screen("accounts", "admin", "/admin/accounts", tall=900),
    Screen("account-form", "admin", "/admin/accounts/account:demonstration-coordinator"),
    Screen("journal", "admin", "/admin/journal"),
    Screen("board", "coordinator", f"/?week={WEEK}"),
    Screen("why-this-team", "coordinator", lambda site: f"/weeks/{WEEK}/linkages/{first_need(site, 'served')}"),
    Screen("why-not", "coordinator", lambda site: f"/weeks/{WEEK}/linkages/{first_outbid(site)}"),
    Screen("decide", "coordinator", lambda site: f"/weeks/{WEEK}/decide?{rejection(site)}", tall=1300),
    Screen("publish", "coordinator", f"/weeks/{WEEK}/publish", tall=900),
    Screen("sheets", "coordinator", f"/weeks/{WEEK}/sheets", tall=1100),
    Screen("gaps", "planner", f"/gaps?week={WEEK}", tall=2600),
    Screen("gaps-by-town", "planner", f"/gaps?week={WEEK}&by=home,town"),
    Screen("gap-cell", "planner", f"/gaps/cell?week={WEEK}&service=service:home_care&society=volunteer"),
    Screen("gap-what-if", "planner", f"/gaps/what-if?week={WEEK}&service=service:home_care&society=volunteer&add=4"),
    Screen("gap-fairness", "planner", f"/gaps/fairness?week={WEEK}"),
    Screen("fairness-policy", "admin", f"/fairness?week={WEEK}&share=20&waited=6&asks=3"),
    Screen("graph", "planner", "/graph?node=community:320585400006&open=organization:hetang&open=community_type:mixed"),
    Screen("graph-way", "planner", "/graph?node=community:320585400006&to=organization:o58", tall=1100),
)


def draw(browser: Browser, site: Site, screen: Screen) -> None:
    """Both pictures of a page."""
    for glass in (DESKTOP, PHONE):
        context = browser.new_context(
            viewport={"width": glass.width, "height": glass.height}, locale="zh-CN", reduced_motion="reduce"
        )
        if screen.role:
            context.add_cookies(site.cookies(browser, screen.role))
        page = context.new_page()
        path = screen.path if isinstance(screen.path, str) else screen.path(site)
        page.goto(f"{site.address}{path}{'&' if '?' in path else '?'}lang={glass.language}")
        page.wait_for_load_state("networkidle")
        if screen.before:
            screen.before(page)
        picture = _picture(page, glass, screen.tall)
        place = FOLDER / f"{screen.name}-{glass.name}.png"
        place.write_bytes(picture)
        print(f"{place.name:<40}{len(picture):>9,} bytes", "  too large" if len(picture) > MOST else "")
        context.close()


def _picture(page: Page, glass: Glass, tall: int) -> bytes:
    height = min(tall, page.evaluate("document.documentElement.scrollHeight"))
    whole = page.screenshot(
        full_page=True, animations="disabled", clip={"x": 0, "y": 0, "width": glass.width, "height": height}
    )
    blank = page.context.new_page()
    return small(blank, whole)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    found = next(path for name in NAMES if (path := shutil.which(name)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        yield browser
        browser.close()


def main(names: list[str]) -> None:
    """Draw the pages of these names; all where none is given."""
    chosen = [screen for screen in SCREENS if not names or screen.name in names]
    if unknown := set(names) - {screen.name for screen in SCREENS}:
        raise SystemExit(f"{', '.join(sorted(unknown))}: no such page; there are {', '.join(s.name for s in SCREENS)}")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, site(Path(folder), "taicang") as opened, chromium() as browser:
        opened.solve()
        for screen in chosen:
            draw(browser, opened, screen)


if __name__ == "__main__":
    main(sys.argv[1:])
