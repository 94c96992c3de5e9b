"""Exact re-optimisation, piece by piece: whatever it finds is a plan, and a better one where there is one."""

from matching.clock import Clock
from matching.duties import keep_duties
from matching.greedy import greedy, teams_by_need
from matching.ledger import Ledger
from matching.limits import Limits
from matching.mend import mend
from matching.plan import Served
from matching.prices import price, price_weeks
from matching.problem import Candidate, Capacity, Need, Problem, Slot
from matching.reduce import reduce
from tests.matching.brute import brute
from tests.matching.test_solve_random import world


def asks(id: str, value: int, **scores: int) -> Need:
    ways = tuple(Candidate(who, score=score, uses={who: 1}) for who, score in scores.items())
    return Need(id, value, (Slot("helper", ways),))


def mended(problem: Problem, ledger: Ledger, workers: int = 2) -> Ledger:
    prices = price_weeks(price(problem))
    return mend(problem, prices, ledger, Clock(Limits(work=1000, workers=workers)), 1.0, lambda objective: False)


def test_who_took_what_another_needs_gives_way() -> None:
    """Ai took Lin, the only one for Bei; Hu could help Ai as well."""
    problem = Problem((asks("ai", 10, lin=1, hu=0), asks("bei", 10, lin=0)), (Capacity("lin", 1), Capacity("hu", 1)))
    found = mended(problem, Ledger(problem, [Served("ai", None, {"helper": ("lin",)})]))
    assert found.served["ai"].slots == {"helper": ("hu",)}
    assert (found.objective, set(found.served)) == (20, {"ai", "bei"})


def test_on_random_weeks_demands_are_kept_nothing_is_lost_and_the_best_is_found() -> None:
    for seed in range(150):
        problem, best = reduce(world(seed)), brute(world(seed))
        if problem is None or best is None:
            continue
        weeks, clock = price_weeks(price(problem)), Clock(Limits())
        teams = teams_by_need(problem, weeks.cost.tolist())
        duties = keep_duties(problem, teams, clock)
        assert duties is not None, seed
        start = greedy(problem, weeks, teams, duties)
        one, two = (mended(problem, start, workers) for workers in (1, 2))
        assert one.served == two.served, seed
        assert one.keeps_limits(), seed
        assert start.objective <= one.objective <= best.objective, seed


def test_a_plan_that_loses_nothing_stays_as_it_is() -> None:
    problem = Problem((asks("ai", 10, lin=1),), (Capacity("lin", 1),))
    before = Ledger(problem, [Served("ai", None, {"helper": ("lin",)})])
    assert mended(problem, before).served == before.served
