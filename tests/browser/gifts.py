"""A site where three needs of the tiny world wait for a gift: see `tests.service.sponsor.waiting`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from graph.model import Role
from graph.store import open_store
from seeds.fill import fill
from tests.browser.site import Site
from tests.service.serving import WEEK, serving
from tests.service.sponsor.waiting import let_wait


@contextmanager
def waiting_for_gifts(folder: Path) -> Iterator[Site]:
    """A site over a new store in the folder: the tiny week in which charity gives nothing, solved."""
    path = folder / "tongxin.db"
    store = open_store(str(path))
    fill(store, "tiny", WEEK)
    let_wait(store)
    store.close()
    with serving(path) as client:
        opened = Site(client)
        opened.solve()
        yield opened


def enter(page: Page, site: Site, role: Role, next: str = "/") -> Page:
    """Sign in by a click, and go on to a page."""
    page.context.clear_cookies(name="tongxin-session")
    page.goto(f"{site.address}/sign-in?next={next}")
    page.locator(f"button[value={role}]").click()
    return page
