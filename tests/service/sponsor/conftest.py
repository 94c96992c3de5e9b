"""Services over a solved tiny week in which three needs wait for a gift."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from graph.store import open_store
from tests.service.serving import serving, signed_in
from tests.service.sponsor.waiting import let_wait, solve


@pytest.fixture(scope="session")
def solved_waiting(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the solved week, to be copied and never opened."""
    folder = tmp_path_factory.mktemp("waiting")
    path = Path(shutil.copy(seeded, folder / "tiny.db"))
    store = open_store(str(path))
    let_wait(store)
    store.close()
    with serving(path) as client:
        solve(client)
    store = open_store(str(path))
    store.backup(folder / "copy.db")
    store.close()
    return folder / "copy.db"


@pytest.fixture
def waiting(solved_waiting: Path, tmp_path: Path) -> Path:
    """A store with the solved week, the test's own."""
    return Path(shutil.copy(solved_waiting, tmp_path / "waiting.db"))


@pytest.fixture
def coordinator(waiting: Path) -> Iterator[httpx.Client]:
    """A service over that store, as its coordinator sees it."""
    with serving(waiting) as client:
        yield client


@pytest.fixture
def public(coordinator: httpx.Client) -> Iterator[httpx.Client]:
    """The same service as whoever is not signed in sees it."""
    with signed_in(coordinator, None) as client:
        yield client


@pytest.fixture
def sponsor(coordinator: httpx.Client) -> Iterator[httpx.Client]:
    """The same service as its sponsor sees it."""
    with signed_in(coordinator, "sponsor") as client:
        yield client
