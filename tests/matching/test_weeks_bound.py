"""The bound that prices of providers' weeks prove: worked out by hand, against brute force, and through the file."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import fillings
from matching import provider_weeks as pricing
from matching.limits import Limits
from matching.plan import Plan, WeekBound, WeekClass
from matching.prices import SCALE, price, price_weeks
from matching.problem import Candidate, Capacity, Choice, Need, Problem, Slot
from matching.reading import read_plan
from matching.reduce import reduce
from matching.solve import solve
from matching.split import split
from matching.verify import recompute_bound, verify
from matching.writing import plan_bytes
from tests.matching.brute import brute
from tests.matching.worlds import random_problem

seeds = st.integers(0, 2**32)

HALF_DAYS = ("mon", "tue", "wed")


def visit(id: str, value: int, *uses: Mapping[str, int]) -> Need:
    """A need that asks for An; each of her ways to come uses something else of her."""
    ways = tuple(Candidate("an", f"way{i}", uses=used) for i, used in enumerate(uses))
    return Need(id, value, (Slot("helper", ways),), options=tuple(f"way{i}" for i in range(len(uses))))


def on(day: str, hours: int) -> dict[str, int]:
    return {"an/hours": hours, f"an/{day}": 1}


def of(nested: str | None, amount: int, price: str) -> WeekClass:
    return WeekClass("an/hours", nested and f"an/{nested}", amount, Fraction(price))


AN = (Capacity("an/hours", 5, unit="hour"), *(Capacity(f"an/{day}", 1) for day in HALF_DAYS))

# An has five hours, and three people want three of them, each on another half-day: she can visit one.
VISITS = Problem(
    (visit("ai", 30, on("mon", 3)), visit("bei", 30, on("tue", 3)), visit("cen", 30, on("wed", 3))), AN, sha256="5eed"
)
THREE_HOURS = (of("mon", 3, "30"), of("tue", 3, "30"), of("wed", 3, "30"))


def bound(problem: Problem, *classes: WeekClass, prices: Mapping[str, str] | None = None) -> int | None:
    exact = {capacity: Fraction(price) for capacity, price in (prices or {}).items()}
    return recompute_bound(problem, exact, {}, classes)


def test_hours_that_do_not_divide_are_seen_by_the_week_and_not_by_their_price() -> None:
    """At 10 an hour the hours cost 50 and each visit is worth nothing more: 50. A visit costs 30 and one fits: 30."""
    assert bound(VISITS, prices={"an/hours": "10"}) == 50
    assert bound(VISITS, *THREE_HOURS) == 30
    best = brute(VISITS)
    assert best is not None and best.objective == 30


def test_of_one_half_day_one_class_is_taken_and_of_others_what_fits() -> None:
    """Mon 3 at 9 beside tue 2 at 4 fills five hours: 13; mon 2 at 8 cannot stand beside mon 3. The visits cost all."""
    week = replace(VISITS, needs=(visit("ai", 0, on("mon", 3), on("mon", 2), on("tue", 2)),))
    assert bound(week, of("mon", 3, "9"), of("mon", 2, "8"), of("tue", 2, "4")) == 13


def test_a_class_without_a_half_day_counts_as_often_as_it_fits() -> None:
    """Two hours at 4 fit twice in five; one hour at 1 fills what is left."""
    week = replace(VISITS, needs=(visit("ai", 0, {"an/hours": 2}, {"an/hours": 1}),))
    assert bound(week, of(None, 2, "4")) == 8
    assert bound(week, of(None, 2, "4"), of(None, 1, "1")) == 9
    assert bound(week, of(None, 2, "4"), of("mon", 3, "7")) == 11


def test_a_class_of_named_slots_counts_as_often_as_these_ask_and_is_of_no_others_candidates() -> None:
    """Two gifts of 300 fit in 700 fen; with one slot to give to, one does, and the other candidate pays nothing."""
    needs = tuple(Need(id, 40, (Slot("gift", (Candidate("fund", uses={"fund": 300}),)),)) for id in ("ai", "bo"))
    week = Problem(needs, (Capacity("fund", 700),))
    both = WeekClass("fund", None, 300, Fraction(10), (("ai", "gift"), ("bo", "gift")))
    assert bound(week, replace(both, slots=None)) == bound(week, both) == 30 + 30 + 20
    assert bound(week, replace(both, slots=(("ai", "gift"),))) == 30 + 40 + 10
    twice = replace(needs[0], slots=(replace(needs[0].slots[0], count=2, required=False),))
    assert bound(replace(week, needs=(twice,)), replace(both, slots=(("ai", "gift"),))) == 40 + 20


def test_money_is_counted_in_the_largest_sum_that_divides_all_that_is_asked() -> None:
    """350,000 fen are three gifts of 100,000, and not three and a half."""
    needs = tuple(Need(f"n{i}", 40, (Slot("gift", (Candidate("fund", uses={"fund": 100_000}),)),)) for i in range(5))
    week = Problem(needs, (Capacity("fund", 350_000),))
    assert bound(week, WeekClass("fund", None, 100_000, Fraction(40))) == 3 * 40
    assert bound(week, prices={"fund": "0.0004"}) == 140


def test_a_class_that_does_not_fit_its_week_adds_nothing() -> None:
    assert bound(VISITS, of("mon", 6, "100"), of(None, 2**62, "100")) == 90


def test_a_candidate_that_uses_two_half_days_is_of_the_one_that_the_problem_names_first() -> None:
    """Whatever the order in which it uses them: at 10 its visit of 30 is worth 20, and with the week 30."""
    week = replace(VISITS, needs=(visit("ai", 30, {"an/tue": 1, "an/mon": 1, "an/hours": 3}),))
    assert bound(week, of("mon", 3, "10"), of("tue", 3, "7")) == 20 + 10
    assert bound(week, of("mon", 3, "7"), of("tue", 3, "10")) == 23 + 10
    assert bound(week, of("tue", 3, "10")) == 20 + 10


def test_a_candidate_that_uses_two_weeks_pays_in_both() -> None:
    week = Problem((visit("ai", 30, {"b": 2, "a": 2}),), (Capacity("a", 2), Capacity("b", 2)))
    a, b = WeekClass("a", None, 2, Fraction(9)), WeekClass("b", None, 2, Fraction(5))
    assert bound(week, a) == bound(week, b) == 30
    assert bound(week, a, b) == (30 - 9 - 5) + 9 + 5


def test_an_amount_of_0_is_no_use() -> None:
    """She is not there on Monday, so it is the class without a half-day that counts: 30 - 4, and 4 for the week."""
    week = replace(VISITS, needs=(visit("ai", 30, {"an/hours": 3, "an/mon": 0}, {"an/hours": 0}),))
    assert bound(week, of("mon", 3, "9"), of(None, 3, "4")) == 30 + 9
    assert bound(week, of("mon", 3, "9")) == 30 + 9


def test_prices_of_weeks_and_of_capacities_add_up_and_are_rounded_once() -> None:
    """Three visits at 30 - 3 * 2.5 - 0.3, five hours at 2.5, the week at 0.3: 66.6 + 12.5 + 0.3 = 79.4."""
    classes = (of("mon", 3, "0.3"), of("tue", 3, "0.3"), of("wed", 3, "0.3"))
    assert bound(VISITS, *classes, prices={"an/hours": "2.5"}) == 79


BAD = [
    (of("mon", 0, "1"), r"classes\[0\].amount: 0 is below 1"),
    (of("mon", 3, "-1"), r"classes\[0\].price: -1.0 is below 0"),
    (of("sun", 3, "1"), r"classes\[0\].nested: the problem has no capacity 'an/sun'"),
    (of("hours", 3, "1"), r"classes\[0\].nested: 'an/hours' has a maximum of 5, and a nested capacity's is 1"),
    (WeekClass("bo", None, 1, Fraction(1)), r"classes\[0\].capacity: the problem has no capacity 'bo'"),
    (WeekClass("year", None, 3, Fraction(1)), r"classes\[0\].capacity: 'year' has 20001 units of 3, and a week has at"),
    (replace(of("mon", 3, "1"), slots=()), r"classes\[0\].slots: a class of the nested 'an/mon' names no slots"),
    (
        replace(of(None, 3, "1"), slots=(("a", "b"),)),
        r"classes\[0\].slots: the problem has no need 'a' with a slot 'b'",
    ),
    (replace(of(None, 3, "1"), slots=(("visit on mon", "helper"),) * 2), r"classes\[0\].slots: a slot is named twice"),
    (WeekClass("an/hours", "none", 1, Fraction(1)), r"classes\[0\].nested: 'none' has a maximum of 0, and"),
    (WeekClass("an/mon", "an/mon", 1, Fraction(1)), r"classes\[0\].nested: 'an/mon' is a week itself"),
]


@pytest.mark.parametrize(("bad", "refusal"), BAD)
def test_a_class_that_is_not_admissible_is_refused_with_its_place(bad: WeekClass, refusal: str) -> None:
    week = replace(VISITS, capacities=(*AN, Capacity("year", 60_005), Capacity("none", 0)))
    with pytest.raises(ValueError, match=refusal):
        bound(week, bad)


def test_a_class_is_listed_once_and_a_half_day_is_of_one_week() -> None:
    with pytest.raises(ValueError, match=r"classes\[1\]: 3 of 'an/hours' with 'an/mon' is listed already"):
        bound(VISITS, of("mon", 3, "1"), of("mon", 3, "1"))
    week = replace(VISITS, capacities=(*AN, Capacity("bo/hours", 5)))
    with pytest.raises(ValueError, match=r"classes\[1\].nested: 'an/mon' is nested in 'an/hours' already"):
        bound(week, of("mon", 3, "1"), WeekClass("bo/hours", "an/mon", 3, Fraction(1)))


# In a plan


def proved() -> Plan:
    """One visit of the three, proved to be the best by An's week alone."""
    plan = solve(VISITS)
    return replace(plan, weeks=WeekBound({}, {}, THREE_HOURS, 30))


def test_a_plan_is_believed_with_the_bound_of_its_weeks() -> None:
    plan = proved()
    assert (plan.status, plan.objective, plan.bound) == ("optimal", 30, 30)
    assert verify(VISITS, plan) == []


def changed(plan: Plan) -> Iterator[tuple[Plan, str]]:
    """One thing said otherwise, and what is then refused."""
    weeks = plan.weeks
    assert weeks is not None
    mon, *others = weeks.classes
    for other, reason in (
        (replace(weeks, bound=31), "weeks.bound: 31 is stated, and the prices prove 30"),
        (replace(weeks, bound=29), "weeks.bound: 29 is stated, and the prices prove 30"),
        (replace(weeks, classes=tuple(others)), "weeks.bound: 30 is stated, and the prices prove 60"),
        (replace(weeks, classes=(replace(mon, price=Fraction(31)), *others)), "weeks.bound: 30 is stated, and the pri"),
        (replace(weeks, classes=(replace(mon, price=Fraction(29)), *others)), "weeks.bound: 30 is stated, and the pri"),
        (
            replace(weeks, classes=(replace(mon, amount=2), *others)),
            "weeks.bound: 30 is stated, and the prices prove 90",
        ),
        (replace(weeks, classes=(mon, *weeks.classes)), "weeks.classes[1]: 3 of 'an/hours' with 'an/mon' is listed"),
        (replace(weeks, prices={"an/hours": Fraction(1)}), "weeks.bound: 30 is stated, and the prices prove 35"),
        (replace(weeks, prices={"bo": Fraction(1)}), "weeks.prices: the problem has no capacity 'bo'"),
        (replace(weeks, floor_prices={"east": Fraction(1)}), "weeks.floor_prices: the problem has no floor of group"),
    ):
        yield replace(plan, weeks=other), reason
    yield (
        replace(plan, bound=31, status="feasible"),
        "bound: 31 is above 30, which the prices prove already; state the lower of the two",
    )


def test_any_other_word_on_the_weeks_is_refused() -> None:
    for other, reason in changed(proved()):
        assert [wrong for wrong in verify(VISITS, other) if wrong.startswith(reason)], reason


def test_a_result_without_a_plan_has_no_weeks() -> None:
    impossible = replace(VISITS, pins=tuple(Choice(need.id, "helper", "an") for need in VISITS.needs))
    plan = solve(impossible)
    assert (plan.status, plan.weeks) == ("infeasible", None)
    assert "weeks: a bound of 30 is stated, but there is no plan" in verify(
        impossible, replace(plan, weeks=proved().weeks)
    )


# What solve writes


def test_solve_states_the_bound_of_weeks_where_it_is_the_lower() -> None:
    plan = solve(VISITS)
    assert plan.weeks is not None and plan.bound_from_prices is not None
    assert 30 <= plan.weeks.bound < plan.bound_from_prices
    assert [(one.capacity, one.nested, one.amount) for one in plan.weeks.classes] == [("an/hours", None, 3)]


def test_solve_names_every_class_of_a_week_and_the_half_days_that_are_scarce() -> None:
    """Seven hours are two visits of three, and with three more visits each half-day is asked for twice."""
    more = tuple(visit(f"late on {day}", 20, on(day, 3)) for day in HALF_DAYS)
    seven = (replace(AN[0], max=7), *AN[1:])
    plan = solve(replace(VISITS, needs=(*VISITS.needs, *more), capacities=seven))
    assert plan.objective == 60
    assert plan.weeks is not None
    named = {(one.capacity, one.nested, one.amount) for one in plan.weeks.classes}
    assert named == {("an/hours", f"an/{day}", 3) for day in HALF_DAYS}


def test_solve_says_nothing_of_weeks_where_there_are_none() -> None:
    alone = replace(VISITS, capacities=(Capacity("an/mon", 1),), needs=(visit("ai", 30, {"an/mon": 1}),))
    plan = solve(alone)
    assert plan.weeks is None
    assert b"weeks" not in plan_bytes(plan)


def test_any_week_that_the_solver_prices_may_be_stated() -> None:
    assert pricing.MOST_UNITS <= fillings.MOST_UNITS


def helpers_week(rng: Random) -> Problem:
    """Two to five needs on half-days, for two people whose hours do not divide; now and then a stray use."""
    capacities = []
    for who in ("an", "bo"):
        capacities += [Capacity(f"{who}/{day}", 1) for day in HALF_DAYS]
        capacities.insert(rng.randint(0, len(capacities)), Capacity(f"{who}/hours", rng.randint(3, 7)))
    needs = tuple(_need(rng, f"n{i}") for i in range(rng.randint(2, 5)))
    pins = (Choice("n0", "helper", "an"),) if rng.random() < 0.1 else ()
    return Problem(needs, tuple(capacities), pins, sha256="0" * 64)


def _need(rng: Random, id: str) -> Need:
    options = tuple(rng.sample(HALF_DAYS, rng.randint(1, 3)))
    ways = [
        Candidate(who, day, rng.randint(-5, 5), _uses(rng, who, day))
        for who in ("an", "bo")
        for day in options
        if rng.random() < 0.8
    ]
    slots = (Slot("helper", tuple(ways), count=rng.choice((1, 1, 1, 2))),)
    return Need(id, rng.randint(10, 30), slots, options=options)


def _uses(rng: Random, who: str, day: str) -> dict[str, int]:
    uses = {f"{who}/hours": rng.randint(1, 4)}
    if rng.random() < 0.8:
        uses[f"{who}/{day}"] = 1
    if rng.random() < 0.15:
        uses[f"{who}/{rng.choice(HALF_DAYS)}"] = 1
    if rng.random() < 0.03:
        uses["an/hours"] = 2
    return uses


def any_world(seed: int) -> Problem:
    rng = Random(seed)
    return helpers_week(rng) if rng.random() < 0.7 else replace(random_problem(rng), sha256="0" * 64)


def any_classes(rng: Random, problem: Problem) -> tuple[WeekClass, ...]:
    """Admissible ones: some capacities are weeks, some of those with a maximum of 1 are nested in one of them."""
    weeks = [c.id for c in problem.capacities if c.max != 1 and rng.random() < 0.8]
    groups: list[tuple[str, str | None]] = [(week, None) for week in weeks]
    groups += [(rng.choice(weeks), c.id) for c in problem.capacities if c.max == 1 and weeks and rng.random() < 0.8]
    slots = [(need.id, slot.id) for need in problem.needs for slot in need.slots]

    def some(nested: str | None) -> tuple[tuple[str, str], ...] | None:
        return tuple(slot for slot in slots if rng.random() < 0.7) if nested is None and rng.random() < 0.5 else None

    return tuple(
        WeekClass(week, nested, amount, Fraction(rng.randint(0, 20000), SCALE), some(nested))
        for week, nested in groups
        for amount in range(1, 5)
        if rng.random() < 0.7
    )


@given(seeds)
@settings(max_examples=300)
def test_no_plan_passes_the_bound_of_any_classes(seed: int) -> None:
    problem, rng = any_world(seed), Random(seed + 1)
    best = brute(problem)
    for _ in range(5):
        prices = {c.id: Fraction(rng.randint(0, 9000), SCALE) for c in problem.capacities if rng.random() < 0.3}
        proved_bound = recompute_bound(problem, prices, {}, any_classes(rng, problem))
        assert best is None or (proved_bound is not None and proved_bound >= best.objective)


@given(seeds)
@settings(max_examples=200, deadline=None)
def test_the_solver_and_the_checker_find_the_same_bound(seed: int) -> None:
    problem = any_world(seed)
    reduced = reduce(problem)
    if reduced is None or brute(problem) is None:
        return
    parts = [price_weeks(price(part, rounds=20), rounds=20) for part in split(reduced)]
    prices = {id: p for part in parts for id, p in part.by_capacity().items()}
    floor_prices = {group: p for part in parts for group, p in part.by_group().items()}
    classes = tuple(one for part in parts for one in part.by_class())
    bound = sum(int(part.at.bound) for part in parts) // SCALE
    assert recompute_bound(problem, prices, floor_prices, classes) == bound


def through_file(plan: Plan) -> Plan:
    data = plan_bytes(plan)
    again = read_plan(data)
    assert again == plan
    assert plan_bytes(again) == data
    return again


def test_what_solve_writes_of_weeks_is_believed_after_the_file() -> None:
    told = 0
    for seed in range(150):
        problem = helpers_week(Random(seed))
        plan = solve(problem, Limits(work=20))
        told += plan.weeks is not None
        if plan.status == "infeasible":
            continue
        assert verify(problem, through_file(plan)) == [], seed
        if plan.weeks is not None and plan.bound is not None:
            off = replace(plan, weeks=replace(plan.weeks, bound=plan.weeks.bound + 1))
            assert verify(problem, off) != [], seed
    assert told > 30
