"""Runs are asked for, queued, followed and cancelled, and no death of a process loses sight of one."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph.model import Run
from graph.store import DropEdge, Put, open_store
from service.board import FileBoard, Notice
from service.books import Books, broken, entries
from service.dispatch import Dispatcher
from service.lease import lease
from service.metrics import Metrics
from service.refusals import TooMany, Unservable
from service.runs import MOST_QUEUED, Runs
from service.schemas import RunOrder, RunProgress
from service.settings import Settings
from tests.service.served import served
from tests.service.serving import WEEK, events, finished, serving, state, until


def start(client: httpx.Client, week: str = WEEK, key: str | None = None, **order: object) -> httpx.Response:
    return client.post(f"/api/weeks/{week}/runs", json=order, headers={"Idempotency-Key": key} if key else {})


def run_node(id: str, state: str) -> Run:
    return Run.model_validate({"id": id, "week": WEEK, "state": state, "created": "2026-11-23T08:00:00+08:00"})


def test_a_run_goes_from_queued_to_done_and_its_events_tell_it(tiny: Path) -> None:
    with serving(tiny) as client:
        accepted = start(client, time_limit=20, seed=5)
        assert accepted.status_code == 202
        asked = accepted.json()
        assert accepted.headers["location"] == f"/api/runs/{asked['id']}"
        assert (asked["state"], asked["time_limit"], asked["seed"]) == ("queued", 20, 5)
        told = list(events(client, asked["id"]))
        assert [each["event"] for each in told[:-1]] == ["progress"] * (len(told) - 1)
        assert told[-1]["event"] == "done"
        shown = state(client, asked["id"])
        assert (shown["state"], shown["status"], shown["objective"], shown["plan"]) == ("done", "optimal", 8953, True)


def test_who_comes_back_after_the_end_is_told_to_stay_away(solved: httpx.Client) -> None:
    run = solved.get(f"/api/weeks/{WEEK}").json()["run"]
    assert [each["id"] for each in events(solved, run)] == ["end"]
    assert [each["event"] for each in events(solved, run, **{"Last-Event-ID": "of another life"})] == ["done"]
    assert solved.get(f"/api/runs/{run}/events", headers={"Last-Event-ID": "end"}).status_code == 204


def test_the_same_key_is_the_same_run_also_after_a_restart(tiny: Path) -> None:
    with serving(tiny) as client:
        first = start(client, key="monday", gap=0.5)
        again = start(client, key="monday", gap=0.5)
        assert first.content == again.content
        finished(client, first.json()["id"])
    with serving(tiny) as client:
        assert start(client, key="monday", gap=0.5).content == first.content
        assert start(client, key="monday", gap=0.1).status_code == 422
        assert start(client, "2026-W49", key="monday", gap=0.5).status_code == 422
        assert start(client, key="tuesday", gap=0.5).json()["id"] != first.json()["id"]


def test_a_cancelled_run_keeps_its_best_plan(city: Path) -> None:
    with serving(city) as client:
        id = start(client, time_limit=600).json()["id"]
        until(lambda: (state(client, id)["progress"] or {}).get("objective") is not None)
        assert client.delete(f"/api/runs/{id}").status_code == 202
        shown = finished(client, id)
        assert (shown["state"], shown["plan"]) == ("cancelled", True)
        assert client.get(f"/api/weeks/{WEEK}").json()["run"] == id
        assert client.delete(f"/api/runs/{id}").status_code == 202


def test_what_waits_is_cancelled_at_once(city: Path) -> None:
    with serving(city, workers=1) as client:
        first, second = start(client, time_limit=600).json()["id"], start(client).json()["id"]
        until(lambda: state(client, first)["state"] == "running")
        assert state(client, second)["state"] == "queued"
        assert client.delete(f"/api/runs/{second}").json()["state"] == "cancelled"
        assert client.delete(f"/api/runs/{first}").json()["state"] == "running"
        assert finished(client, first)["state"] == "cancelled"


def test_a_finished_run_is_not_cancelled(solved: httpx.Client) -> None:
    run = solved.get(f"/api/weeks/{WEEK}").json()["run"]
    assert solved.delete(f"/api/runs/{run}").status_code == 409


def test_a_change_on_stale_knowledge_is_refused(solved: httpx.Client) -> None:
    run = solved.get(f"/api/weeks/{WEEK}").json()["run"]
    tag = solved.get(f"/api/runs/{run}").headers["etag"]
    assert solved.delete(f"/api/runs/{run}", headers={"If-Match": '"running"'}).status_code == 412
    assert solved.delete(f"/api/runs/{run}", headers={"If-Match": tag}).status_code == 409


def test_a_worker_that_is_killed_fails_its_run_and_no_other(city: Path) -> None:
    with dispatching(city, time_limit=600) as (runs, dispatcher):
        id = runs.submit(WEEK, RunOrder()).id
        until(lambda: runs.standing(id).progress)
        (process,) = dispatcher.processes()
        os.kill(process, signal.SIGKILL)
        ended = until(lambda: runs.standing(id).over and runs.standing(id)).run
        assert (ended.state, ended.plan) == ("failed", "")
        assert "signal 9" in ended.reason
        following = runs.submit("2030-W01", RunOrder()).id
        assert until(lambda: runs.standing(following).over and runs.standing(following)).run.state == "done"


@contextmanager
def dispatching(path: Path, **options: Any) -> Iterator[tuple[Runs, Dispatcher]]:
    """The runs of a store and who dispatches them, without an application around them."""
    settings = Settings(store=str(path), **options)
    store = open_store(settings.store)
    books = Books(store)
    dispatcher = Dispatcher(books, settings, Metrics())
    dispatcher.start()
    try:
        yield Runs(books, settings), dispatcher
    finally:
        dispatcher.close()
        store.close()


def test_a_service_that_died_leaves_failed_and_queued_runs(tiny: Path) -> None:
    store = open_store(str(tiny))
    store.write([Put(run_node("run:was-running", "running")), Put(run_node("run:was-queued", "queued"))], by="test")
    store.close()
    with serving(tiny) as client:
        lost = state(client, "run:was-running")
        assert lost["state"] == "failed"
        assert "start it again" in lost["reason"]
        assert finished(client, "run:was-queued")["state"] == "done"


def test_a_service_that_stops_keeps_what_its_runs_have(city: Path) -> None:
    with serving(city, workers=1) as client:
        first, second = start(client, time_limit=600).json()["id"], start(client, time_limit=1).json()["id"]
        until(lambda: (state(client, first)["progress"] or {}).get("objective") is not None)
    with serving(city) as client:
        assert (state(client, first)["state"], state(client, first)["plan"]) == ("cancelled", True)
        assert state(client, second)["state"] in {"queued", "running", "done"}
        assert finished(client, second)["plan"]


def test_so_many_runs_wait_and_no_more(tiny: Path) -> None:
    store = open_store(str(tiny))
    waiting = [run_node(f"run:waits-{number}", "queued") for number in range(MOST_QUEUED)]
    store.write([Put(run) for run in waiting], by="test")
    runs = Runs(Books(store), Settings(store=str(tiny)))
    with pytest.raises(TooMany, match="20 runs wait already"):
        runs.submit(WEEK, RunOrder())
    runs.cancel("run:waits-3")
    assert runs.submit(WEEK, RunOrder()).state == "queued"
    store.close()


def test_what_happens_to_a_run_stands_in_the_journal(tiny: Path) -> None:
    with serving(tiny) as client:
        id = start(client).json()["id"]
        finished(client, id)
    store = open_store(str(tiny))
    with store.snapshot() as reader:
        told = [(entry.by, entry.action) for entry in entries(reader) if id in entry.about]
        assert broken(reader) is None
    store.close()
    coordinator = "account:demonstration-coordinator"
    assert told == [(coordinator, "run queued"), ("service", "run started"), ("service", "run done")]


def test_two_who_cancel_at_once_both_hear_that_it_ends(tiny: Path) -> None:
    store = open_store(str(tiny))
    store.write([Put(run_node("run:waits", "queued"))], by="test")
    books = Books(store)
    runs = [Runs(books, Settings(store=str(tiny))) for _ in range(8)]
    with ThreadPoolExecutor(8) as threads:
        states = [run.state for run in threads.map(lambda each: each.cancel("run:waits"), runs)]
    assert states == ["cancelled"] * 8
    store.close()


def test_progress_that_is_half_written_or_gone_is_none(tiny: Path) -> None:
    board = FileBoard(str(tiny))
    notice = Notice(step=3, progress=RunProgress(phase="build", seconds=1.5))
    board.put_up("run:a", notice)
    assert (board.read("run:a"), board.read("run:b")) == (notice, None)
    (tiny.parent / "tiny.db.b.progress").write_text('{"step": 1', "utf-8")
    assert board.read("run:b") is None
    board.take_down("run:a")
    board.take_down("run:a")
    assert board.read("run:a") is None


def test_a_store_has_one_service(tiny: Path) -> None:
    with serving(tiny), pytest.raises(Unservable, match="another process serves it"), lease(str(tiny)):
        pass


def test_the_problem_of_a_world_that_contradicts_itself_fails_with_the_reason(tiny: Path) -> None:
    store = open_store(str(tiny))
    with store.snapshot() as reader:
        service = next(edge for edge in reader.neighbours("need:meals", "ASKS_FOR", "out"))
    store.write([DropEdge(service.relation, service.start, service.end)], by="test")
    store.close()
    with serving(tiny) as client:
        shown = finished(client, start(client).json()["id"])
        assert shown["state"] == "failed"
        assert "need:meals" in shown["reason"]


def test_a_service_that_is_killed_fails_its_run_and_its_worker_keeps_nothing(city: Path) -> None:
    with served(city) as service:
        id = start(service.client, time_limit=600).json()["id"]
        until(lambda: state(service.client, id)["progress"])
        service.process.kill()
        service.process.wait()
    with serving(city) as client:
        assert state(client, id)["state"] == "failed"
        following = start(client, "2030-W01").json()["id"]
        assert finished(client, following)["state"] == "done"
        assert state(client, id)["state"] == "failed"
