"""Capacities that never bind before others do are left out, and no plan is lost or won by that."""

from matching.problem import Candidate, Capacity, Need, Problem, Slot
from matching.reduce import reduce
from tests.matching.brute import brute
from tests.matching.test_solve_random import world


def visits(hours: int, tasks: int) -> Problem:
    """Four needs ask for Fang, two hours each, two of them on Monday and two on Tuesday."""
    capacities = (Capacity("hours", hours), Capacity("mon", 1), Capacity("tasks", tasks), Capacity("tue", 1))
    days = ("mon", "tue", "mon", "tue")
    ways = [Candidate("fang", uses={"hours": 2, "tasks": 1, day: 1}) for day in days]
    needs = tuple(Need(f"n{i}", 10, (Slot("helper", (way,)),)) for i, way in enumerate(ways))
    return Problem(needs, capacities)


def left(problem: Problem) -> set[str]:
    reduced = reduce(problem)
    assert reduced is not None
    assert {id for n in reduced.needs for s in n.slots for c in s.candidates for id in c.uses} == {
        c.id for c in reduced.capacities
    }
    return {c.id for c in reduced.capacities}


def test_one_visit_a_week_leaves_neither_hours_nor_half_days_to_ask_for() -> None:
    assert left(visits(hours=6, tasks=1)) == {"tasks"}


def test_hours_for_one_visit_leave_nothing_else_to_ask_for() -> None:
    assert left(visits(hours=3, tasks=2)) == {"hours"}


def test_of_two_that_bind_together_one_stays() -> None:
    """Five hours are two visits, and so are two tasks."""
    assert len(left(visits(hours=5, tasks=2)) & {"hours", "tasks"}) == 1


def test_what_leaves_room_for_three_of_four_binds_beside_half_days() -> None:
    assert left(visits(hours=7, tasks=4)) == {"hours", "mon", "tue"}


def test_no_optimum_changes() -> None:
    for seed in range(300):
        problem = world(seed)
        reduced, best = reduce(problem), brute(problem)
        if best is None or reduced is None:
            assert best is None, seed
        else:
            again = brute(reduced)
            assert again is not None and again.objective == best.objective, seed
