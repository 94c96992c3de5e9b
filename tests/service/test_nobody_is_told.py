"""Whatever identifies a person may change: every byte that the public and sponsors can fetch stays the same.

The service stands as others than this machine see it, with a plan that is not made anew.
"""

import logging
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.model import Building
from graph.store import GraphStore, Put
from seeds.facts import link
from service.sponsor.pseudonyms import Pseudonyms
from tests.service.crawling import Fetched, crawl
from tests.service.disguise import Disguise, disguises, everybody_else
from tests.service.offices import opened
from tests.service.serving import PATIENCE, serving
from tests.service.two_communities import FOREIGN, OWN, OWN_REASON, two_communities

pytestmark = pytest.mark.xdist_group("nobody is told")  # one world for all of them


@dataclass(frozen=True)
class Outside:
    """The service as the public, a sponsor and a coordinator of willow see it; its store, opened beside it."""

    public: httpx.Client
    sponsor: httpx.Client
    coordinator: httpx.Client
    store: GraphStore
    ids: dict[str, tuple[str, ...]]

    def told(self) -> Fetched:
        """All that the public and the sponsor are told."""
        document = self.public.get("/openapi.json").json()
        public = crawl(self.public, "public", document, self.ids)
        sponsor = crawl(self.sponsor, "sponsor", document, self.ids)
        return {f"public {asked}": public[asked] for asked in public} | {
            f"sponsor {asked}": sponsor[asked] for asked in sponsor
        }


@pytest.fixture(scope="module")
def outside(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    path = Path(shutil.copy(seeded, tmp_path_factory.mktemp("told") / "tiny.db"))
    with two_communities(path) as made:
        words = [made.client(f"{who} with a token to write").headers["Authorization"] for who in ("dadi", "willow")]
        ids = {"run": (made.run, "run:none"), "pledge": (*made.pledges, "pledge:none"), "token": made.tokens}
    with ExitStack() as stack:
        store = stack.enter_context(opened(path))
        second = Building(id="building:oldlane-2", name="2幢")
        store.write([Put(second), link(second.id, "IN", "grid:oldlane")], by="test")
        public = stack.enter_context(serving(path, None, allow_remote=True, hosts="tongxin.example"))
        sponsor, coordinator = (stack.enter_context(_bearing(public, word)) for word in words)
        yield Outside(public, sponsor, coordinator, store, ids)


def _bearing(public: httpx.Client, word: str) -> httpx.Client:
    return httpx.Client(base_url=public.base_url, timeout=PATIENCE, headers={"Authorization": word})


@pytest.fixture(scope="module")
def before(outside: Outside) -> Fetched:
    return outside.told()


@pytest.fixture(scope="module")
def any_disguise(outside: Outside) -> st.SearchStrategy[Disguise]:
    with outside.store.snapshot() as reader:
        return disguises(reader)


@contextmanager
def worn(outside: Outside, disguise: Disguise) -> Iterator[None]:
    outside.store.write(disguise.put_on(), by="test")
    try:
        yield
    finally:
        outside.store.write(disguise.taken_off(), by="test")


def differing(outside: Outside, before: Fetched, disguise: Disguise) -> list[str]:
    """What is answered otherwise while people wear this disguise."""
    with worn(outside, disguise):
        now = outside.told()
    return sorted(asked for asked in before.keys() | now.keys() if before.get(asked) != now.get(asked))


def test_there_is_something_to_be_told(before: Fetched) -> None:
    needs = [body for asked, (_, _, body) in before.items() if asked.endswith("/api/sponsor/needs {} */*")]
    assert [body.count(b'"missing"') for body in needs] == [3, 3]
    statuses = [status for status, _, _ in before.values()]
    assert min(statuses.count(status) for status in (200, 401, 404, 422)) > 10


def test_when_everybody_is_somebody_else_nothing_is_answered_otherwise(outside: Outside, before: Fetched) -> None:
    with outside.store.snapshot() as reader:
        disguise = everybody_else(reader)
    with worn(outside, disguise):
        he = outside.coordinator.get("/api/residents/resident:he").json()
        assert (he["name"], he["home"][0]["id"]) == ("别人", "building:willow-1")
    assert differing(outside, before, disguise) == []


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of everybody and everything that can be disguised
@given(st.data())
@settings(max_examples=30)
def test_whatever_changes_about_anybody_nothing_is_answered_otherwise(
    outside: Outside, before: Fetched, any_disguise: st.SearchStrategy[Disguise], data: st.DataObject
) -> None:
    assert differing(outside, before, data.draw(any_disguise)) == []


def test_no_line_of_the_log_has_a_word_about_anybody_nor_one_that_was_sent(
    outside: Outside, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    outside.told()
    for client in (outside.public, outside.sponsor, outside.coordinator):
        client.get("/api/graph/search", params={"q": SENT})
        client.get(f"/api/residents/{SENT}")
        client.get("/api/me", headers={"Authorization": f"Bearer {SENT}", "X-Request-Id": f"{SENT}?"})
        client.post("/api/session", json={"login": SENT, "password": SENT})
        client.patch("/api/residents/resident:he", json={"name": SENT, "phone": 1})
        client.post("/api/sponsor/pledges", json={"form": "money", "amount": 1, "note": SENT, "for": {}})
        client.post("/sign-in", data={"login": SENT, "password": SENT}, headers={"Accept": "text/html"})
    lines = [repr(vars(record)) for record in caplog.records if record.name == "service"]
    assert len(lines) > 250
    assert not [line for line in lines for word in (SENT, OWN, FOREIGN, OWN_REASON) if word in line]


SENT = "Zhou-Guilan-13800000000"
"""What somebody sends of a person, in every place where something can be sent."""


# Consent


@pytest.mark.parametrize(
    ("need", "resident", "kind"),
    [
        ("need:he-gift", "resident:he", {"form": "money"}),
        ("need:xu-stove", "resident:xu-child", {"form": "goods", "item": "stove"}),
    ],
)
def test_a_need_whose_consent_is_withdrawn_is_in_no_byte_at_once_and_is_back_under_its_name(
    outside: Outside, need: str, resident: str, kind: dict[str, str]
) -> None:
    """A person's need, and a household's of whom the child is shown no more; the sponsor has pledged for each."""
    with outside.store.snapshot() as reader:
        name = Pseudonyms.of(reader)(need).encode()
        given = [edge for edge in reader.neighbours(resident, "CONSENTS_TO") if edge.end == "purpose:sponsor_view"]
    order = {**kind, "amount": 1, "for": {"need": name.decode()}}
    outside.sponsor.post("/api/sponsor/pledges", json=order).raise_for_status()
    told = naming(outside, name)
    assert told > 2
    withdrawal = {"purpose": "sponsor_view", "given": False}
    outside.coordinator.post(f"/api/residents/{resident}/consents", json=withdrawal).raise_for_status()
    assert naming(outside, name) == 0
    outside.store.write([Put(edge) for edge in given], by="test")
    assert naming(outside, name) == told


def naming(outside: Outside, name: bytes) -> int:
    """How many answers have this name in them."""
    return sum(name in body or name.decode() in repr(headers) for _, headers, body in outside.told().values())
