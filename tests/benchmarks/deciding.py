"""Decisions on a planned week: what one would do, told while somebody waits, and the week computed again after it.

Each of some random decisions, one after the other, is previewed, taken, and the week computed again: to within a
twentieth of a percent, and to the end. Beside that stands the same week computed without knowing the plan before: what
all this would cost by itself. All goes over HTTP, to the service in a process of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from shutil import copyfile
from time import monotonic, sleep
from typing import Any

import httpx

from matching.limits import Limits
from matching.reading import read_problem
from matching.solve import solve
from tests.benchmarks.bench import Bench
from tests.benchmarks.serving import served
from tests.benchmarks.table import Table
from tests.benchmarks.timing import Timing, figure, ratio, timed

THOUGHT = 4.0
"""Seconds between two questions of a coordinator: the service makes itself ready for the next meanwhile."""

NEAR = 0.0005
"""A gap at which the week computed again is good enough to look at."""


@dataclass
class Taken:
    """Seconds of each step, one for each decision."""

    preview: list[float] = field(default_factory=list)
    near: list[float] = field(default_factory=list)
    proved: list[float] = field(default_factory=list)
    afresh: list[float] = field(default_factory=list)
    exact: int = 0
    refused: int = 0


def measure(bench: Bench) -> None:
    """Seconds of each step, and how many previews were exact at once."""
    world = bench.world("city", 60) if bench.quick else bench.world("taicang")
    store = Path(copyfile(world.path, bench.folder / "deciding.db"))
    taken, times = Taken(), 4 if bench.quick else 20
    with served(store, 1) as service:
        service.solve(bench)
        _preview(service.client, bench.week, {"need": _served(service.client, bench)[0]["need"], "action": "accept"})
        for number, order in enumerate(_orders(service.client, bench, times)):
            _decide(service.client, bench, order, taken, afresh=number < (2 if bench.quick else 5))
    _print(world.name, taken)


def _print(name: str, taken: Taken) -> None:
    table = Table(f"{name}: {len(taken.preview)} decisions, seconds", step=44, p50=8, p95=8, of_afresh=10)
    afresh = Timing(tuple(taken.afresh))
    for step, seconds in (
        ("preview", taken.preview),
        (f"computed again, to a gap of {NEAR:.2%}", taken.near),
        ("computed again, proved", taken.proved),
        ("computed without the plan before, proved", taken.afresh),
    ):
        timing = Timing(tuple(seconds))
        table.row(step, *(figure(timing.percentile(percent)) for percent in (50, 95)), ratio(timing, afresh))
    print(f"\n{taken.exact} of the previews were exact at once, {taken.refused} decisions clashed with what must be")


def _decide(client: httpx.Client, bench: Bench, order: dict[str, Any], taken: Taken, afresh: bool) -> None:
    sleep(THOUGHT)
    began = monotonic()
    effect = _preview(client, bench.week, order)
    taken.preview.append(monotonic() - began)
    if effect is None:
        taken.refused += 1
        return
    taken.exact += bool(effect["exact"])
    decisions = f"/api/weeks/{bench.week}/decisions"
    client.post(decisions, json=order).raise_for_status()
    for gap, seconds in ((NEAR, taken.near), (0.0, taken.proved)):
        sleep(THOUGHT)
        began = monotonic()
        run = _run(client, bench, gap)
        seconds.append(monotonic() - began)
    if afresh:
        problem = read_problem(client.get(f"/api/runs/{run}/problem").raise_for_status().content)
        limits = Limits(seconds=bench.time_limit, seed=bench.seed, workers=bench.workers)
        taken.afresh.append(timed(lambda: solve(problem, limits))[0].median)


def _preview(client: httpx.Client, week: str, order: dict[str, Any]) -> dict[str, Any] | None:
    answer = client.post(f"/api/weeks/{week}/decisions?preview=true", json=order)
    if answer.status_code == 409:
        return None
    effect: dict[str, Any] = answer.raise_for_status().json()["effect"]
    return effect


def _run(client: httpx.Client, bench: Bench, gap: float) -> str:
    order = {"time_limit": max(1, int(bench.time_limit)), "gap": gap}
    run: str = client.post(f"/api/weeks/{bench.week}/runs", json=order).raise_for_status().json()["id"]
    with client.stream("GET", f"/api/runs/{run}/events") as events:
        for _ in events.iter_lines():
            pass
    return run


def _served(client: httpx.Client, bench: Bench) -> list[dict[str, Any]]:
    linkages = client.get(f"/api/weeks/{bench.week}/linkages?status=served&limit=500").raise_for_status()
    found: list[dict[str, Any]] = linkages.json()["items"]
    return found


def _orders(client: httpx.Client, bench: Bench, times: int) -> Iterator[dict[str, Any]]:
    """Rejections of who fills a slot, pins of who could, and acceptances, in turn."""
    rng, cards = Random(bench.seed), _served(client, bench)
    for number in range(times):
        card = rng.choice(cards)
        slot = rng.choice([slot for slot in card["slots"] if slot["filled"]])
        order = {"need": card["need"], "action": "reject", "slot": slot["name"], "offer": slot["filled"][0]["offer"]}
        if number % 3 == 1:
            detail = client.get(f"/api/weeks/{bench.week}/linkages/{card['need']}").raise_for_status().json()
            others = [(s["name"], a["offer"]) for s in detail["slots"] for a in s["alternates"]]
            if others:
                name, offer = rng.choice(others)
                order = {"need": card["need"], "action": "pin", "slot": name, "offer": offer}
        yield {"need": card["need"], "action": "accept"} if number % 3 == 2 else order
