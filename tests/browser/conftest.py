"""The browser, sites to visit, and a page that lets nothing amiss pass."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from graph.model import Role
from tests.browser.site import Site, site

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
TELL_VIOLATIONS = """document.addEventListener("securitypolicyviolation",
    (event) => console.error("CSP", event.violatedDirective, event.blockedURI));"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Three processes run all of these, each with a browser and sites of its own; a file is never torn apart."""
    files = dict.fromkeys(item.path for item in items if item.nodeid.startswith("tests/browser/"))
    group = {path: f"browser {number % 3}" for number, path in enumerate(files)}
    for item in items:
        if item.path in group:
            item.add_marker(pytest.mark.xdist_group(group[item.path]))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium: `make browser` installs it (apt-get install chromium fonts-noto-cjk)")
    return {"executable_path": found, "args": list(ARGUMENTS)}


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site whose store is empty."""
    with site(tmp_path_factory.mktemp("empty"), None) as opened:
        yield opened


@pytest.fixture(scope="session")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with the tiny world and its plan."""
    with site(tmp_path_factory.mktemp("solved"), "tiny") as opened:
        opened.solve()
        yield opened


@pytest.fixture(scope="session")
def taicang(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with Taicang and its plan. Tests only read from it: solving it took a while."""
    with site(tmp_path_factory.mktemp("taicang"), "taicang") as opened:
        opened.solve()
        yield opened


@pytest.fixture
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with the tiny world, for which nobody has asked for a plan yet."""
    with site(tmp_path_factory.mktemp("waiting"), "tiny") as opened:
        yield opened


@dataclass
class Faults:
    """What went wrong on a page. `expected` are parts of messages that a test provokes."""

    found: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def note(self, fault: str) -> None:
        self.found.append(fault)

    def unexpected(self) -> list[str]:
        return [fault for fault in self.found if not any(part in fault for part in self.expected)]


@pytest.fixture
def faults() -> Iterator[Faults]:
    """Fails the test on any request to another host, console error, page error or breach of the content policy."""
    faults = Faults()
    yield faults
    assert faults.unexpected() == []


Visit = Callable[..., Page]


@pytest.fixture
def visitor(browser: Browser, faults: Faults, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Opens pages, each in a context of its own, and watches them: `visitor(java_script_enabled=False)`.

    They are signed in at the test's site, as its coordinator unless another role is asked; as nobody with None.
    """
    contexts: list[BrowserContext] = []
    used = {"solved", "waiting", "taicang"} & set(request.fixturenames)
    sites: list[Site] = [request.getfixturevalue(name) for name in sorted(used)]

    def opened(role: Role | None = "coordinator", **options: object) -> Page:
        contexts.append(browser.new_context(**{"locale": "zh-CN", **options}))  # type: ignore[arg-type]
        if role:
            contexts[-1].add_cookies([cookie for each in sites for cookie in each.cookies(browser, role)])
        return _watched(contexts[-1].new_page(), faults)

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def page(visitor: Visit) -> Page:
    """A page on a desktop, in Chinese, of the coordinator."""
    return visitor(viewport={"width": 1280, "height": 900})


def _watched(page: Page, faults: Faults) -> Page:
    def console(message: ConsoleMessage) -> None:
        if message.type == "error":
            faults.note(f"console: {message.text}")

    def request(made: Request) -> None:
        if not made.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            faults.note(f"request: {made.url}")

    page.add_init_script(TELL_VIOLATIONS)
    page.on("console", console)
    page.on("request", request)
    page.on("pageerror", lambda error: faults.note(f"page: {error}"))
    return page
