"""What the graph shows about Willow Lane."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import BadValue, Missing
from graph.insight import CutOff, LikelyHead, likely_heads, neighbourhood
from graph.model import Building, Deliberation, Household, Node, Proposal, Visit, Volunteer
from graph.relations import Edge, History
from graph.store import Reader
from tests.graph.lane import BAO, EDGES, GRID, HELPERS, HOUSE, LANE, LI, NODES, QIN, edge, resident, seat
from tests.graph.reading import graph_of


@pytest.fixture
def lane(tmp_path: Path) -> Iterator[Reader]:
    with graph_of([*NODES, *EDGES], tmp_path) as reader:
        yield reader


def test_one_hop_is_the_node_and_what_it_touches(lane: Reader) -> None:
    part = neighbourhood(lane, HOUSE.id)
    assert [(node.id, away) for node, away in part.nodes] == [
        (HOUSE.id, 0), (GRID.id, 1), (LI.id, 1), (QIN.id, 1), (BAO.id, 1),
    ]  # fmt: skip
    assert part.edges == (edge(HOUSE, "IN", GRID), *(edge(one, "LIVES_IN", HOUSE) for one in (LI, QIN, BAO)))
    assert part.cut_off == ()


def test_two_hops_reach_the_organization_of_the_volunteer_in_the_house(lane: Reader) -> None:
    part = neighbourhood(lane, HOUSE.id, hops=2)
    away = {node.id: hop for node, hop in part.nodes}
    assert away[HELPERS.id] == 2 and away[LANE.id] == 2
    assert part.nodes[0][0] == HOUSE
    assert len(part.edges) == len(EDGES)


def crowded(residents: int) -> list[Node | Edge]:
    crowd = [resident(number) for number in range(residents)]
    return [*NODES, *EDGES, *crowd, *(edge(one, "LIVES_IN", HOUSE) for one in crowd)]


def test_a_crowded_relation_leaves_room_for_the_others_and_is_named(tmp_path: Path) -> None:
    with graph_of(crowded(50), tmp_path) as reader:
        part = neighbourhood(reader, HOUSE.id, limit=6)
    assert [node.id for node, _ in part.nodes] == [HOUSE.id, GRID.id, LI.id, *(f"resident:n000{n}" for n in range(3))]
    assert part.cut_off == (CutOff(HOUSE.id, "LIVES_IN"),)


def test_a_part_of_one_is_the_node_itself(lane: Reader) -> None:
    part = neighbourhood(lane, LI.id, limit=1)
    assert part.nodes == ((LI, 0),)
    assert part.edges == ()
    assert part.cut_off == (CutOff(LI.id, "HELPED"), CutOff(LI.id, "LIVES_IN"))


def test_a_part_that_cannot_be_shown_is_refused(lane: Reader) -> None:
    with pytest.raises(Missing, match="resident:nobody"):
        neighbourhood(lane, "resident:nobody")
    with pytest.raises(BadValue, match="hops 4"):
        neighbourhood(lane, LI.id, hops=4)
    with pytest.raises(BadValue, match="limit 0"):
        neighbourhood(lane, LI.id, limit=0)


TALK = Deliberation(id="deliberation:barrier", stage="judged")
BARRIER = Proposal(id="proposal:barrier", title="道闸", adopted=True)
ROUNDS = [Visit(id=f"visit:{week}", week=f"2026-W{week}", doors=20, answered=9) for week in range(30, 44)]


def duty() -> list[Node | Edge]:
    """Qin proposed the barrier and took part in its deliberation (5 + 3) and knows Li and Bao (2): 10.
    Bao walked 14 rounds, of which 12 count (36), helped Li 3 times (6), and knows Qin (1): 43.
    Li took part (3) and knows Qin (1): 4. Resident 1 knows all three and did nothing: no candidate."""
    neighbour = resident(1)
    return [
        *NODES, *EDGES, TALK, BARRIER, *ROUNDS, neighbour,
        edge(QIN, "PROPOSED", BARRIER), edge(BARRIER, "PUT_TO", TALK),
        edge(QIN, "TOOK_PART_IN", TALK), edge(LI, "TOOK_PART_IN", TALK),
        edge(QIN, "KNOWS", LI),
        *(edge(BAO, "WALKED", walk) for walk in ROUNDS),
        edge(neighbour, "LIVES_IN", HOUSE),
    ]  # fmt: skip


def test_those_with_a_sense_of_duty_are_found_with_what_they_did(tmp_path: Path) -> None:
    with graph_of(duty(), tmp_path) as reader:
        assert likely_heads(reader, LANE.id) == [
            LikelyHead(BAO.id, 43, {"proposals": 0, "rounds": 14, "deliberations": 0, "help": 3, "neighbours": 1}),
            LikelyHead(QIN.id, 10, {"proposals": 1, "rounds": 0, "deliberations": 1, "help": 0, "neighbours": 2}),
            LikelyHead(LI.id, 4, {"proposals": 0, "rounds": 0, "deliberations": 1, "help": 0, "neighbours": 1}),
        ]
        assert [head.person for head in likely_heads(reader, LANE.id, limit=1)] == [BAO.id]


def test_acquaintance_alone_makes_nobody_a_candidate(tmp_path: Path) -> None:
    one = resident(1)
    knows = [edge(one, "KNOWS", other) for other in (LI, QIN)]
    with graph_of([*NODES, *EDGES, one, edge(one, "LIVES_IN", HOUSE), *knows], tmp_path) as reader:
        assert [head.person for head in likely_heads(reader, LANE.id)] == [BAO.id]


def test_who_is_a_building_head_already_is_not_proposed(tmp_path: Path) -> None:
    head = seat(1).model_copy(update={"role": "building_head"})
    for role, proposed in ((seat(2), True), (head, False)):
        (tmp_path / role.id).mkdir()
        more: list[Node | Edge] = [role, edge(GRID, "HAS_SEAT", role), edge(BAO, "HOLDS", role)]
        with graph_of([*duty(), *more], tmp_path / role.id) as reader:
            assert (BAO.id in [found.person for found in likely_heads(reader, LANE.id)]) is proposed


def test_a_volunteer_who_is_a_resident_counts_as_one_person(tmp_path: Path) -> None:
    """Qin's other self helped Li twice: Qin has 10 + 4 points, and knowing Li in both roles counts once."""
    other_self = Volunteer(
        id="volunteer:qin", name="秦", number="TC0002", sex="male", birth_year=1941, half_days=(), max_hours=2
    )
    more: list[Node | Edge] = [
        other_self, edge(other_self, "IS", QIN), edge(other_self, "KNOWS", LI), edge(other_self, "LIVES_IN", HOUSE),
        edge(other_self, "HELPED", LI, History(times=2, last_week="2026-W41")),
    ]  # fmt: skip
    with graph_of([*duty(), *more], tmp_path) as reader:
        found = {head.person: head for head in likely_heads(reader, LANE.id)}
    assert other_self.id not in found
    assert found[QIN.id].score == 14
    assert found[QIN.id].counts["neighbours"] == 2


def test_whoever_lives_elsewhere_is_not_counted(tmp_path: Path) -> None:
    """The household of Qin lies in a building of another community."""
    there = LANE.model_copy(update={"id": "community:other"})
    block, home = Building(id="building:9", name="9"), Household(id="household:9-1", label="9-1")
    moved = [
        one for one in duty() if not (isinstance(one, Edge) and one.relation == "LIVES_IN" and one.start == QIN.id)
    ]
    more: list[Node | Edge] = [there, block, home, edge(block, "IN", there), edge(home, "IN", block)]
    more += [edge(QIN, "LIVES_IN", home)]
    with graph_of([*moved, *more], tmp_path) as reader:
        assert QIN.id not in [head.person for head in likely_heads(reader, LANE.id)]
        assert [(head.person, head.counts["neighbours"]) for head in likely_heads(reader, there.id)] == [(QIN.id, 0)]


def test_a_community_that_is_not_there_is_refused(lane: Reader) -> None:
    for id in ("community:none", GRID.id):
        with pytest.raises(Missing, match=id):
            likely_heads(lane, id)
