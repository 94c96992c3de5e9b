"""A site to visit: the real service over a store of the site's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser

from graph.model import Role
from graph.store import open_store
from seeds.fill import fill
from tests.service.serving import WEEK, finished, serving


@dataclass(frozen=True)
class Site:
    """Where a site answers, and a client of it: the coordinator's, where it has one."""

    client: httpx.Client
    _entered: dict[Role, list[Any]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Without a slash at its end."""
        return str(self.client.base_url).rstrip("/")

    def cookies(self, browser: Browser, role: Role) -> list[Any]:
        """What a browser holds that has signed in by a click as this role."""
        if role not in self._entered:
            context = browser.new_context(java_script_enabled=False)
            page = context.new_page()
            page.goto(f"{self.address}/sign-in")
            page.locator(f"button[value={role}]").click()
            self._entered[role] = list(context.cookies())
            context.close()
        return self._entered[role]

    def solve(self) -> None:
        """Have the week solved as well as twenty seconds allow, and wait until it is."""
        order = {"time_limit": 20}
        run = self.client.post(f"/api/weeks/{WEEK}/runs", json=order).raise_for_status().json()["id"]
        assert finished(self.client, run, patience=240)["state"] == "done"


@contextmanager
def site(folder: Path, world: str | None) -> Iterator[Site]:
    """A site over a new store in the folder, filled with a world or left empty."""
    store = folder / "tongxin.db"
    if world is not None:
        opened = open_store(str(store))
        fill(opened, world, WEEK)
        opened.close()
    with serving(store, "coordinator" if world else None) as client:
        yield Site(client)
