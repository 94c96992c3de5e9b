"""When a page is there, in a real Chromium on a slow machine: each visit with nothing kept from the one before."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.conftest import ARGUMENTS, NAMES

SLOWER = 4
"""The processor is throttled to one so many times as slow."""

DRAWN: Mapping[str, str] = {"/docs": "#reference .opblock", "/graph": "graph-sheet[data-ready]"}
"""By page: what a script draws there, without which the page is of no use."""

PAINT = """() => new Promise((done) => {
  new PerformanceObserver((all) => {
    for (const each of all.getEntriesByName("first-contentful-paint")) done(each.startTime);
  }).observe({ type: "paint", buffered: true });
})"""
LOADED = "() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"


@dataclass(frozen=True)
class Painted:
    """Milliseconds since the page was asked for, of one visit.

    It is `usable` when it is painted, the document is whole and our modules, which a browser runs before it says so
    (DOMContentLoaded), have run; where a script draws what the page is for, when that stands.
    """

    paint: float
    usable: float


Look = Callable[[str, str, Mapping[str, str]], Painted]
"""Visits a page: its path, its address, and the cookies of who asks."""


@contextmanager
def looking() -> Iterator[Look | None]:
    """A Chromium to look with; None where there is none. It has a thread of its own, as its loop needs."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        yield None
        return
    with ThreadPoolExecutor(1) as thread:
        playwright = thread.submit(lambda: sync_playwright().start()).result()
        browser = thread.submit(lambda: playwright.chromium.launch(executable_path=found, args=ARGUMENTS)).result()
        try:
            yield lambda page, address, cookies: thread.submit(_visit, browser, page, address, cookies).result()
        finally:
            thread.submit(browser.close).result()
            thread.submit(playwright.stop).result()


def _visit(browser: Browser, page: str, address: str, cookies: Mapping[str, str]) -> Painted:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    try:
        return _look(context, page, address)
    finally:
        context.close()


def _look(context: BrowserContext, page: str, address: str) -> Painted:
    tab = context.new_page()
    context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    tab.goto(address, wait_until="domcontentloaded")
    drawn = DRAWN.get(page)
    if drawn:
        tab.locator(drawn).first.wait_for(state="attached", timeout=180_000)
    stands = float(tab.evaluate("performance.now()" if drawn else LOADED))
    paint = float(tab.evaluate(PAINT))
    return Painted(paint, max(paint, stands))
