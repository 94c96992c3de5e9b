"""Our own files: what is vendored is what vendor.json says, nothing points to a registry, caches are told the truth."""

import asyncio
import base64
import hashlib
import json
import re
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient, Response

from service.statics import FOLDER, PREFIX, Statics, asset

ASSETS = FOLDER.parent / "assets"
VENDOR = FOLDER / "vendor"
PACKAGES = json.loads((VENDOR / "vendor.json").read_text(encoding="utf-8"))["packages"]


def test_every_vendored_file_has_the_hash_that_is_written_down() -> None:
    told = {file["path"]: file["sha384"] for package in PACKAGES for file in package["files"]}
    found = {
        str(path.relative_to(VENDOR)): base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name not in {"vendor.json", "LICENSES.txt"}
    }
    assert found == told


def test_every_vendored_package_is_pinned_and_brings_its_licence() -> None:
    asked = json.loads((ASSETS / "package.json").read_text(encoding="utf-8"))["dependencies"]
    locked = json.loads((ASSETS / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    licences = (VENDOR / "LICENSES.txt").read_text(encoding="utf-8")
    assert {package["name"]: package["version"] for package in PACKAGES} == asked
    for package in PACKAGES:
        entry = locked[f"node_modules/{package['name']}"]
        assert (entry["version"], entry["license"]) == (package["version"], package["license"])
        assert entry["integrity"].startswith("sha512-")
        assert f"==== {package['name']}: LICENSE ====" in licences


def test_the_lock_names_no_registry() -> None:
    for name in ("package.json", "package-lock.json", ".npmrc"):
        assert re.findall(r"https?://", (ASSETS / name).read_text(encoding="utf-8")) == [], name


def ours() -> list[Path]:
    return [path for path in FOLDER.rglob("*") if path.suffix in {".css", ".js"} and VENDOR not in path.parents]


@pytest.mark.parametrize("path", ours(), ids=lambda path: path.name)
def test_our_own_files_ask_no_other_host_and_stay_within_the_oldest_browser(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", text) == []
    assert re.findall(r"color-mix|light-dark\(|popover|^\s*&", text, re.M) == []


def get(path: str) -> Response:
    async def answer() -> Response:
        async with AsyncClient(transport=ASGITransport(Statics()), base_url="http://localhost") as client:
            return await client.get(path.removeprefix(PREFIX))

    return asyncio.run(answer())


def test_a_file_is_kept_for_good_only_under_the_address_of_its_content() -> None:
    current = get(asset("icon.svg"))
    stale = get(f"{PREFIX}/icon.svg?v=000000000000")
    assert "immutable" in current.headers["cache-control"]
    assert current.headers["content-type"].startswith("image/svg+xml")
    assert (stale.status_code, stale.headers["cache-control"]) == (200, "no-cache")


def test_an_unknown_file_has_no_address() -> None:
    with pytest.raises(FileNotFoundError):
        asset("css/none.css")
