"""Which helpers' minimums can be kept, on a helper whose week can be seen at a glance."""

from matching.minimums import reaches, with_minimums
from matching.problem import Candidate, Capacity, Choice, Need, Slot

AI = "volunteer:ai/hours"
MOST = {AI: 4, "volunteer:ai/tasks": 2, "volunteer:ai/mon-am": 1, "volunteer:ai/tue-am": 1}


def visit(hours: int, half_day: str) -> dict[str, int]:
    return {AI: hours, "volunteer:ai/tasks": 1, f"volunteer:ai/{half_day}": 1}


def test_two_visits_on_two_half_days_reach_four_hours() -> None:
    assert reaches([[visit(2, "mon-am")], [visit(2, "tue-am")]], AI, 4, MOST)


def test_two_visits_on_one_half_day_do_not() -> None:
    assert not reaches([[visit(2, "mon-am")], [visit(2, "mon-am")]], AI, 4, MOST)


def test_a_visit_that_may_be_on_either_half_day_is_moved() -> None:
    either = [visit(2, "mon-am"), visit(2, "tue-am")]
    assert reaches([either, [visit(2, "mon-am")]], AI, 4, MOST)


def test_one_need_is_served_once() -> None:
    assert not reaches([[visit(2, "mon-am"), visit(2, "tue-am")]], AI, 4, MOST)


def test_hours_that_do_not_divide_miss_the_minimum() -> None:
    assert not reaches([[visit(3, "mon-am")], [visit(3, "tue-am")]], AI, 4, MOST)


def test_no_more_tasks_than_the_helper_wants() -> None:
    most = {**MOST, "volunteer:ai/tasks": 1}
    assert not reaches([[visit(2, "mon-am")], [visit(2, "tue-am")]], AI, 4, most)


def need(id: str, *others: Slot, option: str = "mon-am") -> Need:
    ai = Candidate("offer:ai", option, uses=visit(2, option))
    return Need(id, 100, (Slot("helper", (ai,)), *others), options=("mon-am", "tue-am"))


CAPACITIES = [Capacity(id, most) for id, most in MOST.items()]


def test_a_minimum_that_can_be_kept_is_set() -> None:
    capacities, unmet = with_minimums(CAPACITIES, {AI: 2}, [need("need:1")], [])
    assert capacities[0] == Capacity(AI, 4, min=2)
    assert unmet == {}


def test_a_need_that_cannot_be_served_does_not_count() -> None:
    carried_on_tuesday = Slot("carrier", (Candidate("offer:club", "tue-am"),))
    capacities, unmet = with_minimums(CAPACITIES, {AI: 2}, [need("need:1", carried_on_tuesday)], [])
    assert capacities == tuple(CAPACITIES)
    assert unmet == {AI: 2}


def test_an_optional_slot_may_stay_empty() -> None:
    empty = Slot("money", (), required=False)
    assert with_minimums(CAPACITIES, {AI: 2}, [need("need:1", empty)], [])[1] == {}


def test_a_banned_candidate_does_not_count() -> None:
    ban = Choice("need:1", "helper", "offer:ai")
    assert with_minimums(CAPACITIES, {AI: 2}, [need("need:1")], [ban])[1] == {AI: 2}


def test_a_helper_whom_no_need_asks_for_is_unmet() -> None:
    assert with_minimums([], {AI: 1}, [], []) == ((), {AI: 1})


def test_a_week_that_is_too_large_to_try_counts_as_one_that_cannot_be_kept() -> None:
    """Visits of two hours on any of 14 half-days never make the 27 hours that are both least and most."""
    any_half_day = [{AI: 2, f"day-{day}": 1} for day in range(14)]
    most = {AI: 27, **{f"day-{day}": 1 for day in range(14)}}
    assert not reaches([any_half_day] * 41, AI, 27, most)


def test_a_long_week_is_filled_without_trying_every_way() -> None:
    any_half_day = [{AI: 2, f"day-{day}": 1} for day in range(14)]
    most = {AI: 40, **{f"day-{day}": 1 for day in range(14)}}
    assert reaches([any_half_day] * 41, AI, 28, most)
