"""From a problem to a plan that can be checked: the conductor. Read this first."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from fractions import Fraction
from time import sleep

from matching.calm import calm
from matching.clock import Clock
from matching.collecting import no_collecting
from matching.conflict import conflict
from matching.duties import keep_duties
from matching.errors import Unsound
from matching.exact import Outcome, solve_exactly
from matching.executors import Executor
from matching.greedy import greedy, teams_by_need
from matching.ledger import Ledger
from matching.limits import Cancelled, Limits, Phase, Report
from matching.magnitude import check_magnitude
from matching.mend import mend
from matching.nearby import near
from matching.plan import Plan, Served, WeekBound
from matching.prices import SCALE, Prices, price, price_weeks
from matching.problem import Problem
from matching.pursuit import Pursuit
from matching.reduce import reduce
from matching.regional import by_regions
from matching.search.anneal import FIRST_WAY, WARM, Exchange, anneal
from matching.split import split
from matching.tally import Tally
from matching.verify import verify
from matching.why_not import WhyNot

SOLVER = "tongxin/1"

EXACT_CANDIDATES = 60_000
"""Up to here a part goes to HiGHS whole; above, HiGHS would spend the limit on its first relaxation."""

ALONE_CANDIDATES = 10_000
"""Up to here HiGHS is done before another search could help it."""

PURSUED = 20_000
"""So many candidates a second: with less time than that, HiGHS would only take a core from the search."""

ALONE_SHARE = 0.25
"""Of the limit, at most, for the search on all cores: HiGHS gets further from a good plan than from a greedy one."""

TRIAL_SHARE = 0.5
"""Of the limit, until which HiGHS must have bettered that plan; or its core goes back to the search."""

BETWEEN_LOOKS = 0.05
"""Seconds."""

SEARCH_SHARE = 0.95
"""Of the limit; the rest is for the reasons."""

CHECKING = 0.6
"""Seconds that the check takes for each second until the first plan: kept back, so that the limit holds."""

LONG = 100
"""So many seconds, or units of work, leave time to mend the best plan exactly after annealing."""

ANNEAL_SHARE = 0.8
"""Of a long limit; what is left until SEARCH_SHARE is for mending."""

NEAR_SHARE = 0.2
"""Of what is left of the limit, for the best plan near an earlier one; mostly a second is enough."""

CLOSE = 0.01
"""An earlier plan within this share of the bound is a better start than what greed would make."""


@dataclass
class Standing:
    """One independent part of the week: its prices, the best plan so far, and the proved bound.

    `prices` are those of the first certificate; `weeks` those of providers' weeks, which guide and bound more tightly.
    `pursuit` is where HiGHS works on it too.
    """

    problem: Problem
    prices: Prices
    weeks: Prices
    ledger: Ledger
    bound: int
    pursuit: Pursuit | None = None

    @property
    def size(self) -> int:
        return self.problem.size

    def near(self, objective: int, gap: float) -> bool:
        """Whether a plan of that worth is within the gap of the bound."""
        return self.bound - objective <= gap * max(1, abs(self.bound))


def solve(
    problem: Problem,
    limits: Limits | None = None,
    *,
    tally: Tally | None = None,
    before: Sequence[Served] = (),
    ceiling: int | None = None,
    report: Report | None = None,
    cancelled: Cancelled | None = None,
    executor: Executor | None = None,
) -> Plan:
    """The best plan of the week with its proof, or the best found within the limits with a proved bound.

    Every plan is checked by `matching.verify` before it is returned. An infeasible problem gives a plan of that status
    with its conflict. Cancelling gives the best plan so far.

    :param tally: what the rules removed while the problem was built; it goes into the reasons of `no_candidate`.
    :param before: an earlier plan of the week: among plans of equal value, one with few changes against it is taken.
    :param ceiling: no plan of the problem is worth more, as whoever calls has proved.
    :param executor: who works on a part that is too large to be solved whole, region by region (`matching.regional`);
        None: it is searched as one, in this process. Whoever calls closes it.
    :raises NoExecutor: the executor lost its workers.
    :raises NoPlanInTime: the limit came before any plan that keeps every demand, or their conflict, was known.
    :raises BadProblem: numbers too large to prove anything with.
    :raises Unsound: the plan found is refused: a fault in this program.
    """
    clock = Clock(limits or Limits(), report, cancelled)
    with no_collecting(), ExitStack() as running:
        clock.tell("reduce")
        reduced = reduce(problem)
        if reduced is None:
            return _no_plan(problem, tally, clock)
        check_magnitude(problem, reduced)
        week = _begin(reduced, before, clock, running)
        if week is None:
            return _no_plan(problem, tally, clock)
        clock.keep_back(CHECKING * clock.seconds)
        _cap(week, ceiling)
        _tell("greedy", week, clock)
        for part in sorted(week, key=lambda part: part.size):
            search(part, week, clock, executor)
            _cap(week, ceiling)
        least = _settle(week, before, clock) if before else None
        _tell("explain", week, clock)
        plan = replace(_plan(problem, reduced, week, tally, clock), least=least)
        _tell("verify", week, clock)
        plan = checked(problem, plan)
        _tell("done", week, clock)
        return plan


def checked(problem: Problem, plan: Plan) -> Plan:
    """The plan, after it was judged by code that does not know how it was found.

    :raises Unsound: it is refused; the message says why.
    """
    wrong = verify(problem, plan)
    if wrong:
        raise Unsound(f"the plan found is refused by verify: {wrong[0]}; this is a fault: report it with the problem")
    return plan


def _begin(reduced: Problem, before: Sequence[Served], clock: Clock, running: ExitStack) -> list[Standing] | None:
    """Prices and a first plan for each independent part; None where one has no plan that keeps every demand.

    Where HiGHS is to work beside the search on the whole of the largest it begins at once: it needs no prices.
    """
    clock.tell("price")
    week, parts = [], split(reduced)
    largest = max(parts, key=lambda part: part.size, default=None)
    for part in parts:
        beside = part is largest and clock.limits.workers > 1 and part.size <= EXACT_CANDIDATES
        pursuit = None
        if beside and _is_worth_a_pursuit(part.size, clock):
            pursuit = running.enter_context(Pursuit(part, clock, SEARCH_SHARE))
        prices = price(part, clock.stopped)
        weeks = price_weeks(prices, clock.stopped)
        ledger = _first(part, prices, weeks, before, clock)
        if ledger is None:
            return None
        week.append(Standing(part, prices, weeks, ledger, max(weeks.bound, ledger.objective), pursuit))
    return week


def _first(part: Problem, prices: Prices, weeks: Prices, before: Sequence[Served], clock: Clock) -> Ledger | None:
    """The plan near the earlier one, where there is one, or the greedy one from prices, where that is better.

    Greed is not asked where the earlier plan leaves it next to nothing to gain.
    """
    known = _known(part, prices, before, clock) if before else None
    if known is not None and known.objective >= (1 - CLOSE) * weeks.bound:
        return known
    teams = teams_by_need(part, weeks.cost.tolist())
    duties = keep_duties(part, teams, clock)
    if duties is None:
        return None
    ledger = greedy(part, weeks, teams, duties)
    return known if known is not None and known.objective >= ledger.objective else ledger


def _known(part: Problem, prices: Prices, before: Sequence[Served], clock: Clock) -> Ledger | None:
    step = clock.part(NEAR_SHARE)
    worth = {id: float(price) for id, price in prices.by_capacity().items()}
    found = near(part, before, worth, step)
    clock.spend(step.work_done)
    return Ledger(part, found.served) if found is not None else None


def _cap(week: Sequence[Standing], ceiling: int | None) -> None:
    """A bound of the whole week bounds each part: the others are worth at least what their plans are."""
    if ceiling is not None:
        total = sum(part.ledger.objective for part in week)
        for part in week:
            part.bound = max(part.ledger.objective, min(part.bound, ceiling - total + part.ledger.objective))


def _settle(week: Sequence[Standing], before: Sequence[Served], clock: Clock) -> bool:
    """Take back what changed against the earlier plan and gains nothing; whether no plan worth as much changes less."""
    best = all(part.bound <= part.ledger.objective for part in week)
    proved = True
    for part in week:
        found = calm(part.problem, part.ledger, before, clock, best=best)
        part.ledger, proved = found.ledger, proved and found.proved
        part.bound = max(part.bound, part.ledger.objective)
    return proved


def search(part: Standing, week: Sequence[Standing], clock: Clock, executor: Executor | None) -> None:
    """Improve one part until it is proved or the limit comes: exactly, by annealing, or by both side by side."""
    if part.near(part.ledger.objective, clock.limits.gap) or clock.stopped():
        return
    if part.size > EXACT_CANDIDATES and executor is not None:
        _by_regions(part, week, clock, executor)
    elif part.pursuit is not None:
        _beside_highs(part, part.pursuit, week, clock, warm=0.0)
    elif part.size <= EXACT_CANDIDATES:
        _take(part, _exactly(part, clock), clock)
    elif _is_worth_a_pursuit(part.size, clock):
        _anneal(part, week, clock, lambda: False, None, _until_first_way(part.size, clock))
        with Pursuit(part.problem, clock, SEARCH_SHARE, part.weeks, part.ledger) as pursuit:
            _beside_highs(part, pursuit, week, clock, WARM)
    else:
        _anneal_and_mend(part, week, clock)
    _tell("exact", week, clock)


def _is_worth_a_pursuit(size: int, clock: Clock) -> bool:
    """Whether HiGHS has the time for something on a part of so many candidates that the search would not find."""
    return clock.limits.work is None and size > ALONE_CANDIDATES and clock.share(SEARCH_SHARE) * PURSUED > size


def _until_first_way(size: int, clock: Clock) -> float:
    """Share of the limit after which the search has gone once from hot to cold."""
    return min(ALONE_SHARE, (clock.seconds + size / FIRST_WAY) / clock.limits.seconds)


def _beside_highs(part: Standing, pursuit: Pursuit, week: Sequence[Standing], clock: Clock, warm: float) -> None:
    """By ruin and recreate on all cores but one, where HiGHS works on the same; each tells the other what it has.

    Where HiGHS gains nothing, or has nothing more to do, the search takes its core over.
    """

    def in_vain() -> bool:
        _heed(part, pursuit)
        return clock.share(TRIAL_SHARE) <= 0 and not pursuit.is_useful

    done = _done(part, week, clock, lambda: False)
    if clock.limits.workers > 1:
        _anneal(part, week, clock, in_vain, clock.limits.workers - 1, exchange=pursuit.exchange, warm=warm)
    _follow(part, pursuit, week, clock, in_vain)
    if clock.share(SEARCH_SHARE) > 0 and not done(part.ledger.objective):
        _anneal(part, week, clock, lambda: False, None, warm=WARM)


def _follow(
    part: Standing, pursuit: Pursuit, week: Sequence[Standing], clock: Clock, in_vain: Callable[[], bool]
) -> None:
    """Wait for HiGHS to end, or end it at the limit, or where it is in vain."""
    done = _done(part, week, clock, lambda: pursuit.ended or in_vain())
    while not done(part.ledger.objective) and clock.share(SEARCH_SHARE) > 0:
        sleep(BETWEEN_LOOKS)
    pursuit.stop()
    _heed(part, pursuit)


def _heed(part: Standing, pursuit: Pursuit) -> None:
    """Take over what HiGHS has: a better plan, a lower bound."""
    part.ledger = pursuit.exchange(part.ledger) or part.ledger
    if pursuit.bound is not None:
        part.bound = min(part.bound, pursuit.bound)
    part.bound = max(part.ledger.objective, part.bound)


def _exactly(part: Standing, clock: Clock) -> Outcome:
    return solve_exactly(
        part.problem,
        seconds=clock.seconds_left(SEARCH_SHARE),
        nodes=clock.nodes_left(SEARCH_SHARE),
        seed=clock.limits.seed,
        hint=tuple(part.ledger.served.values()),
        gap=clock.limits.gap,
        cancelled=clock.cancelled,
    )


def _take(part: Standing, found: Outcome | None, clock: Clock) -> None:
    """What the exact way found, where it is better than what was known."""
    if found is None:
        return
    clock.spend(found.nodes)
    if found.served is not None and found.objective is not None and found.objective > part.ledger.objective:
        part.ledger = Ledger(part.problem, found.served)
    if found.bound is not None:
        part.bound = max(min(part.bound, found.bound), part.ledger.objective)


def _by_regions(part: Standing, week: Sequence[Standing], clock: Clock, executor: Executor) -> None:
    """Region by region, wherever there is somebody to work on one."""
    done = _done(part, week, clock, lambda: False)
    part.ledger = by_regions(part.problem, part.weeks, part.ledger, clock, SEARCH_SHARE, executor, done)
    part.bound = max(part.bound, part.ledger.objective)


def _anneal_and_mend(part: Standing, week: Sequence[Standing], clock: Clock) -> None:
    """By ruin and recreate; and where the limit is long, exactly where it loses most after that."""
    if clock.share(1.0) < LONG:
        _anneal(part, week, clock, lambda: False, None)
        return
    _anneal(part, week, clock, lambda: False, None, ANNEAL_SHARE)
    done = _done(part, week, clock, lambda: False)
    part.ledger = mend(part.problem, part.weeks, part.ledger, clock, SEARCH_SHARE, done)
    part.bound = max(part.bound, part.ledger.objective)


def _anneal(
    part: Standing,
    week: Sequence[Standing],
    clock: Clock,
    ended: Callable[[], bool],
    lanes: int | None,
    share: float = SEARCH_SHARE,
    exchange: Exchange = lambda _: None,
    warm: float = 0.0,
) -> None:
    """By ruin and recreate, until it cannot be better, this share of the limit is over, or `ended` says so."""
    done = _done(part, week, clock, ended)
    found = anneal(part.problem, part.weeks, part.ledger, clock, share, done, lanes, exchange, warm)
    part.ledger = max(found, part.ledger, key=lambda ledger: ledger.objective)
    part.bound = max(part.bound, part.ledger.objective)


def _done(part: Standing, week: Sequence[Standing], clock: Clock, ended: Callable[[], bool]) -> Callable[[int], bool]:
    """Tells how the week stands with a part's objective; whether that is as near as is asked, or the end has come."""
    others = sum(one.ledger.objective for one in week if one is not part)

    def done(objective: int) -> bool:
        over = ended() or clock.stopped()
        best = max(objective, part.ledger.objective)
        clock.tell("improve", others + best, max(others + best, sum(one.bound for one in week)))
        return over or part.near(best, clock.limits.gap)

    return done


def _tell(phase: Phase, week: Sequence[Standing], clock: Clock) -> None:
    clock.tell(phase, sum(part.ledger.objective for part in week), sum(part.bound for part in week))


def _plan(problem: Problem, reduced: Problem, week: Sequence[Standing], tally: Tally | None, clock: Clock) -> Plan:
    """The parts together, with a reason for every need that is not served."""
    objective, bound = sum(part.ledger.objective for part in week), sum(part.bound for part in week)
    prices, floor_prices, from_prices = _together([part.prices for part in week])
    weeks = _week_bound(week)
    bound = min(bound, from_prices, weeks.bound)
    held = {id: served for part in week for id, served in part.ledger.served.items()}
    why_not = WhyNot(problem, reduced, held.values(), {id: float(p) for id, p in prices.items()}, tally, clock)
    return Plan(
        problem_sha256=problem.sha256,
        status="optimal" if objective == bound else "feasible",
        objective=objective,
        bound=bound,
        served=tuple(held[need.id] for need in problem.needs if need.id in held),
        unserved=tuple(why_not.of(need) for need in problem.needs if need.id not in held),
        prices=prices,
        floor_prices=floor_prices,
        bound_from_prices=from_prices,
        weeks=weeks if weeks.classes and weeks.bound < from_prices else None,
        seed=clock.limits.seed,
        seconds=clock.stated_seconds(),
        solver=SOLVER,
        policy=tally.policy if tally else None,
    )


def _together(parts: Sequence[Prices]) -> tuple[dict[str, Fraction], dict[str, Fraction], int]:
    """The prices of capacities and of floors in all parts, and the bound of all, rounded down once."""
    prices = {id: p for part in parts for id, p in part.by_capacity().items()}
    floor_prices = {group: p for part in parts for group, p in part.by_group().items()}
    return prices, floor_prices, sum(int(part.at.bound) for part in parts) // SCALE


def _week_bound(week: Sequence[Standing]) -> WeekBound:
    prices, floor_prices, bound = _together([part.weeks for part in week])
    return WeekBound(prices, floor_prices, tuple(one for part in week for one in part.weeks.by_class()), bound)


def _no_plan(problem: Problem, tally: Tally | None, clock: Clock) -> Plan:
    """The demands that cannot hold together, named."""
    clock.tell("explain")
    return Plan(
        problem_sha256=problem.sha256,
        status="infeasible",
        objective=None,
        bound=None,
        conflict=tuple(demand.as_json() for demand in conflict(problem, clock)),
        seed=clock.limits.seed,
        seconds=clock.stated_seconds(),
        solver=SOLVER,
        policy=tally.policy if tally else None,
    )
