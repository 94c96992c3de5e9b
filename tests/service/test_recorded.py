"""Every request has an id and a line in the log, and no line has a word of what was sent."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from service import logs
from tests.service.served import Served, served
from tests.service.serving import WEEK, until

NAME, PHONE = "周玉兰", "13800000000"
SENT = "Zhou-Yulan-13800000000"


@pytest.fixture(scope="module")
def service(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    store = tmp_path_factory.mktemp("recorded") / "tiny.db"
    store.write_bytes(seeded.read_bytes())
    with served(store) as running:
        yield running


def test_no_word_of_a_request_reaches_the_log(service: Served) -> None:
    client = service.client
    for path in (
        "/{}",
        "/api/weeks/{}",
        "/api/runs/run:{}",
        f"/api/weeks/{WEEK}/linkages/need:{{}}",
        "/api/weeks?q={}",
    ):
        for method in ("GET", "POST", "PUT", "DELETE", "PATCH"):
            client.request(method, path.format(SENT), json={"name": NAME, "phone": PHONE})
    named = ("Cookie", "Authorization", "Idempotency-Key", "If-Match", "User-Agent", "Referer", "X-Forwarded-For")
    for header in (*named, "Origin", "Host", "X-Request-Id", "Last-Event-ID", "Accept-Language"):
        client.post("/api/session", headers={header: f"{SENT}_"}, json={"login": SENT, "password": SENT})
    client.post("/api/session", content=f"{{{NAME}".encode(), headers={"Content-Type": "application/json"})
    client.request(f"{SENT}", "/api/weeks")
    text = service.log.read_text("utf-8")
    assert len(text.splitlines()) > 30
    assert not [line for line in service.lines() if "exception" in line]
    for part in (NAME, PHONE, "Zhou", "Yulan", json.dumps(NAME)[1:-1]):
        assert part not in text


def test_a_request_is_told_by_its_template_and_found_by_its_id(service: Served) -> None:
    answer = service.client.get(f"/api/weeks/{WEEK}", headers={"X-Request-Id": "from-the-proxy-1"})
    assert answer.headers["x-request-id"] == "from-the-proxy-1"
    (line,) = until(lambda: [line for line in service.lines() if line.get("request") == "from-the-proxy-1"])
    assert (line["event"], line["method"], line["route"], line["status"]) == (
        "request",
        "GET",
        "/api/weeks/{week}",
        200,
    )
    assert (line["role"], line["account"]) == ("coordinator", "account:demonstration-coordinator")


@pytest.mark.parametrize("given", ["", "two words", "x" * 65, "a;b", "ü"])
def test_an_id_that_is_no_plain_word_is_replaced(service: Served, given: str) -> None:
    ids = [service.client.get("/healthz", headers={b"X-Request-Id": given.encode()}).headers["x-request-id"]] * 2
    assert ids[0] != given
    assert ids[0].isalnum()


def test_each_request_has_an_id_of_its_own(service: Served) -> None:
    assert len({service.client.get("/healthz").headers["x-request-id"] for _ in range(5)}) == 5


def test_it_says_when_it_starts_and_stops(tiny: Path) -> None:
    with served(tiny, role=None) as running:
        assert running.stop() == 0
        told = [line["event"] for line in running.lines() if line["event"] != "request"]
    assert told == ["started", "stopped"]


class Faulty(Exception):
    """Ours, to be told by its kind."""


def _fail(words: str) -> None:
    try:
        raise ValueError(words)
    except ValueError as cause:
        raise Faulty(f"about {words}") from cause


def test_a_fault_is_told_by_its_kind_and_places_and_not_by_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    before = logging.getLogger().handlers[:], logging.getLogger().level
    try:
        logs.configure()
        try:
            _fail(f"{NAME} {PHONE}")
        except Faulty as fault:
            logs.logger().exception("ours")
            logging.getLogger("another").error("theirs", exc_info=fault)
    finally:
        logging.getLogger().handlers[:], level = before
        logging.getLogger().setLevel(level)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in lines] == ["ours", "theirs"]
    for line in lines:
        assert line["fault"] == "Faulty"
        assert "_fail" in line["exception"]
        assert "ValueError\nthen:" in line["exception"]
        assert NAME not in str(line)
        assert PHONE not in str(line)
