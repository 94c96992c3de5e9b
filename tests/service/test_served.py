"""The service as its operator has it: several processes, signals, and processes that die without a word."""

import os
import signal
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.cli import run
from tests.service.served import Served, alive, ready, served
from tests.service.serving import WEEK, events, finished, state, until


def start(client: httpx.Client, **order: int) -> str:
    return str(client.post(f"/api/weeks/{WEEK}/runs", json=order).raise_for_status().json()["id"])


def with_a_plan(client: httpx.Client, id: str) -> Any:
    return until(lambda: (state(client, id)["progress"] or {}).get("objective"))


@pytest.mark.parametrize(("processes", "number"), [("1", signal.SIGTERM), ("2", signal.SIGINT)])
def test_told_to_stop_it_keeps_what_its_runs_have_and_lets_its_followers_go(
    city: Path, processes: str, number: signal.Signals
) -> None:
    with served(city, "--processes", processes) as service:
        first, second = start(service.client, time_limit=600), start(service.client, time_limit=1)
        with_a_plan(service.client, first)
        told: list[dict[str, str]] = []
        follower = threading.Thread(target=lambda: told.extend(events(service.client, first)))
        follower.start()
        until(lambda: told)
        assert service.stop(number) == 0
        follower.join()
        assert {each["event"] for each in told} == {"progress"}
    with served(city, "--processes", processes) as service:
        kept = state(service.client, first)
        assert (kept["state"], kept["plan"]) == ("cancelled", True)
        assert finished(service.client, second)["plan"]


def test_a_run_is_followed_and_cancelled_by_whichever_process_is_asked(city: Path) -> None:
    with served(city, "--processes", "3") as service:
        id = start(service.client, time_limit=600)
        with_a_plan(service.client, id)
        for _ in range(6):  # a new connection each time, so several of the processes
            with httpx.Client(base_url=service.client.base_url, cookies=service.client.cookies) as other:
                assert state(other, id)["progress"]["objective"]
        assert service.client.delete(f"/api/runs/{id}").status_code == 202
        assert (finished(service.client, id)["state"], state(service.client, id)["plan"]) == ("cancelled", True)


def test_a_process_that_is_killed_fails_its_run_alone_and_another_takes_its_place(city: Path) -> None:
    with served(city, "--processes", "2") as service:
        first, second = start(service.client, time_limit=600), start(service.client, time_limit=1)
        with_a_plan(service.client, first)
        killed = service.dispatcher()
        os.kill(killed, signal.SIGKILL)
        with httpx.Client(base_url=service.client.base_url, cookies=service.client.cookies, timeout=60) as client:
            assert finished(client, first)["state"] == "failed"
            assert "start it again" in state(client, first)["reason"]
            assert finished(client, second)["plan"]
            until(lambda: len(service.members()) == 2)
            until(lambda: ready(client))
            assert state(client, first)["state"] == "failed"
        assert killed not in service.members()
        assert service.stop() == 0


def test_a_worker_that_is_killed_fails_its_run_and_the_service_goes_on(city: Path) -> None:
    with served(city) as service:
        until(lambda: len(helpers(service)) == 1)  # whoever answers questions
        before = helpers(service)
        id = start(service.client, time_limit=600)
        with_a_plan(service.client, id)
        (worker,) = helpers(service) - before
        os.kill(worker, signal.SIGKILL)
        ended = finished(service.client, id)
        assert (ended["state"], ended["plan"]) == ("failed", False)
        assert "signal 9" in ended["reason"]
        assert finished(service.client, start(service.client, time_limit=1))["plan"]
        until(lambda: len(told_of_runs(service)) == 4)
        states = [(each["run"] == id, each["state"]) for each in told_of_runs(service)]
        assert states == [(True, "running"), (True, "failed"), (False, "running"), (False, "done")]


def helpers(service: Served) -> set[int]:
    """The processes that the service has started."""
    return set(service.members())


def told_of_runs(service: Served) -> list[dict[str, Any]]:
    return [line for line in service.lines() if line["event"] == "run"]


def test_the_processes_do_not_outlive_whoever_started_them(tiny: Path) -> None:
    with served(tiny, "--processes", "2") as service:
        members = service.members()
        assert len(members) == 2
        service.process.kill()
        service.process.wait()
        until(lambda: not any(map(alive, members)))
        assert run(["serve", "--store", str(tiny), "--host", "0.0.0.0"]) == 2  # and the store is free again


def test_a_second_service_is_refused_however_many_processes_the_first_has(
    tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with served(tiny, "--processes", "2"):
        assert run(["serve", "--store", str(tiny), "--port", "0"]) == 2
        assert "another process serves it" in capsys.readouterr().err


def test_the_figures_of_all_processes_are_told_together(tiny: Path) -> None:
    with served(tiny, "--processes", "2") as service:
        for _ in range(10):
            with httpx.Client(base_url=service.client.base_url) as other:
                assert other.get("/healthz").is_success
        text = service.client.get("/metrics").text
        counted = next(line for line in text.splitlines() if _of_health(line))
        assert counted.split()[-1] == "10.0"


def _of_health(line: str) -> bool:
    return line.startswith("tongxin_request_seconds_count") and '"/healthz"' in line
