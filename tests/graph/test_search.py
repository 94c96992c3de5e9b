"""Search by name, on a town of a few names."""

from collections.abc import Iterator

import pytest

from graph.errors import BadValue
from graph.model import (
    Community,
    Enterprise,
    Grid,
    Household,
    Need,
    Node,
    Organization,
    Project,
    Resident,
    Room,
    Service,
    Volunteer,
)
from graph.search import EXACT, INSIDE, PREFIX, Hit, search
from graph.store import Reader
from tests.graph.reading import graph_of

WEEK = "2026-W48"


def community(local: str, name: str, official: str) -> Community:
    return Community(
        id=f"community:{local}", name=name, official_name=official, code="990101001001", rural=False, east=0, north=0
    )


TOWN: list[Node] = [
    community("willow", "柳塘社区", "柳塘社区居民委员会"),
    community("lane", "旧里", "旧里社区居委会"),
    Grid(id="grid:1", name="柳塘社区第一网格"),
    Room(id="room:hall", name="柳塘", purpose="activity", seats=20, half_days=()),
    Service(id="service:cooking", name="做饭", english="Cooking"),
    Service(id="service:advice", name="健康咨询", english="Health advice"),
    Organization(id="organization:a", name="邻里ABC中心", max_linkages=1),
    Enterprise(id="enterprise:b", name="ａｂｃ食品", industry="食品"),
    Project(id="project:p", title="一对一照料"),
    Resident(id="resident:zhou", name="柳如是", sex="female", birth_year=1940),
    Volunteer(id="volunteer:fang", name="柳巧云", number="YX0001", sex="female", birth_year=1960, half_days=(),
              max_hours=4),
    Household(id="household:1", label="柳塘 1-101"),
    Need(id="need:n", title="柳塘做饭", nature="individual", week=WEEK, first_week=WEEK, urgency=1, half_days=()),
]  # fmt: skip


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    with graph_of(TOWN, tmp_path_factory.mktemp("town")) as reader:
        yield reader


def ids(hits: list[Hit]) -> list[str]:
    return [hit.id for hit in hits]


def test_the_same_name_comes_first_then_what_begins_with_it(town: Reader) -> None:
    assert ids(search(town, "柳塘")) == ["room:hall", "community:willow", "grid:1"]
    assert [hit.fit for hit in search(town, "柳塘")] == [EXACT, PREFIX, PREFIX]
    assert ids(search(town, "社区")) == ["community:lane", "community:willow", "grid:1"]  # by name: 旧 before 柳


def test_a_thing_with_two_names_is_found_once_by_the_better_fit(town: Reader) -> None:
    assert search(town, "柳塘社区") == [
        Hit(EXACT, "柳塘社区", "community:willow"), Hit(PREFIX, "柳塘社区第一网格", "grid:1"),
    ]  # fmt: skip
    assert search(town, "居民委员会") == [Hit(INSIDE, "柳塘社区居民委员会", "community:willow")]


def test_english_names_and_any_case_and_width(town: Reader) -> None:
    assert ids(search(town, "cook")) == ["service:cooking"]
    assert ids(search(town, "HEALTH ADVICE")) == ["service:advice"]
    assert ids(search(town, "abc")) == ["enterprise:b", "organization:a"]  # the full-width name begins with it
    assert ids(search(town, "ＡＢＣ")) == ["enterprise:b", "organization:a"]
    assert ids(search(town, " 做饭 ")) == ["service:cooking"]


def test_people_homes_and_words_are_not_found(town: Reader) -> None:
    for words in ("柳如是", "柳巧云", "1-101", "柳塘做饭", "resident:zhou", "YX0001"):
        assert search(town, words) == []


def test_one_kind_and_so_many(town: Reader) -> None:
    assert ids(search(town, "柳", kind="Grid")) == ["grid:1"]
    assert ids(search(town, "柳", limit=2)) == ["room:hall", "community:willow"]


def test_what_cannot_be_searched_is_refused(town: Reader) -> None:
    with pytest.raises(BadValue, match="blank"):
        search(town, "　 ")
    with pytest.raises(BadValue, match="Resident"):
        search(town, "柳", kind="Resident")
    with pytest.raises(BadValue, match="limit 0"):
        search(town, "柳", limit=0)
