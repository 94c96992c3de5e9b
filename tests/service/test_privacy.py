"""No resident shows, anywhere: markers in every personal field are looked for in every answer."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from graph.model import (
    Commission,
    Household,
    Intake,
    Need,
    Node,
    Rating,
    Resident,
    SocialWorker,
    Visit,
    Volunteer,
)
from graph.model.places import Grid
from graph.store import Put, open_store
from service.privacy import Label, label
from tests.service.serving import WEEK, finished, serving

MARK = "标记MARKER"
PHONE = "13999990000"
PERSONAL: dict[type[Node], dict[str, str]] = {
    Resident: {"name": MARK, "phone": PHONE, "notes": MARK},
    Need: {"title": MARK, "description": MARK},
    Volunteer: {"name": MARK, "phone": PHONE},
    SocialWorker: {"name": MARK, "phone": PHONE},
    Household: {"label": MARK},
    Visit: {"note": MARK},
    Intake: {"words": MARK},
    Rating: {"words": MARK},
    Commission: {"note": MARK},
}


@pytest.fixture(scope="module")
def marked(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """The tiny week, solved, with a marker in every personal field that the graph knows."""
    path = tmp_path_factory.mktemp("marked") / "marked.db"
    path.write_bytes(seeded.read_bytes())
    store = open_store(str(path))
    with store.snapshot() as reader:
        changes = [
            Put(node.model_copy(update=fields)) for kind, fields in PERSONAL.items() for node in reader.nodes(kind)
        ]
    store.write(changes, by="test")
    store.close()
    with serving(path) as client:
        run = client.post(f"/api/weeks/{WEEK}/runs").json()["id"]
        assert finished(client, run)["state"] == "done"
        yield client


def addresses(client: httpx.Client) -> list[str]:
    """Every address that can be read, of the OpenAPI document and beyond it, but those of people by name: those are for
    their coordinator alone, and `test_people` knows them."""
    week = client.get(f"/api/weeks/{WEEK}").json()
    needs = [card["need"] for card in client.get(f"/api/weeks/{WEEK}/linkages").json()["items"]]
    known = {
        "{number}": ["1"],
        "{week}": [WEEK],
        "{id}": [week["run"]],
        "{need}": needs,
        "{file}": ["problem", "plan", "tally"],
    }
    operations = client.get("/openapi.json").json()["paths"].items()
    paths = [path for path, methods in operations if "get" in methods and methods["get"].get("tags") != ["people"]]
    for name, values in known.items():
        paths = [path.replace(name, value) for path in paths for value in (values if name in path else [""])]
    assert not [path for path in paths if "{" in path], "an address with a part that this test does not know"
    return [*paths, "/", "/?lang=en", "/docs", "/openapi.json", "/nowhere"]


def test_no_answer_shows_a_resident_a_name_of_a_helper_or_the_words_of_a_need(marked: httpx.Client) -> None:
    seen = addresses(marked)
    assert len(seen) > 15
    for address in seen:
        for kind in ("application/json", "text/html"):
            answer = marked.get(address, headers={"Accept": kind})
            assert answer.status_code in {200, 404, 409, 422}, address  # 422: it wants to be asked something
            assert MARK not in answer.text, address
            assert "MARKER" not in answer.text, address
            assert PHONE not in answer.text, address


def volunteer(number: str) -> Volunteer:
    return Volunteer(
        id="volunteer:fang", name="方巧云", number=number, sex="female", birth_year=1960, half_days=(), max_hours=4
    )


def test_a_volunteer_is_told_by_the_end_of_the_number() -> None:
    assert label(volunteer("TC2026003F2A")) == Label("志愿者 3F2A", "volunteer 3F2A")


def test_a_social_worker_is_told_by_the_end_of_the_id() -> None:
    worker = SocialWorker(
        id="social_worker:hu-0017", name="胡静", sex="female", birth_year=1990, licence="senior",
        half_days=(), max_hours=20, caseload=8,
    )  # fmt: skip
    assert label(worker) == Label("社工 0017", "social worker 0017")


def test_who_is_helped_is_nobody_in_particular() -> None:
    resident = Resident(id="resident:zhou", name="周玉兰", sex="female", birth_year=1940)
    assert label(resident) == Label("居民", "a resident")
    assert label(Household(id="household:h1", label="3幢201室")) == Label("住户", "a household")


def test_what_has_no_leave_to_be_named_keeps_its_id() -> None:
    visit = Visit(id="visit:v1", week=WEEK, doors=3, answered=2, note="周玉兰 coughs")
    assert label(visit) == Label("visit:v1", "visit:v1")
    assert label(Grid(id="grid:g1", name="柳塘第一网格")).zh == "柳塘第一网格"
