"""The bound that prices prove, worked out by hand."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from matching.problem import Bond, Candidate, Capacity, Choice, Floor, Need, Problem, Slot
from matching.verify import recompute_bound


def one(id: str, scores: Mapping[str, int], value: int = 0, **more: Any) -> Need:
    """A need that asks for one helper; each helper has a score and gives one task."""
    candidates = tuple(Candidate(offer, score=score, uses={offer: 1}) for offer, score in scores.items())
    return Need(id, value, (Slot("helper", candidates),), **more)


def bound(need: Need, *capacities: Capacity, prices: Mapping[str, str] | None = None, **more: Any) -> int | None:
    exact = {capacity: Fraction(price) for capacity, price in (prices or {}).items()}
    floor_prices = {group: Fraction(price) for group, price in more.pop("floor_prices", {}).items()}
    return recompute_bound(Problem((need,), capacities, **more), exact, floor_prices)


AN, BO = Capacity("an", 1), Capacity("bo", 1)


def test_without_prices_a_need_counts_with_its_best_candidate() -> None:
    assert bound(one("n", {"an": 3, "bo": 5}, value=10), AN, BO) == 15


def test_a_price_is_paid_for_the_whole_capacity_and_taken_from_each_use() -> None:
    """4 for Bo, and An at 3 is then better than Bo at 5 - 4."""
    assert bound(one("n", {"an": 3, "bo": 5}, value=10), AN, BO, prices={"bo": "4"}) == 4 + 13


def test_the_bound_is_rounded_down_once_at_the_end() -> None:
    """0.7 + 0.7 for the capacities; the need takes An, at 10 + 3 - 0.7: 13.7."""
    assert bound(one("n", {"an": 3, "bo": 3}, value=10), AN, BO, prices={"an": "0.7", "bo": "0.7"}) == 13
    assert bound(one("n", {"an": -20}), AN, prices={"an": "0.999"}) == 0


def test_a_need_that_costs_more_than_it_is_worth_counts_nothing_unless_it_must_be_served() -> None:
    assert bound(one("n", {"an": -7}, value=5), AN) == 0
    assert bound(one("n", {"an": -7}, value=5, must=True), AN) == -2
    assert bound(one("n", {"an": -7}, value=5), AN, pins=(Choice("n", "helper", "an"),)) == -2


def test_what_is_banned_or_fits_no_capacity_does_not_count() -> None:
    need = one("n", {"an": 3, "bo": 5}, value=10)
    assert bound(need, AN, BO, bans=(Choice("n", "helper", "bo"),)) == 13
    assert bound(need, AN, Capacity("bo", 0)) == 13


def test_a_pinned_offer_is_taken_first_whatever_it_is_worth() -> None:
    need = one("n", {"an": -3, "bo": 5, "cai": 4}, value=10)
    free = (AN, BO, Capacity("cai", 1))
    assert bound(need, *free, pins=(Choice("n", "helper", "an"),)) == 7
    pair = replace(need, slots=(replace(need.slots[0], count=2),))
    assert bound(pair, *free) == 19
    assert bound(pair, *free, pins=(Choice("n", "helper", "an"),)) == 12


def test_an_option_without_the_pinned_offer_is_not_open() -> None:
    slot = Slot("helper", (Candidate("an", "tue", 1), Candidate("bo", score=9)))
    need = Need("n", 0, (slot,), options=("tue", "wed"))
    assert bound(need) == 9
    assert bound(need, pins=(Choice("n", "helper", "an"),)) == 1


def test_a_must_with_too_few_offers_leaves_no_plan() -> None:
    need = one("n", {"an": 3}, value=10, must=True)
    pair = replace(need, slots=(replace(need.slots[0], count=2),))
    assert bound(pair, AN) is None
    assert bound(replace(pair, must=False), AN) == 0


@pytest.mark.parametrize("pins", [("an", "bo"), ("nobody",)])
def test_pins_that_cannot_be_kept_leave_no_plan(pins: tuple[str, ...]) -> None:
    need = one("n", {"an": 3, "bo": 5})
    assert bound(need, AN, BO, pins=tuple(Choice("n", "helper", offer) for offer in pins)) is None


def test_a_pin_of_a_banned_offer_leaves_no_plan() -> None:
    choice = Choice("n", "helper", "an")
    assert bound(one("n", {"an": 3, "bo": 5}), AN, BO, pins=(choice,), bans=(choice,)) is None


def test_an_optional_slot_takes_up_to_count_of_what_is_worth_something() -> None:
    slot = Slot("money", tuple(Candidate(f"f{score}", score=score) for score in (-1, 2, 3, 4)), count=2, required=False)
    assert bound(Need("n", 10, (slot,))) == 17
    poor = replace(slot, candidates=slot.candidates[:2])
    assert bound(Need("n", 10, (poor,))) == 12
    assert bound(Need("n", 10, (poor,)), pins=(Choice("n", "money", "f-1"),)) == 11


def test_the_best_option_counts() -> None:
    slot = Slot("helper", (Candidate("an", "tue", 1), Candidate("bo", "wed", 5), Candidate("cai", score=3)))
    assert bound(Need("n", 0, (slot,), options=("tue", "wed"))) == 5
    assert bound(Need("n", 0, (slot,), options=("tue",))) == 3


def test_a_bond_counts_as_much_as_it_may_be_worth() -> None:
    """Never less than it is: a good one when both may come, a bad one only when both must, a ban not at all."""
    need = one("n", {"an": 0, "bo": 0}, value=10)
    ends = ("helper", "an"), ("helper", "bo")
    pair = replace(need, slots=(replace(need.slots[0], count=2),))
    good, bad = (replace(pair, bonds=(Bond(*ends, score),)) for score in (4, -4))
    pins = tuple(Choice("n", *end) for end in ends)
    assert bound(good, AN, BO) == 14
    assert bound(good, AN, Capacity("bo", 1), bans=pins[1:]) == 0
    assert bound(replace(good, slots=need.slots), AN, Capacity("bo", 0)) == 10
    assert bound(bad, AN, BO) == 10
    assert bound(bad, AN, BO, pins=pins[:1]) == 10
    assert bound(bad, AN, BO, pins=pins) == 6
    assert bound(replace(pair, bonds=(Bond(*ends, ban=True),)), AN, BO) == 10


def carried(bonds: tuple[Bond, ...], helpers: Mapping[str, int], must: bool = True) -> Need:
    """A need for an organization (o3 for 0, o4 for 4) and a helper; worth 100."""
    carrier = Slot("carrier", (Candidate("o3"), Candidate("o4", score=4)))
    helper = Slot("helper", tuple(Candidate(offer, score=score) for offer, score in helpers.items()))
    return Need("n", 100, (carrier, helper), must, bonds=bonds)


def test_bonds_that_all_meet_in_one_slot_count_exactly() -> None:
    """A good bond with o3 is worth more than o4. Where o4 loses An at 9, An goes with o3, or Bo at 1."""
    good = Bond(("carrier", "o3"), ("helper", "an"), 15)
    ban, bad = Bond(("helper", "an"), ("carrier", "o4"), ban=True), Bond(("helper", "an"), ("carrier", "o4"), -20)
    assert bound(carried((good,), {"an": 0, "bo": 1})) == 115
    assert bound(carried((ban,), {"an": 9, "bo": 1})) == 109
    assert bound(carried((bad,), {"an": 9, "bo": 1})) == 109
    assert bound(carried((bad,), {"an": 9, "bo": 1}), bans=(Choice("n", "carrier", "o3"),)) == 105
    assert bound(carried((ban,), {"an": 9}), bans=(Choice("n", "carrier", "o3"),)) is None
    assert bound(carried((ban,), {"an": 9}, must=False), bans=(Choice("n", "carrier", "o3"),)) == 0


def test_a_minimum_may_have_a_price_below_zero() -> None:
    """An, who asked for a task, costs 7: the price of -7 is paid for at least one task: -7 + max(0, -7 + 7)."""
    asked = Capacity("an", 3, min=1)
    assert bound(one("n", {"an": -7}), asked) == 0
    assert bound(one("n", {"an": -7}), asked, prices={"an": "-7"}) == -7
    with pytest.raises(ValueError, match=r"prices: -7\.0 of 'an' is below 0, but that capacity has no minimum"):
        bound(one("n", {"an": -7}), AN, prices={"an": "-7"})


def test_a_floor_price_counts_the_values_of_its_group_more() -> None:
    """The floor of 5 forces the need, which costs 8: 5 * (1 + 0.6) - 8 = 0, less 0.6 * 5."""
    need = one("n", {"an": -8}, value=5, group="east")
    floors = (Floor("east", 5),)
    assert bound(need, AN, floors=floors) == 0
    assert bound(need, AN, floors=floors, floor_prices={"east": "0.6"}) == -3
    assert bound(replace(need, group=None), AN, floors=floors, floor_prices={"east": "0.6"}) == -3


def test_no_needs_have_a_bound_of_what_the_prices_cost() -> None:
    assert recompute_bound(Problem(()), {}, {}) == 0
    assert recompute_bound(Problem((), (Capacity("an", 3),)), {"an": Fraction(1, 2)}, {}) == 1
