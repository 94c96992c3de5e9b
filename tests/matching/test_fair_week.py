"""What a policy of fairness asks of a week holds as far as it can, and never leaves the week without a plan."""

from dataclasses import replace
from random import Random

import pytest

from matching.asked import Asked, within_decisions
from matching.fair_week import GaveWay, fair
from matching.problem import Candidate, Capacity, Choice, Floor, Need, Problem, Slot
from tests.matching.brute import brute
from tests.matching.worlds import random_problem


def need(id: str, group: str, value: int, *offers: str, must: bool = False) -> Need:
    """A need of a group, for one visit by one of these."""
    candidates = tuple(Candidate(offer, uses={f"{offer}/hours": 1, f"{offer}/asks": 1}) for offer in offers)
    return Need(id, value, (Slot("helper", candidates),), must=must, group=group)


def week(*needs: Need, asks: int = 9, pins: tuple[Choice, ...] = (), bans: tuple[Choice, ...] = ()) -> Problem:
    """Fang has two hours, Hu has one; Fang may be asked so often."""
    capacities = (
        Capacity("fang/asks", asks), Capacity("fang/hours", 2), Capacity("hu/asks", 9), Capacity("hu/hours", 1),
    )  # fmt: skip
    return Problem(needs, capacities, pins, bans)


EAST = (need("east-1", "east", 100, "fang", "hu"), need("east-2", "east", 60, "fang"))
WEST = (need("west-1", "west", 50, "fang"), need("west-2", "west", 30, "fang"))
FLOORS = Asked(share=50)


def asking(problem: Problem, asked: Asked) -> tuple[dict[str, int], GaveWay]:
    made, gave_way = fair(problem, asked, {})
    return {floor.group: floor.min_value for floor in made.floors}, gave_way


def test_a_share_is_of_what_is_servable() -> None:
    lonely = need("west-3", "west", 500)
    assert asking(week(*EAST, *WEST, lonely), FLOORS) == ({"east": 80, "west": 40}, GaveWay())


def test_nothing_asked_is_no_floor() -> None:
    assert asking(week(*EAST, *WEST), Asked()) == ({}, GaveWay())


def test_where_a_need_has_waited_long_its_community_gets_as_much_as_that_is_worth() -> None:
    assert asking(week(*EAST, *WEST), Asked(waited=frozenset({"west-1", "west-2"}))) == ({"west": 50}, GaveWay())
    assert asking(week(*EAST, *WEST), Asked(50, frozenset({"west-2"}))) == ({"east": 80, "west": 40}, GaveWay())


def test_what_a_ban_takes_away_counts_no_more() -> None:
    """Fang may not go to west-1, which nobody else could: west is servable by 30."""
    banned = week(*EAST, *WEST, bans=(Choice("west-1", "helper", "fang"),))
    assert asking(banned, FLOORS) == ({"east": 80, "west": 15}, GaveWay())


def test_a_floor_that_decisions_make_impossible_is_lowered_and_told() -> None:
    """Fang is pinned twice in the east, so that nobody is left for the west."""
    pins = (Choice("east-1", "helper", "fang"), Choice("east-2", "helper", "fang"))
    assert asking(week(*EAST, *WEST, pins=pins), FLOORS) == ({"east": 80}, GaveWay(floors={"west": 40}))


def test_a_week_that_has_no_plan_anyway_gets_no_floor() -> None:
    pins = tuple(Choice(id, "helper", "fang") for id in ("east-1", "east-2", "west-1"))
    assert asking(week(*EAST, *WEST, pins=pins), FLOORS) == ({}, GaveWay())


def test_a_cap_gives_way_to_what_people_pinned_and_is_told() -> None:
    capped = week(*EAST, asks=0)
    pins = (Choice("east-1", "helper", "fang"), Choice("east-2", "helper", "fang"))
    capacities, raised = within_decisions(capped.capacities, capped.needs, pins)
    assert {capacity.id: capacity.max for capacity in capacities}["fang/asks"] == 2
    assert raised == {"fang/asks": 0}
    assert within_decisions(capped.capacities, capped.needs, ()) == (capped.capacities, {})


def test_a_cap_gives_way_to_a_duty_and_no_further() -> None:
    duty = need("duty", "west", 10, "fang", must=True)
    made, gave_way = fair(week(*EAST, duty, asks=0), Asked(), {})
    assert {capacity.id: capacity.max for capacity in made.capacities}["fang/asks"] == 1
    assert gave_way == GaveWay(asks={"fang/asks": 0})


def test_a_cap_that_leaves_the_duties_alone_stands() -> None:
    made, gave_way = fair(week(*EAST, asks=0), FLOORS, {})
    assert {capacity.id: capacity.max for capacity in made.capacities}["fang/asks"] == 0
    assert (made.floors, gave_way) == ((Floor("east", 50),), GaveWay())


def capped(problem: Problem, rng: Random) -> Problem:
    """A random week with a cap of 0 or 1 on everybody, and no floors."""
    offers = {c.offer for need in problem.needs for slot in need.slots for c in slot.candidates}
    caps = tuple(Capacity(f"{offer}/asks", rng.randint(0, 1)) for offer in sorted(offers))

    def asked(slot: Slot) -> Slot:
        more = (replace(c, uses={**c.uses, f"{c.offer}/asks": 1}) for c in slot.candidates)
        return replace(slot, candidates=tuple(more))

    needs = tuple(replace(need, slots=tuple(map(asked, need.slots))) for need in problem.needs)
    return replace(problem, needs=needs, capacities=(*problem.capacities, *caps), floors=())


@pytest.mark.parametrize("seed", range(150))
def test_no_policy_takes_a_weeks_plan_away(seed: int) -> None:
    rng = Random(seed)
    plain = random_problem(rng)
    problem = capped(plain, rng)
    capacities, raised = within_decisions(problem.capacities, problem.needs, problem.pins)
    asked = Asked(rng.choice((0, 20, 60, 100)), frozenset(n.id for n in problem.needs if rng.random() < 0.3))
    made, gave_way = fair(replace(problem, capacities=capacities), asked, raised)
    assert (brute(made) is None) == (brute(replace(plain, floors=())) is None)
    kept = {floor.group: floor.min_value for floor in made.floors}
    assert all(kept.get(group, 0) < least for group, least in gave_way.floors.items())


@pytest.mark.parametrize("seed", range(20))
def test_the_same_week_is_asked_the_same(seed: int) -> None:
    problem = capped(random_problem(Random(seed)), Random(seed))
    assert fair(problem, FLOORS, {}) == fair(problem, FLOORS, {})
