"""A site to visit: the real service over a store of the site's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from graph.store import open_store
from seeds.fill import fill
from tests.service.serving import WEEK, finished, serving


@dataclass(frozen=True)
class Site:
    """Where a site answers, and a client of it."""

    client: httpx.Client

    @property
    def address(self) -> str:
        """Without a slash at its end."""
        return str(self.client.base_url).rstrip("/")

    def solve(self) -> None:
        """Have the week solved, and wait until it is."""
        run = self.client.post(f"/api/weeks/{WEEK}/runs").raise_for_status().json()["id"]
        assert finished(self.client, run)["state"] == "done"


@contextmanager
def site(folder: Path, world: str | None) -> Iterator[Site]:
    """A site over a new store in the folder, filled with a world or left empty."""
    store = folder / "tongxin.db"
    if world is not None:
        opened = open_store(str(store))
        fill(opened, world, WEEK)
        opened.close()
    with serving(store) as client:
        yield Site(client)
