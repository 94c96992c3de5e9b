"""On random small weeks the verifier agrees with brute force, and no single change to a plan passes."""

import json
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.errors import BadPlan
from matching.plan import Plan, Served, Unserved
from matching.problem import Need, Problem, Slot
from matching.reading import read_plan
from matching.verify import recompute_bound, verify
from matching.writing import plan_bytes
from tests.matching.brute import Best, brute
from tests.matching.worlds import random_problem

seeds = st.integers(0, 2**32)
TIRED: Any = "tired"


def random_prices(rng: Random, problem: Problem) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
    """Admissible ones, mostly small."""
    prices = {
        capacity.id: Fraction(rng.randint(-9000 if capacity.min else 0, 15000), 1000)
        for capacity in problem.capacities
        if rng.random() < 0.7
    }
    return prices, {floor.group: Fraction(rng.randint(0, 2000), 1000) for floor in problem.floors}


@given(seeds)
@settings(max_examples=400)
def test_no_plan_passes_the_bound_of_any_prices(seed: int) -> None:
    rng = Random(seed)
    problem = random_problem(rng)
    best = brute(problem)
    for _ in range(5):
        bound = recompute_bound(problem, *random_prices(rng, problem))
        assert best is None or (bound is not None and bound >= best.objective)


def claimed(rng: Random, problem: Problem, best: Best) -> Plan:
    prices, floor_prices = random_prices(rng, problem)
    served = {entry.need for entry in best.served}
    return Plan(
        problem.sha256,
        "optimal",
        best.objective,
        best.objective,
        best.served,
        tuple(Unserved(need.id, "open") for need in problem.needs if need.id not in served),
        prices,
        floor_prices,
        recompute_bound(problem, prices, floor_prices),
    )


def changed(rng: Random, problem: Problem, plan: Plan) -> Iterator[tuple[str, Plan]]:
    """Every kind of single change after which the plan is no longer what it says."""
    assert plan.objective is not None
    assert plan.bound is not None
    assert plan.bound_from_prices is not None
    step = rng.choice((-100, -1, 1, 100))
    yield "sha", replace(plan, problem_sha256="0")
    yield "objective", replace(plan, objective=plan.objective + step)
    yield "no objective", replace(plan, objective=None)
    yield "bound", replace(plan, bound=plan.bound + step)
    yield "no bound", replace(plan, bound=None)
    yield "bound from prices", replace(plan, bound_from_prices=plan.bound_from_prices + step)
    yield "no bound from prices", replace(plan, bound_from_prices=None)
    yield "feasible", replace(plan, status="feasible")
    yield "infeasible", replace(plan, status="infeasible")
    yield "conflict", replace(plan, conflict=({"kind": "ban", "place": "bans[0]"},))
    yield "unknown price", replace(plan, prices={**plan.prices, "nobody/hours": Fraction(1)})
    yield "unknown floor price", replace(plan, floor_prices={**plan.floor_prices, "north": Fraction(1)})
    free = [capacity.id for capacity in problem.capacities if not capacity.min]
    if free:
        yield "price below 0", replace(plan, prices={**plan.prices, rng.choice(free): Fraction(-1, 1000)})
    yield from changed_lists(rng, plan)
    if plan.served:
        yield from changed_service(rng, plan)


def changed_lists(rng: Random, plan: Plan) -> Iterator[tuple[str, Plan]]:
    yield "unknown unserved", replace(plan, unserved=(*plan.unserved, Unserved("nobody", "open")))
    if plan.unserved:
        entry = rng.choice(plan.unserved)
        others = tuple(other for other in plan.unserved if other is not entry)
        yield "unserved left out", replace(plan, unserved=others)
        yield "unserved twice", replace(plan, unserved=(*plan.unserved, entry))
        yield "unknown reason", replace(plan, unserved=(*others, Unserved(entry.need, TIRED)))
    if plan.served:
        entry_served = rng.choice(plan.served)
        rest = tuple(other for other in plan.served if other is not entry_served)
        yield "served left out", replace(plan, served=rest)
        yield "served twice", replace(plan, served=(*plan.served, entry_served))
        yield "served and unserved", replace(plan, unserved=(*plan.unserved, Unserved(entry_served.need, "open")))


def changed_service(rng: Random, plan: Plan) -> Iterator[tuple[str, Plan]]:
    entry = rng.choice(plan.served)
    at = plan.served.index(entry)

    def instead(served: Served) -> Plan:
        return replace(plan, served=(*plan.served[:at], served, *plan.served[at + 1 :]))

    yield "another need", instead(replace(entry, need="nobody"))
    yield "unknown option", instead(replace(entry, option="sun"))
    yield "unknown slot", instead(replace(entry, slots={**entry.slots, "none": ("ann",)}))
    if entry.slots:
        slot = rng.choice(sorted(entry.slots))
        offers = entry.slots[slot]
        yield "unknown offer", instead(replace(entry, slots={**entry.slots, slot: (*offers[1:], "nobody")}))
        yield "offer twice", instead(replace(entry, slots={**entry.slots, slot: (*offers, offers[0])}))
        yield "one offer more", instead(replace(entry, slots={**entry.slots, slot: (*offers, "nobody")}))


@given(seeds)
@settings(max_examples=300)
def test_the_best_plan_is_accepted_and_refused_after_any_single_change(seed: int) -> None:
    rng = Random(seed)
    problem = random_problem(rng)
    best = brute(problem)
    if best is None:
        return
    plan = claimed(rng, problem, best)
    assert verify(problem, plan) == []
    accepted = [kind for kind, other in changed(rng, problem, plan) if not verify(problem, other)]
    assert accepted == []


@given(seeds)
@settings(max_examples=300)
def test_other_prices_are_accepted_only_when_they_prove_the_same(seed: int) -> None:
    rng = Random(seed)
    problem = random_problem(rng)
    best = brute(problem)
    if best is None:
        return
    plan = claimed(rng, problem, best)
    prices, floor_prices = random_prices(rng, problem)
    other = replace(plan, prices=prices, floor_prices=floor_prices)
    same = recompute_bound(problem, prices, floor_prices) == plan.bound_from_prices
    assert (verify(problem, other) == []) == same


def random_plan(rng: Random, problem: Problem) -> tuple[Served, ...]:
    """Some needs, served anyhow: often against a demand."""
    served: list[Served] = []
    for need in problem.needs:
        if rng.random() < 0.7:
            option = rng.choice(need.options)
            chosen = {slot.id: some_offers(rng, slot, option) for slot in need.slots}
            served.append(Served(need.id, option, {slot: offers for slot, offers in chosen.items() if offers}))
    return tuple(served)


def some_offers(rng: Random, slot: Slot, option: str | None) -> tuple[str, ...]:
    offers = [candidate.offer for candidate in slot.candidates if candidate.option in (None, option)]
    least = slot.count if slot.required else 0
    return tuple(rng.sample(offers, min(rng.randint(least, slot.count), len(offers))))


def only(problem: Problem, served: tuple[Served, ...]) -> Problem | None:
    """The problem in which nothing is left but this plan; None when a demand speaks of a need that it leaves out."""
    needs = {need.id: need for need in problem.needs}
    held = {entry.need for entry in served}
    if any(need.must and need.id not in held for need in problem.needs) or any(
        p.need not in held for p in problem.pins
    ):
        return None
    narrow = tuple(replace(narrowed(needs[entry.need], entry), must=True) for entry in served)
    return replace(problem, needs=narrow, bans=tuple(ban for ban in problem.bans if ban.need in held))


def narrowed(need: Need, served: Served) -> Need:
    slots = tuple(
        replace(
            slot,
            candidates=tuple(c for c in slot.candidates if c.offer in served.slots.get(slot.id, ())),
            count=len(served.slots.get(slot.id, ())) if not slot.required else slot.count,
            required=True,
        )
        for slot in need.slots
    )
    return replace(need, slots=slots, options=(served.option,))


@given(seeds)
@settings(max_examples=400)
def test_any_plan_is_accepted_exactly_when_brute_force_finds_it_alone_to_keep_every_demand(seed: int) -> None:
    rng = Random(seed)
    problem = random_problem(rng)
    served = random_plan(rng, problem)
    alone = only(problem, served)
    best = brute(alone) if alone else None
    plan = claimed(rng, problem, Best(best.objective if best else 0, served))
    assert (verify(problem, plan) == []) == (best is not None)


# In the file

UNCHECKED = {"format", "prices", "floor_prices", "seed", "seconds", "solver", "reason"}


def leaves(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each (container, key) of a JSON value at which a single value stands that the verifier checks."""
    for key in list(value if isinstance(value, dict) else range(len(value))):
        if isinstance(value[key], (dict, list)) and key not in UNCHECKED:
            yield from leaves(value[key])
        elif key not in UNCHECKED:
            yield value, key


def nudged(value: Any) -> Any:
    if isinstance(value, int):
        return value + 1
    return value + 0.01 if isinstance(value, float) else f"{value}x"


@given(seeds)
@settings(max_examples=200)
def test_a_plan_file_is_refused_after_a_change_of_any_single_value(seed: int) -> None:
    """Of a plan that is not proved optimal, so that its bound hangs on the gap alone."""
    rng = Random(seed)
    problem = random_problem(rng)
    best = brute(problem)
    if best is None or recompute_bound(problem, {}, {}) == best.objective:
        return
    plan = replace(claimed(rng, problem, best), status="feasible", prices={}, floor_prices={})
    proved_bound = recompute_bound(problem, {}, {})
    plan = replace(plan, bound=proved_bound, bound_from_prices=proved_bound)
    file = json.loads(plan_bytes(plan))
    assert not refused(problem, file)
    for container, key in leaves(file):
        kept = container[key]
        container[key] = nudged(kept)
        assert refused(problem, file), (key, kept)
        container[key] = kept


def refused(problem: Problem, file: Any) -> bool:
    try:
        return verify(problem, read_plan(json.dumps(file).encode())) != []
    except BadPlan:
        return True
