"""Every page, as each role that it is for: how much goes over the line, how long the service takes, when it is usable.

Beside each stands its twin, the same as JSON, asked for in the same way: what the page costs more than its facts. Bytes
are as the service packs them. Times are those of a client that asks one thing after another, on the same machine; in
the browser nothing is kept from one visit to the next, and the processor is throttled.
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copyfile
from statistics import median

import httpx

from service.access import Part
from tests.benchmarks.bench import Bench
from tests.benchmarks.painting import SLOWER, Look, Painted, looking
from tests.benchmarks.serving import served
from tests.benchmarks.table import Table
from tests.benchmarks.timing import Timing, figure, timed
from tests.benchmarks.visits import ROLES, Visit, things, visits
from tests.benchmarks.weighing import twin, weigh
from tests.service.serving import signed_in

ENOUGH = 20.0
"""Seconds in which the week is solved: its pages are the same whether it is proved or not."""
MOST = 40 * 1024
"""Bytes that the first view of a page may weigh, libraries apart."""
PATIENCE = 6.0
"""Seconds after which one page is no longer asked for again, unless that was less than three times."""
ALL = "/, 300 needs"
"""The board with all rows that it can show: somebody asked for so many, so its weight is told and not judged."""


@dataclass(frozen=True)
class Asked:
    """What came of asking for one address: the last answer, and how long each took."""

    answer: httpx.Response
    timing: Timing


def measure(bench: Bench) -> None:
    """Bytes, server times, paints, and which first views are too heavy."""
    world = bench.world("city", 60) if bench.quick else bench.world("taicang")
    store = Path(copyfile(world.path, bench.folder / "paging.db"))
    with ExitStack() as stack:
        service = stack.enter_context(served(store, 1))
        service.solve(replace(bench, time_limit=min(bench.time_limit, ENOUGH)))
        clients = {
            role: stack.enter_context(signed_in(service.client, None if role == "public" else role)) for role in ROLES
        }
        chosen = list(visits(things(clients["coordinator"], clients["sponsor"], bench.week)))
        board = Visit(ALL, "planner", f"/?week={bench.week}&per=300")
        look = stack.enter_context(looking())
        heavy = _table(bench, world.name, clients, [*(chosen[:4] if bench.quick else chosen), board], look)
    if look is None:
        print("\nno Chromium, so no paints: `make browser` installs it (apt-get install chromium fonts-noto-cjk)")
    print(f"\nfirst views of more than {MOST // 1024} KiB, libraries apart: {', '.join(heavy) or 'none'}")


def _table(
    bench: Bench, world: str, clients: Mapping[Part, httpx.Client], chosen: Sequence[Visit], look: Look | None
) -> list[str]:
    """Print a row for each visit; those whose first view is too heavy."""
    table = Table(
        f"{world}: KiB on the line and ms; paint and usable with the processor {SLOWER} times as slow",
        page=39, role=11, page_KiB=8, first_view=10, library=7, p50=6, p95=6, paint=6, usable=6, JSON_KiB=8,
        JSON_p50=8, JSON_p95=8,
    )  # fmt: skip
    heavy = []
    for visit in chosen:
        client = clients[visit.role]
        if client.get(visit.address).is_redirect:  # this role begins elsewhere
            continue
        page = _ask(client, visit.address, bench.quick)
        weight, other = weigh(client, page.answer), twin(page.answer.text)
        painted = [look(visit.page, str(page.answer.url), client.cookies) for _ in range(_looks(bench))] if look else []
        table.row(
            *(visit.page, visit.role),
            *map(_kib, (weight.page, weight.first_view, weight.libraries)),
            *(*_times(page.timing), *_paints(painted)),
            *(_json(_ask(client, other, bench.quick)) if other else [None] * 3),
        )
        if weight.first_view > MOST and visit.page != ALL:
            heavy.append(f"{visit.page} of {visit.role}")
    return heavy


def _ask(client: httpx.Client, address: str, quick: bool) -> Asked:
    """Ask once, so that what is made once is made; then some thirty times, or for so long as there is patience."""
    first, _ = timed(lambda: client.get(address).raise_for_status())
    repeats = 3 if quick else max(3, min(30, int(PATIENCE / first.median)))
    timing, answer = timed(lambda: client.get(address), repeats)
    return Asked(answer, timing)


def _looks(bench: Bench) -> int:
    return 1 if bench.quick else 3


def _json(asked: Asked) -> list[str]:
    return [_kib(asked.answer.num_bytes_downloaded), *_times(asked.timing)]


def _times(timing: Timing) -> list[str]:
    return [figure(1000 * timing.percentile(percent)) for percent in (50, 95)]


def _paints(painted: Sequence[Painted]) -> list[str | None]:
    if not painted:
        return [None, None]
    return [figure(median(each.paint for each in painted)), figure(median(each.usable for each in painted))]


def _kib(size: int) -> str:
    return figure(size / 1024) if size else "-"
