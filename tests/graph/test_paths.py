"""Chains behind a linkage, on Willow Lane, where everybody can be told by name."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path as FilePath

import pytest

from graph.errors import BadValue, Missing
from graph.model import Enterprise, Need, Node, Offer, Service, Training, Visit
from graph.paths import Between, Path, between, evidence
from graph.relations import Certificate, Edge, History, Properties, Refusal
from graph.store import Reader
from tests.graph.lane import BAO, EDGES, GRID, HELPERS, HOUSE, LANE, LI, NODES, QIN, edge, resident
from tests.graph.reading import graph_of

DAY = date(2026, 11, 23)

MEALS = Need(
    id="need:meals", title="做饭", nature="recurring", week="2026-W48", first_week="2026-W40", urgency=3, half_days=()
)
COOKING = Service(id="service:cooking", name="做饭", english="cooking")
HOUSEWORK = Service(id="service:housework", name="家务", english="housework")
HYGIENE = Training(id="training:hygiene", name="食品卫生")
BAO_COOKS = Offer(id="offer:bao", name="鲍做饭", society="volunteer", form="time", amount=4)
CARRY = Offer(id="offer:carry", name="承接", society="organization", form="skill", amount=1)
ROUND = Visit(id="visit:w47", week="2026-W47", doors=20, answered=15)
BAKERY = Enterprise(id="enterprise:bakery", name="面包坊", industry="food")
BREAD = Offer(id="offer:bread", name="面包", society="charity", form="goods", amount=40, item="bag")

WORLD: list[Node | Edge] = [
    *NODES, MEALS, COOKING, HOUSEWORK, HYGIENE, BAO_COOKS, CARRY, ROUND, BAKERY, BREAD,
    *[one for one in EDGES if one.relation != "HELPED"],
    edge(BAO, "HELPED", LI, History(times=3, last_week="2026-W47", source="records", since="2026-10-04")),
    edge(MEALS, "ASKS_FOR", COOKING), edge(MEALS, "OF", LI), edge(MEALS, "AT", HOUSE),
    edge(COOKING, "NARROWS", HOUSEWORK), edge(COOKING, "TAKES", HYGIENE),
    edge(BAO, "TRAINED_IN", HYGIENE, Certificate(since="2025-11-23")),
    edge(BAO, "GIVES", BAO_COOKS), edge(BAO_COOKS, "FOR", COOKING),
    edge(BAO, "KNOWS", LI), edge(BAO, "WALKED", ROUND), edge(ROUND, "RAISED", MEALS),
    edge(HELPERS, "GIVES", CARRY), edge(CARRY, "FOR", HOUSEWORK), edge(CARRY, "REACHES", LANE),
    edge(HELPERS, "PARTNER_OF", BAKERY, Properties(until="2026-12-31")),
    edge(BAKERY, "GIVES", BREAD), edge(BREAD, "REACHES", LANE),
]  # fmt: skip


@pytest.fixture
def reader(tmp_path: FilePath) -> Iterator[Reader]:
    with graph_of(WORLD, tmp_path) as opened:
        yield opened


def words(path: Path) -> str:
    """A chain as one reads it: `need:meals ASKS_FOR> service:cooking <FOR offer:bao`."""
    said = [path.nodes[0]]
    for step, after in zip(path.steps, path.nodes[1:], strict=True):
        said += [f"{step.relation}>" if step.forward else f"<{step.relation}", after]
    return " ".join(said)


def test_the_helper_is_near_by_service_by_help_by_house_and_by_her_round(reader: Reader) -> None:
    assert [words(path) for path in evidence(reader, MEALS.id, BAO_COOKS.id, limit=4, day=DAY)] == [
        "need:meals ASKS_FOR> service:cooking <FOR offer:bao",
        "need:meals OF> resident:li <HELPED volunteer:bao GIVES> offer:bao",
        "need:meals <RAISED visit:w47 <WALKED volunteer:bao GIVES> offer:bao",
        "need:meals AT> building:7 <LIVES_IN volunteer:bao GIVES> offer:bao",
    ]


def test_limit_takes_the_first_chains(reader: Reader) -> None:
    whole = evidence(reader, MEALS.id, BAO_COOKS.id, limit=99, day=DAY)
    assert evidence(reader, MEALS.id, BAO_COOKS.id, day=DAY) == whole[:3]
    assert "training:hygiene <TRAINED_IN volunteer:bao" in " / ".join(words(path) for path in whole)


def test_each_step_tells_where_it_comes_from_and_how_old_it_is(reader: Reader) -> None:
    of, helped, gives = evidence(reader, MEALS.id, BAO_COOKS.id, day=DAY)[1].steps
    assert (helped.relation, helped.start, helped.end) == ("HELPED", BAO.id, LI.id)
    assert (helped.source, helped.since, helped.until, helped.age_days) == ("records", "2026-10-04", None, 50)
    assert (of.forward, helped.forward, gives.forward) == (True, False, True)
    assert (of.source, of.since, of.age_days) == ("", None, None)


def test_an_organization_is_near_by_a_broader_service_by_its_member_and_by_place(reader: Reader) -> None:
    assert [words(path) for path in evidence(reader, MEALS.id, CARRY.id, limit=4, day=DAY)] == [
        "need:meals ASKS_FOR> service:cooking NARROWS> service:housework <FOR offer:carry",
        "need:meals OF> resident:li <HELPED volunteer:bao MEMBER_OF> organization:helpers GIVES> offer:carry",
        "need:meals <RAISED visit:w47 <WALKED volunteer:bao MEMBER_OF> organization:helpers GIVES> offer:carry",
        "need:meals AT> building:7 IN> grid:willow-1 IN> community:willow <REACHES offer:carry",
    ]


def test_a_partner_is_near_through_the_organization_that_the_helper_belongs_to(reader: Reader) -> None:
    chains = [words(path) for path in evidence(reader, MEALS.id, BREAD.id, limit=9, day=DAY)]
    partner = "volunteer:bao MEMBER_OF> organization:helpers PARTNER_OF> enterprise:bakery GIVES> offer:bread"
    assert f"need:meals OF> resident:li <HELPED {partner}" in chains


@pytest.mark.parametrize(("day", "stands"), [(date(2026, 12, 31), True), (date(2027, 1, 1), False)])
def test_a_partnership_that_has_ended_is_no_evidence(reader: Reader, day: date, stands: bool) -> None:
    chains = [words(path) for path in evidence(reader, MEALS.id, BREAD.id, limit=9, day=day)]
    assert any("PARTNER_OF" in chain for chain in chains) is stands


def test_a_fact_of_later_is_no_evidence_yet(reader: Reader) -> None:
    chains = [words(path) for path in evidence(reader, MEALS.id, BAO_COOKS.id, limit=9, day=date(2026, 10, 3))]
    assert not any("HELPED" in chain for chain in chains)


def test_people_who_share_only_a_training_or_a_service_make_no_chain(tmp_path: FilePath) -> None:
    """Bao helped Li and has the training; that says nothing for Xu, who has it too and has never met Li."""
    xu = BAO.model_copy(update={"id": "volunteer:xu"})
    xus = BAO_COOKS.model_copy(update={"id": "offer:xu"})
    more: list[Node | Edge] = [
        xu, xus, edge(xu, "GIVES", xus), edge(xus, "FOR", COOKING), edge(xu, "TRAINED_IN", HYGIENE, Certificate()),
    ]  # fmt: skip
    with graph_of([*WORLD, *more], tmp_path) as reader:
        assert [words(path) for path in evidence(reader, MEALS.id, xus.id, limit=9, day=DAY)] == [
            "need:meals ASKS_FOR> service:cooking <FOR offer:xu",
            "need:meals ASKS_FOR> service:cooking TAKES> training:hygiene <TRAINED_IN volunteer:xu GIVES> offer:xu",
        ]


def test_no_name_is_told(reader: Reader) -> None:
    told = repr([*evidence(reader, MEALS.id, BAO_COOKS.id, 99, DAY), between(reader, LI.id, BAO.id, day=DAY)])
    assert not any(name in told for name in ("李", "鲍", "秦", "TC0001"))


def test_the_shortest_chains_between_any_two(reader: Reader) -> None:
    found = between(reader, QIN.id, HELPERS.id, day=DAY)
    assert [words(path) for path in found.paths][:1] == [
        "resident:qin <KNOWS volunteer:bao MEMBER_OF> organization:helpers",
    ]
    assert found.cut_off == ()
    assert len(found.paths) == 3 and not found.more
    assert between(reader, QIN.id, HELPERS.id, limit=2, day=DAY) == Between(found.paths[:2], (), more=True)


def test_between_stays_within_the_hops_asked_for(reader: Reader) -> None:
    assert between(reader, QIN.id, HELPERS.id, hops=1, day=DAY).paths == ()
    two = between(reader, QIN.id, HELPERS.id, hops=2, day=DAY)
    assert [len(path.steps) for path in two.paths] == [2]
    assert not two.more
    assert between(reader, LI.id, BREAD.id, hops=4, limit=50, day=DAY).paths != ()


def test_of_two_relations_between_the_same_two_the_stronger_is_told(reader: Reader) -> None:
    assert [words(path) for path in between(reader, BAO.id, LI.id, hops=1, day=DAY).paths] == [
        "volunteer:bao HELPED> resident:li"
    ]


def test_nothing_lies_between_strangers_nor_between_one_and_herself(tmp_path: FilePath) -> None:
    with graph_of([LI, BAO], tmp_path) as reader:
        assert between(reader, LI.id, BAO.id, day=DAY).paths == ()
        assert between(reader, LI.id, LI.id, day=DAY).paths == ()
        assert between(reader, LI.id, LI.id, day=DAY).more is False


def test_a_refusal_is_never_told(tmp_path: FilePath) -> None:
    with graph_of([LI, BAO, edge(LI, "REFUSES", BAO, Refusal(reason="loud"))], tmp_path) as reader:
        assert between(reader, LI.id, BAO.id, day=DAY).paths == ()


def test_a_hub_is_cut_off_and_named(tmp_path: FilePath) -> None:
    """A hundred live in the house. Only sixty are looked at, so that the hundredth may not be found through it."""
    crowd: list[Node] = [resident(number) for number in range(100)]
    homes = [edge(one, "LIVES_IN", HOUSE) for one in crowd]
    with graph_of([HOUSE, GRID, edge(HOUSE, "IN", GRID), *crowd, *homes], tmp_path) as reader:
        found = between(reader, GRID.id, crowd[99].id, hops=2, day=DAY)
        assert found.cut_off == () and len(found.paths) == 1  # from the resident's side
        found = between(reader, crowd[0].id, crowd[99].id, hops=4, day=DAY)
        assert found.cut_off == (HOUSE.id,)
        assert [words(path) for path in found.paths] == ["resident:n0000 LIVES_IN> building:7 <LIVES_IN resident:n0099"]


def test_the_same_graph_answers_alike_however_it_was_filled(reader: Reader, tmp_path: FilePath) -> None:
    (tmp_path / "other").mkdir()
    with graph_of(list(reversed(WORLD)), tmp_path / "other") as other:
        assert evidence(reader, MEALS.id, BREAD.id, 99, DAY) == evidence(other, MEALS.id, BREAD.id, 99, DAY)
        assert between(reader, QIN.id, BREAD.id, day=DAY) == between(other, QIN.id, BREAD.id, day=DAY)


def test_what_is_not_there_or_out_of_range_is_refused(reader: Reader) -> None:
    with pytest.raises(Missing, match="need:none"):
        evidence(reader, "need:none", BREAD.id)
    with pytest.raises(Missing, match="offer:none"):
        between(reader, MEALS.id, "offer:none")
    with pytest.raises(BadValue, match="hops 5: give 1 to 4"):
        between(reader, MEALS.id, BREAD.id, hops=5)
    with pytest.raises(BadValue, match="limit 0"):
        evidence(reader, MEALS.id, BREAD.id, limit=0)
