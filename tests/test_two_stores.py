"""No answer depends on the store: the same seed in a file and in a Neo4j server gives the same bytes."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from graph.candidates import candidates
from graph.export import FORMATS, export
from graph.insight import neighbourhood
from graph.model import KINDS, Run, Secret
from graph.paths import between, evidence
from graph.relations import RELATIONS
from graph.store import GraphStore, Put, Reader, open_store
from matching.build import build
from matching.limits import Limits
from matching.solve import solve
from matching.writing import plan_bytes, tally_bytes
from seeds.fill import fill
from service.artifacts import artifact
from tests import neo4j_server
from tests.service.serving import serving, sign_in

WEEK = "2026-W48"
WORLDS: dict[str, int | None] = {"hard": None, "taicang": None, "city": 200}


@pytest.fixture(scope="module", params=WORLDS)
def addresses(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """A file and a space of a server that hold the same world."""
    found = [str(tmp_path_factory.mktemp("two") / "graph.db"), neo4j_server.fresh(f"two{request.param}")]
    for address in found:
        with closing(open_store(address)) as store:
            fill(store, request.param, WEEK, needs=WORLDS[request.param])
    return found


@pytest.fixture
def both(addresses: list[str]) -> Iterator[list[Reader]]:
    with ExitStack() as opened:
        stores: list[GraphStore] = [opened.enter_context(closing(open_store(address))) for address in addresses]
        yield [opened.enter_context(store.snapshot()) for store in stores]


def first_of_each_kind(reader: Reader) -> list[str]:
    return [ids[0] for kind in KINDS if len(ids := reader.columns(kind)["id"])]


def test_the_same_problem_tally_and_candidates(both: list[Reader]) -> None:
    one, other = (build(reader, WEEK) for reader in both)
    assert one.data == other.data
    assert tally_bytes(one.tally) == tally_bytes(other.tally)
    here, there = (candidates(reader, WEEK) for reader in both)
    assert here.equals(there)


def test_the_same_exports(both: list[Reader], tmp_path: Path) -> None:
    for format in FORMATS:
        files = [tmp_path / f"{number}.{format}" for number in range(2)]
        for reader, file in zip(both, files, strict=True):
            export(reader, format, file, personal=True)
        assert files[0].read_bytes() == files[1].read_bytes()


def test_the_same_neighbourhoods_and_paths(both: list[Reader]) -> None:
    here, there = both
    assert here.version == there.version
    for id in first_of_each_kind(here):
        assert here.neighbours(id) == there.neighbours(id)
        assert here.get(id) == there.get(id)
        assert here.node_version(id) == there.node_version(id)
    for table in (*KINDS, *RELATIONS):
        assert here.touched(table) == there.touched(table)
    needs = here.columns("Need")["id"].to_list()[::50]
    offers = here.columns("Offer")["id"].to_list()[:: 50 + len(needs)]
    for need in needs[:5]:
        assert neighbourhood(here, need, 3) == neighbourhood(there, need, 3)
        for offer in offers[:2]:
            assert evidence(here, need, offer) == evidence(there, need, offer)
            assert between(here, need, offer) == between(there, need, offer)


ANSWERS = (
    "/api/weeks", f"/api/weeks/{WEEK}", f"/api/weeks/{WEEK}/linkages?limit=200", f"/api/weeks/{WEEK}/plan",
    f"/api/weeks/{WEEK}/problem", f"/api/weeks/{WEEK}/gaps?by=service", f"/api/weeks/{WEEK}/gaps?by=community",
    f"/api/weeks/{WEEK}/gaps/capacities", "/api/sponsor/needs?limit=200", "/api/graph/search?q=community",
)  # fmt: skip


def test_the_same_plan_linkages_and_gaps(addresses: list[str]) -> None:
    """One plan is kept in both; everything that is told of it is the same, byte by byte."""
    plans = [_planned(address) for address in addresses]
    assert plans[0] == plans[1]
    told = []
    for address in addresses:
        with serving(address) as client:
            linkages = client.get(ANSWERS[2]).json()["items"]
            details = [f"/api/weeks/{WEEK}/linkages/{each['need']}" for each in linkages[:: len(linkages) // 3]]
            asked = [client.get(path) for path in (*details, *ANSWERS[:5])]
            sign_in(client, "planner")
            asked += [client.get(path) for path in ANSWERS[5:]]
            told.append([(answer.url.path, answer.status_code, answer.content) for answer in asked])
            assert {answer.status_code for answer in asked} <= {200, 409}  # 409: a week without a plan
    assert told[0] == told[1]


def _planned(address: str) -> bytes:
    """The plan of the week, kept as a run would keep it."""
    with closing(open_store(address)) as store:
        with store.snapshot() as reader:
            built = build(reader, WEEK)
        plan = solve(built.problem, Limits(seconds=60, work=1, seed=1, workers=1), tally=built.tally)
        files = {"problem": built.data, "tally": tally_bytes(built.tally), "plan": plan_bytes(plan)}
        kept = {name: artifact(data) for name, data in files.items()}
        run = Run(
            id="run:one", week=WEEK, state="done", created="2026-11-23T08:00:00+08:00",
            finished="2026-11-23T08:01:00+08:00", status=plan.status, objective=plan.objective, bound=plan.bound,
            problem=kept["problem"].id, tally=kept["tally"].id, plan=kept["plan"].id,
        )  # fmt: skip
        key = Secret(id="secret:pseudonyms", value="0" * 64)
        store.write([*map(Put, kept.values()), Put(run), Put(key)], by="test")
    return files["plan"]
