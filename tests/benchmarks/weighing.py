"""What the first view of a page weighs on the line: the page, and the styles, scripts, icons and fonts it loads."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx

LIBRARIES = "/static/vendor/"
"""Where what others wrote is: the drawing of the graph, and the API's reference."""

IMPORTED = re.compile(r"""^import\b[^"';]*["']([^"']+)["']""", re.MULTILINE)
URL = re.compile(r"""url\(["']?(?!data:)([^"')]+)""")


@dataclass(frozen=True)
class Weight:
    """Bytes as they went over the line, packed where the service packs them.

    `first_view` counts the page and all of our own that it loads before anybody does anything; `libraries` stand apart.
    """

    page: int
    first_view: int
    libraries: int


def weigh(client: httpx.Client, page: httpx.Response) -> Weight:
    """Weigh a page that this client was answered; `client` keeps nothing, so each part is loaded."""
    sizes = {address: size for address, size in _parts(client, str(page.url), page.text)}
    libraries = sum(size for address, size in sizes.items() if LIBRARIES in address)
    ours = sum(sizes.values()) - libraries
    return Weight(page.num_bytes_downloaded, page.num_bytes_downloaded + ours, libraries)


def twin(page: str) -> str | None:
    """The address of the same as JSON, which a page names in its head."""
    found = _Links(page)
    return found.twin


def _parts(client: httpx.Client, base: str, page: str) -> Iterator[tuple[str, int]]:
    waiting, seen = [urljoin(base, address) for address in _Links(page).loaded], set[str]()
    while waiting:
        address = waiting.pop()
        if address not in seen:
            seen.add(address)
            part = client.get(address).raise_for_status()
            yield address, part.num_bytes_downloaded
            asks = IMPORTED if ".js" in address else URL if ".css" in address else None
            waiting += [urljoin(address, more) for more in asks.findall(part.text)] if asks else []


class _Links(HTMLParser):
    """What the markup of a page loads, and its twin."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.twin: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        rel = given.get("rel")
        if tag == "link" and rel == "alternate":
            self.twin = given.get("href")
        address = given.get("href") if tag == "link" and rel in ("stylesheet", "icon") else given.get("src")
        if address and tag in ("link", "script", "img"):
            self.loaded.append(address)
