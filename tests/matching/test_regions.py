"""A week is cut into regions, each within what the others leave, and whatever they make of it fits together again.

By hand: four villages in a row. Neighbours share a volunteer of one hour, and all four share a fund of 6 yuan. Each has
a need of value 10 that takes an hour of the village's own helper and 2 yuan.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.clock import Clock
from matching.duties import keep_duties
from matching.errors import NoExecutor
from matching.executors import Executor, Here, Pool, executor
from matching.greedy import greedy, teams_by_need
from matching.ledger import Ledger
from matching.limits import Limits
from matching.plan import Plan, Served, Unserved
from matching.prices import price, price_weeks
from matching.problem import Candidate, Capacity, Need, Problem, Slot
from matching.reduce import reduce
from matching.regional import by_regions
from matching.regions import merged, regions
from matching.solve import solve
from matching.verify import recompute_bound, verify
from tests.matching.worlds import random_problem

T = TypeVar("T")
WORK = Limits(work=40, workers=1)


def village(number: int, helpers: Sequence[str]) -> Need:
    """A need of the village that one of these helpers and 2 yuan serve."""
    hands = tuple(Candidate(helper, uses={f"{helper}/hours": 1}) for helper in helpers)
    money = Candidate("fund", uses={"fund/yuan": 2})
    return Need(f"n{number}", 10, (Slot("hands", hands), Slot("money", (money,))), group=f"village {number}")


def row(fund: int = 6) -> Problem:
    needs = (
        village(1, ["a", "ab"]),
        village(2, ["b", "ab"]),
        village(3, ["c", "cd"]),
        village(4, ["d", "cd"]),
    )
    hours = tuple(Capacity(f"{helper}/hours", 1) for helper in ("a", "ab", "b", "c", "cd", "d"))
    return Problem(needs, (*hours, Capacity("fund/yuan", fund)))


def served(number: int, helper: str) -> Served:
    return Served(f"n{number}", None, {"hands": (helper,), "money": ("fund",)})


def ids(problem: Problem) -> list[str]:
    return [need.id for need in problem.needs]


def test_villages_that_share_a_volunteer_are_in_one_region() -> None:
    first, second = regions(row(), Ledger(row()), 2, turn=1)
    assert (ids(first.problem), ids(second.problem)) == (["n1", "n2"], ["n3", "n4"])


def test_the_next_round_cuts_elsewhere() -> None:
    assert [ids(region.problem) for region in regions(row(), Ledger(row()), 2, turn=0)] == [
        ["n1"],
        ["n2", "n3"],
        ["n4"],
    ]


def test_each_region_keeps_what_it_holds_and_has_its_share_of_what_is_left() -> None:
    """n1 holds 2 of 7 yuan; of the 5 left, three needs could use 2 each: one in the first region, two in the second."""
    ledger = Ledger(row(7), [served(1, "a")])
    first, second = regions(row(7), ledger, 2, turn=1)
    money = [{c.id: c.max for c in region.problem.capacities}["fund/yuan"] for region in (first, second)]
    assert money == [2 + 2, 3]
    assert (first.served, second.served) == ((served(1, "a"),), ())


def test_nothing_shared_is_given_out_twice() -> None:
    for turn in (0, 1):
        cut = regions(row(7), Ledger(row(7), [served(3, "cd")]), 1, turn)
        given_out: dict[str, int] = {}
        for region in cut:
            for capacity in region.problem.capacities:
                given_out[capacity.id] = given_out.get(capacity.id, 0) + capacity.max
        assert given_out == {capacity.id: capacity.max for capacity in row(7).capacities}


def first_plan(problem: Problem) -> tuple[Problem, Ledger] | None:
    """A reduced problem with a plan that does no more than keep every demand; None where it has none."""
    reduced = reduce(problem)
    if reduced is None or not reduced.needs:
        return None
    duties = keep_duties(reduced, teams_by_need(reduced, [0.0] * reduced.size), Clock(Limits()))
    return None if duties is None else (reduced, Ledger(reduced, duties))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 3), st.integers(0, 1))
def test_the_best_plans_of_all_regions_together_are_a_plan_of_the_week(seed: int, size: int, turn: int) -> None:
    known = first_plan(random_problem(Random(seed)))
    if known is None:
        return
    problem, ledger = known
    found = [solve(region.problem) for region in regions(problem, ledger, size, turn)]
    assert all(plan.status == "optimal" for plan in found)
    whole = merged(problem, (plan.served for plan in found))
    assert whole.keeps_limits()
    assert whole.objective >= ledger.objective
    rest = tuple(Unserved(need.id, "open") for need in problem.needs if need.id not in whole.served)
    plan = Plan(problem.sha256, "optimal", whole.objective, whole.objective, tuple(whole.served.values()), rest)
    assert verify(problem, replace(plan, bound_from_prices=recompute_bound(problem, {}, {}))) == []


def improved(problem: Problem, by: Executor, size: int) -> Ledger:
    prices = price_weeks(price(problem))
    ledger = greedy(problem, prices, teams_by_need(problem, prices.cost.tolist()), [])
    clock = Clock(WORK)
    return by_regions(problem, prices, ledger, clock, 1.0, by, lambda _: False, size)


def test_what_is_shared_by_all_is_used_up_region_by_region() -> None:
    """6 yuan serve three of the four needs, whichever regions they lie in."""
    assert improved(row(), Here(), 1).objective == 30


def test_it_does_not_matter_where_regions_are_worked_on() -> None:
    pool = Pool(2)
    try:
        plans = [improved(row(), by, 2).served for by in (Here(), pool, pool)]
    finally:
        pool.close()
    assert plans[0] == plans[1] == plans[2]


def die_once(mark: str, answer: int) -> int:
    """Ends its process the first time that it is called with this mark."""
    import os
    from pathlib import Path

    if not Path(mark).exists():
        Path(mark).touch()
        os._exit(9)
    return answer


def test_a_process_that_dies_costs_nothing_but_time(tmp_path: Any) -> None:
    pool = Pool(2)
    try:
        assert pool.map(die_once, [(str(tmp_path / "mark"), 1), (str(tmp_path / "mark"), 2)]) == [1, 2]
    finally:
        pool.close()


def always_die() -> None:
    import os

    os._exit(9)


def test_processes_that_always_die_are_told_of() -> None:
    pool = Pool(1)
    with pytest.raises(NoExecutor, match="died 3 times"):
        pool.map(always_die, [()])
    pool.close()


@pytest.mark.parametrize("name", ["", "there", "dask:", "tcp://127.0.0.1:1"])
def test_an_unknown_executor_is_refused_with_what_there_is(name: str) -> None:
    with pytest.raises(NoExecutor, match="here, processes, or dask://host:port"):
        executor(name, 1)


def test_executors_of_this_machine_have_names() -> None:
    made: list[Callable[[], Executor]] = [lambda: executor("here", 2), lambda: executor("processes", 2)]
    assert [each().width for each in made] == [1, 2]


def test_a_week_too_large_to_be_solved_whole_is_solved_region_by_region(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything counts as large here. Three of the four needs can be paid for."""
    monkeypatch.setattr("matching.solve.EXACT_CANDIDATES", 0)
    monkeypatch.setattr("matching.regional.SIZE", 2)
    found = solve(row(), Limits(work=400), executor=Here())
    assert (found.objective, found.bound) == (30, 30)
    assert verify(row(), found) == []
