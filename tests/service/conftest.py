"""Stores with the tiny world, and the real service over them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from graph.store import open_store
from seeds.fill import fill
from tests.service.serving import WEEK, finished, serving, signed_in


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the tiny world, to be copied and never opened."""
    return _filled(tmp_path_factory.mktemp("seeded"), "tiny")


@pytest.fixture(scope="session")
def seeded_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a city whose week takes some seconds to prove, to be copied and never opened."""
    return _filled(tmp_path_factory.mktemp("city"), "city", needs=1000)


def _filled(folder: Path, world: str, needs: int | None = None) -> Path:
    store = open_store(str(folder / "filled.db"))
    try:
        fill(store, world, WEEK, needs=needs)
        store.backup(folder / "copy.db")
    finally:
        store.close()
    return folder / "copy.db"


@pytest.fixture
def tiny(seeded: Path, tmp_path: Path) -> Path:
    """A store with the tiny world, the test's own."""
    return Path(shutil.copy(seeded, tmp_path / "tiny.db"))


@pytest.fixture
def city(seeded_city: Path, tmp_path: Path) -> Path:
    """A store with a city whose week takes some seconds to prove, the test's own."""
    return Path(shutil.copy(seeded_city, tmp_path / "city.db"))


@pytest.fixture(scope="session")
def solved(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A service whose tiny week has been solved, as its coordinator sees it. Tests only read from it."""
    store = Path(shutil.copy(seeded, tmp_path_factory.mktemp("solved") / "tiny.db"))
    with serving(store) as client:
        run = client.post(f"/api/weeks/{WEEK}/runs").json()
        assert finished(client, run["id"])["state"] == "done"
        yield client


@pytest.fixture
def public(tiny: Path) -> Iterator[httpx.Client]:
    """A service over the test's own tiny world, as whoever is not signed in sees it."""
    with serving(tiny, role=None) as client:
        yield client


@pytest.fixture
def coordinator(public: httpx.Client) -> Iterator[httpx.Client]:
    """The same service as its coordinator sees it."""
    with signed_in(public, "coordinator") as client:
        yield client


@pytest.fixture
def planner(public: httpx.Client) -> Iterator[httpx.Client]:
    """The same service as a planner sees it."""
    with signed_in(public, "planner") as client:
        yield client


@pytest.fixture
def sponsor(public: httpx.Client) -> Iterator[httpx.Client]:
    """The same service as a sponsor sees it."""
    with signed_in(public, "sponsor") as client:
        yield client


@pytest.fixture
def admin(public: httpx.Client) -> Iterator[httpx.Client]:
    """The same service as its admin sees it."""
    with signed_in(public, "admin") as client:
        yield client
