"""A page speaks one language: in Chinese no English sentence stands, in English no Chinese but in names from data.

Every page as each role that it is for, and pages of refusals, over the tiny week, solved. What is said in another
language says so (`lang`), and code, ids and addresses are nobody's language.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from graph.model import KINDS
from graph.store import GraphStore
from service.access import Part
from service.language import Language
from tests.benchmarks.visits import ROLES, things, visits
from tests.service.neighbours import solve
from tests.service.offices import opened
from tests.service.serving import WEEK, serving, signed_in

SENTENCE = re.compile(r"[A-Za-z][A-Za-z'’-]*(?:[ ,;:.]+[A-Za-z][A-Za-z'’-]*){2,}")
"""Three Latin words or more in a row."""
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")

CUT = re.compile(r"(\S+)…")
"""A name in a drawing that had no room for all of it."""

SPOKEN = ("aria-label", "title", "placeholder", "alt", "data-busy")
"""Attributes that are read aloud or shown."""
NOBODYS = {"code", "script", "style", "datalist"}
VOID = {"br", "hr", "img", "input", "link", "meta", "rect", "path", "circle", "line"}

REFUSED = (
    "/nowhere",
    f"/?week={WEEK}&page=0",
    f"/?week={WEEK}&nothing=1",
    f"/weeks/{WEEK}/linkages/need:none",
    "/gaps/cell",
    f"/gaps/what-if?week={WEEK}&add=1",
    f"/fairness?week={WEEK}&share=101",
    f"/fairness?week={WEEK}&share=20&asks=2",
    "/graph?q=willow",
    "/graph?node=need:none",
    "/graph?node=community:willow&to=volunteer:fang",
)
"""As the planner sees them: what is not there, does not fit, or must be asked for."""


class Spoken(HTMLParser):
    """What a page says in its own language: texts, and attributes that are read."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        quiet = tag in NOBODYS or (tag != "html" and "lang" in given) or "id" in (given.get("class") or "").split()
        if tag not in VOID:
            self._open.append((tag, quiet))
        if not quiet and not self.quiet:
            self.said += [value for name in SPOKEN if (value := given.get(name))]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Draws, and says nothing."""

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self.quiet and data.strip():
            self.said.append(data)

    @property
    def quiet(self) -> bool:
        """Whether what stands here is in no language, or in another that is named."""
        return any(quiet for _, quiet in self._open)


@dataclass(frozen=True)
class Town:
    """The tiny week, solved: a client, one of each thing in it, and every text from data that has Chinese letters."""

    office: httpx.Client
    things: Mapping[str, str]
    names: tuple[str, ...]


@pytest.fixture(scope="module")
def town(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    path = tmp_path_factory.mktemp("spoken") / "tiny.db"
    path.write_bytes(seeded.read_bytes())
    with opened(path) as store:
        names = sorted(_names(store), key=len, reverse=True)  # a name may be a part of another
    with serving(path) as client, signed_in(client, "sponsor") as sponsor:
        solve(client)
        yield Town(client, things(client, sponsor, WEEK), tuple(names))


def _names(store: GraphStore) -> Iterator[str]:
    with store.snapshot() as reader:
        for kind in KINDS.values():
            for node in reader.nodes(kind):
                yield from (text for text in vars(node).values() if isinstance(text, str) and CHINESE.search(text))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_speaks_the_language_of_its_reader(town: Town, language: Language) -> None:
    wrong: dict[str, set[str]] = {}
    for role in ROLES:
        with signed_in(town.office, None if role == "public" else role) as client:
            for address in _addresses(town, role):
                query = httpx.URL(address).params.set("lang", language)
                answer = client.get(address, params=query, headers={"Accept": "text/html"})
                if "text/html" in answer.headers.get("content-type", ""):
                    wrong.setdefault(address, set()).update(_foreign(answer.text, language, town.names))
    assert {address: found for address, found in wrong.items() if found} == {}


def _addresses(town: Town, role: Part) -> Iterator[str]:
    yield from (visit.address for visit in visits(town.things) if visit.role == role)
    if role == "planner":
        cards = town.office.get(f"/api/weeks/{WEEK}/linkages").raise_for_status().json()["items"]
        yield from (f"/weeks/{WEEK}/linkages/{card['need']}" for card in cards)
        yield from REFUSED


def _foreign(page: str, language: Language, names: Sequence[str]) -> Iterator[str]:
    """What is said there in the other language."""
    for text in Spoken(page).said:
        if language == "zh":
            yield from SENTENCE.findall(text)
        elif CHINESE.search(text):
            for name in names:
                text = text.replace(name, "")
            if CHINESE.search(CUT.sub(lambda cut: "" if _begins_a_name(cut[1], names) else cut[0], text)):
                yield text.strip()


def _begins_a_name(text: str, names: Sequence[str]) -> bool:
    return any(name.startswith(text) for name in names)


def test_what_is_foreign_is_noticed_and_what_is_nobodys_language_is_let_be() -> None:
    page = """<html lang="zh"><p title="a title in English">需求 <code>not one of these</code> needs nobody has</p>
        <p lang="en">said so in English</p><img alt="">甲</html>"""
    assert list(_foreign(page, "zh", ())) == ["a title in English", "needs nobody has"]
    assert list(_foreign(page, "en", ("需求",))) == ["甲"]
