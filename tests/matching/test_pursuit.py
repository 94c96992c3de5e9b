"""HiGHS beside the search: what it finds is a plan, its bound is one, and between them lies the optimum."""

from dataclasses import replace
from threading import Event

import pytest

from matching import pursuit
from matching import solve as conductor
from matching.background import Background, left_behind
from matching.clock import Clock
from matching.duties import keep_duties
from matching.greedy import greedy, teams_by_need
from matching.kernel import kernel
from matching.ledger import Ledger
from matching.limits import Limits, Progress
from matching.plan import Served
from matching.prices import price, price_weeks
from matching.problem import Candidate, Capacity, Choice, Need, Problem, Slot
from matching.pursuit import Pursuit
from matching.reduce import reduce
from matching.solve import solve
from matching.verify import verify
from matching.watched import Watched
from tests.matching.brute import brute
from tests.matching.test_solve_random import world

HELPER = (Slot("helper", (Candidate("lin", uses={"lin": 1}), Candidate("hu", score=3, uses={"hu": 1}))),)
WEEK = Problem((Need("ai", 10, HELPER), Need("bei", 8, HELPER)), (Capacity("lin", 1), Capacity("hu", 1)))
"""Lin and Hu help one each: 21 points, with Hu's three."""


def nobody() -> Ledger | None:
    return None


def first_plan(problem: Problem) -> Ledger | None:
    weeks = price_weeks(price(problem))
    teams = teams_by_need(problem, weeks.cost.tolist())
    duties = keep_duties(problem, teams, Clock(Limits()))
    return None if duties is None else greedy(problem, weeks, teams, duties)


def test_a_watched_week_ends_with_its_best_plan_and_not_a_word_on_stdout(
    capfd: pytest.CaptureFixture[str],
) -> None:
    highs = Watched(WEEK, nobody, lambda: False)
    highs.run(10, seed=1)
    found = highs.found()
    assert found is not None and (found.objective, highs.bound, round(highs.gain)) == (21, 21, 21)
    assert capfd.readouterr().out == ""


def test_who_is_stopped_before_it_begins_knows_nothing() -> None:
    highs = Watched(WEEK, nobody, lambda: True)
    highs.run(10, seed=1)
    assert (highs.found(), highs.bound) == (None, None)


def test_a_plan_of_candidates_that_a_week_has_not_is_no_start_for_it() -> None:
    stranger = Ledger(
        replace(WEEK, needs=(Need("ai", 10, (Slot("helper", (Candidate("wu"),)),)),)),
        [Served("ai", None, {"helper": ("wu",)})],
    )
    highs = Watched(WEEK, lambda: stranger, lambda: False)
    highs.run(10, seed=1)
    assert highs.bound == 21


def test_no_plan_with_a_candidate_is_worth_more_than_the_bound_less_its_loss() -> None:
    looked_at = 0
    for seed in range(120):
        problem = reduce(replace(world(seed), pins=()))
        if problem is None or brute(problem) is None:
            continue
        prices = price_weeks(price(problem))
        losses = iter(prices.losses.tolist())
        for need in problem.needs:
            for slot in need.slots:
                for candidate in slot.candidates:
                    loss = next(losses)
                    pinned = replace(problem, pins=(Choice(need.id, slot.id, candidate.offer),))
                    best = brute(pinned)
                    if best is not None and [c.offer for c in slot.candidates].count(candidate.offer) == 1:
                        assert best.objective <= prices.bound + 1 - loss, (seed, need.id, candidate)
                        looked_at += 1
    assert looked_at > 300


def test_a_kernel_holds_those_who_lose_least_and_the_plan_it_is_given() -> None:
    """Hu is dear to both; of two candidates for each only the better ones, and Lin, whom the plan has, are left."""
    plan = Ledger(WEEK, [Served("ai", None, {"helper": ("lin",)})])
    inside = kernel(WEEK, price_weeks(price(WEEK)), plan, 1)
    offers = {need.id: {c.offer for slot in need.slots for c in slot.candidates} for need in inside.needs}
    assert "lin" in offers["ai"] and sum(map(len, offers.values())) < 4
    assert kernel(WEEK, price_weeks(price(WEEK)), plan, 99).needs == reduce(WEEK).needs  # type: ignore[union-attr]


def test_the_steps_end_at_the_optimum_with_prices_and_without() -> None:
    for seed in range(60):
        problem, best = reduce(world(seed)), brute(world(seed))
        start = None if problem is None or best is None else first_plan(problem)
        if problem is None or best is None or start is None:
            continue
        for prices in (price(problem), None):
            with Pursuit(problem, Clock(Limits(seconds=20)), 1.0, prices, start) as steps:
                while not steps.ended:
                    steps.exchange(start)
            steps.stop()
            found = steps.exchange(start) or start
            assert found.keeps_limits() and found.objective == best.objective, seed
            assert steps.bound is not None and steps.bound >= best.objective, seed


def test_a_fault_in_the_steps_is_told_and_costs_nobody_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, least in (("EXACT_CANDIDATES", -1), ("ALONE_CANDIDATES", -1), ("ALONE_SHARE", 0.02)):
        monkeypatch.setattr(conductor, name, least)
    monkeypatch.setattr(pursuit, "kernel", None)
    problem, best = next((world(n), brute(world(n))) for n in range(99) if hard(world(n)))
    with pytest.warns(UserWarning, match="HiGHS's part of the solve failed: TypeError"):
        plan = solve(problem, Limits(seconds=1))
    assert best is not None and (verify(problem, plan), plan.objective) == ([], best.objective)


def hard(problem: Problem) -> bool:
    """Whether it has a plan, and prices alone do not prove the first one."""
    reduced = reduce(problem)
    start = None if reduced is None or brute(problem) is None else first_plan(reduced)
    return reduced is not None and start is not None and price_weeks(price(reduced)).bound > start.objective


@pytest.mark.parametrize("workers", [1, 2])
def test_large_weeks_are_solved_with_them_and_the_bound_falls_on_the_way(
    monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    for name, least in (("EXACT_CANDIDATES", -1), ("ALONE_CANDIDATES", -1), ("ALONE_SHARE", 0.02)):
        monkeypatch.setattr(conductor, name, least)
    for seed in range(40):
        problem, best = world(seed), brute(world(seed))
        if best is None:
            continue
        told: list[Progress] = []
        plan = solve(problem, Limits(seconds=5, workers=workers), report=told.append)
        assert verify(problem, plan) == [], seed
        assert plan.status == "optimal" and plan.objective == best.objective, seed
        bounds = [one.bound for one in told if one.bound is not None]
        assert bounds == sorted(bounds, reverse=True), seed


def test_highs_is_useful_where_it_betters_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ai alone has help in the first plan, so HiGHS's is better; where it has all 21 points it can better nothing."""
    monkeypatch.setattr(pursuit, "WHOLE", 0)
    ai = Ledger(WEEK, [Served("ai", None, {"helper": ("lin",)})])
    best = Ledger(WEEK, [*ai.served.values(), Served("bei", None, {"helper": ("hu",)})])
    for start, useful in ((ai, True), (best, False)):
        assert start.objective == (21 if start is best else 10)
        steps = Pursuit(WEEK, Clock(Limits(seconds=5)), 1.0, price_weeks(price(WEEK)), start)
        while not steps.ended:
            steps.exchange(start)
        assert steps.is_useful is useful


@pytest.mark.parametrize("workers", [1, 2])
def test_where_highs_gains_nothing_the_search_goes_on_with_its_core(
    monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    for name, least in (
        ("EXACT_CANDIDATES", -1),
        ("ALONE_CANDIDATES", -1),
        ("ALONE_SHARE", 0.01),
        ("TRIAL_SHARE", 0.0),
    ):
        monkeypatch.setattr(conductor, name, least)
    monkeypatch.setattr(Pursuit, "is_useful", False)
    for seed in range(10):
        problem, best = world(seed), brute(world(seed))
        if best is not None:
            plan = solve(problem, Limits(seconds=3, workers=workers))
            assert verify(problem, plan) == [] and plan.objective == best.objective, seed


def test_a_week_of_two_large_parts_is_solved_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice Ai and Bei, with two helpers each: HiGHS works beside one part, and the other is not forgotten."""
    for name in ("EXACT_CANDIDATES", "ALONE_CANDIDATES"):
        monkeypatch.setattr(conductor, name, -1)
    ours = (Slot("helper", (Candidate("wu", uses={"wu": 1}), Candidate("xu", score=1, uses={"xu": 1}))),)
    needs = (*WEEK.needs, Need("cai", 5, ours), Need("dan", 4, ours))
    capacities = (*WEEK.capacities, Capacity("wu", 1), Capacity("xu", 1))
    plan = solve(Problem(needs, capacities), Limits(seconds=5))
    assert (plan.status, plan.objective) == ("optimal", 21 + 10)


def test_who_cancels_has_the_best_plan_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("EXACT_CANDIDATES", "ALONE_CANDIDATES"):
        monkeypatch.setattr(conductor, name, -1)
    problem = next(world(seed) for seed in range(99) if brute(world(seed)) is not None)
    told: list[Progress] = []
    plan = solve(problem, Limits(seconds=60), report=told.append, cancelled=lambda: any(t.objective for t in told))
    assert verify(problem, plan) == [] and plan.seconds < 30


def test_a_solver_that_is_left_behind_is_known_until_it_ends() -> None:
    told = Event()
    call = Background(told.wait)
    assert call.wait(lambda: True) is None and left_behind()
    told.set()
    assert call.wait(lambda: False) is True and not left_behind()
