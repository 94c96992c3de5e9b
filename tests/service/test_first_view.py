"""Every page is light, and the twin that it names is there for whoever sees the page."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.benchmarks.paging import MOST
from tests.benchmarks.visits import ROLES, Visit, things, visits
from tests.benchmarks.weighing import twin, weigh
from tests.service.neighbours import solve
from tests.service.serving import WEEK, serving, signed_in

Seen = dict[Visit, tuple[httpx.Client, httpx.Response]]


@pytest.fixture(scope="module")
def seen(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    """Every page of the tiny week, solved, as each role sees it, and the client that asked; without those elsewhere."""
    path = tmp_path_factory.mktemp("light") / "tiny.db"
    path.write_bytes(seeded.read_bytes())
    with ExitStack() as stack:
        office = stack.enter_context(serving(path))
        solve(office)
        asks = {role: stack.enter_context(signed_in(office, None if role == "public" else role)) for role in ROLES}
        chosen = visits(things(asks["coordinator"], asks["sponsor"], WEEK))
        answers = {visit: (asks[visit.role], asks[visit.role].get(visit.address)) for visit in chosen}
        yield {visit: found for visit, found in answers.items() if not found[1].is_redirect}


def test_the_first_view_of_every_page_is_at_most_40_kib(seen: Seen) -> None:
    weights = {visit: weigh(client, answer.raise_for_status()).first_view for visit, (client, answer) in seen.items()}
    assert len(weights) > 50
    assert {visit: weight for visit, weight in weights.items() if weight > MOST} == {}


def test_whoever_sees_a_page_may_read_the_twin_that_it_names(seen: Seen) -> None:
    named = {visit: (client, twin(answer.text)) for visit, (client, answer) in seen.items()}
    statuses = {visit: client.get(path).status_code for visit, (client, path) in named.items() if path}
    assert len(statuses) > 30
    assert {visit: status for visit, status in statuses.items() if status != 200} == {}
