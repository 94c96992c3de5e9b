"""Who may ask: this machine, by a name that only it has, and no other site through its browser."""

import httpx
import pytest

from service.guard import is_loopback
from service.refusals import Unservable
from service.server import listen
from service.settings import Settings

LOCAL = "http://127.0.0.1"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "localhost", "LocalHost.", "::1", "[::1]"])
def test_these_names_mean_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.org", "localhost.example.org", "", "127.1"])
def test_these_names_may_mean_another(host: str) -> None:
    assert not is_loopback(host)


def test_a_host_that_others_reach_is_refused_with_the_reason() -> None:
    with pytest.raises(Unservable, match=r"'0\.0\.0\.0': not a loopback address.*accounts"):
        listen(Settings(host="0.0.0.0", port=0))


def test_a_port_that_is_taken_is_told() -> None:
    with listen(Settings(port=0)) as taken, pytest.raises(Unservable, match="already in use; choose another"):
        listen(Settings(port=taken.getsockname()[1]))


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "192.168.1.5:8000"])
def test_a_name_that_was_made_to_point_here_is_refused(solved: httpx.Client, host: str) -> None:
    answer = solved.get("/api/weeks", headers={"Host": host})
    assert answer.status_code == 421
    assert answer.headers["content-type"] == "application/problem+json"
    assert host in answer.json()["detail"]


@pytest.mark.parametrize("host", ["localhost:99", "[::1]:99", "127.0.0.1"])
def test_every_name_of_this_machine_is_answered(solved: httpx.Client, host: str) -> None:
    assert solved.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_changes_nothing(solved: httpx.Client, headers: dict[str, str]) -> None:
    assert solved.post("/api/weeks/2026-W48/runs", headers=headers).status_code == 403
    assert solved.delete("/api/runs/run:x", headers=headers).status_code == 403


def test_its_own_pages_may_post(solved: httpx.Client) -> None:
    own = {"Origin": str(solved.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    assert solved.post("/api/weeks/2026-W60/runs", headers=own).status_code == 422  # heard, and no such week


@pytest.mark.parametrize("path", ["/healthz", "/api/weeks", "/nowhere", "/api/weeks/2026-W60"])
def test_every_answer_tells_a_browser_what_it_may_do(solved: httpx.Client, path: str) -> None:
    headers = solved.get(path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/healthz", "/api/weeks", "/"])
def test_head_is_get_without_the_body(solved: httpx.Client, path: str) -> None:
    head, get = solved.head(path), solved.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]
