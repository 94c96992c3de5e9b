"""What a gift unlocks: by hand on small weeks, and on random ones against trying everything."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, product
from random import Random

import pytest

from matching.lacking import CHARITY, Ask, Beside, Kind, Want
from matching.plan import Served
from matching.problem import Bond, Candidate, Capacity, Choice, Need, Problem, Slot
from matching.unlock import Step, Unlocked, unlock
from tests.matching.brute import brute
from tests.matching.worlds import random_problem

MONEY, BOXES, HOURS = Kind("money"), Kind("goods", "box"), Kind("hours")


def need(id: str, value: int, *candidates: Candidate, **more: object) -> Need:
    """A need of a helper and of money, of which nobody has any."""
    helper, money = Slot("helper", candidates, "volunteer"), Slot("money", (), CHARITY)
    return replace(Need(id, value, (helper, money)), **more)  # type: ignore[arg-type]


def helper(name: str, hours: int = 1, option: str | None = None) -> Candidate:
    return Candidate(name, option, uses={f"{name}/hours": hours})


def money(amount: int, slot: str = "money") -> tuple[Ask, ...]:
    return (Ask(slot, MONEY, amount),)


def steps(found: Unlocked) -> list[tuple[int, int, tuple[str, ...]]]:
    assert found.exact
    return [(step.amount, step.count, step.needs) for step in found.steps]


def test_needs_that_do_not_compete_are_unlocked_cheapest_first_then_by_value_then_by_id() -> None:
    ann = helper("ann")
    problem = Problem(
        (need("a", 5, ann), need("b", 9, ann), need("c", 5, ann), need("d", 1, ann)), (Capacity("ann/hours", 4),)
    )
    wants = [Want("d", money(10)), Want("c", money(30)), Want("b", money(30)), Want("a", money(30))]
    found = unlock(problem, [], wants, MONEY)
    assert found.steps == (
        Step(10, 1, 1, ("d",)),
        Step(40, 2, 10, ("b", "d")),
        Step(70, 3, 15, ("a", "b", "d")),
        Step(100, 4, 20, ("a", "b", "c", "d")),
    )
    assert found.within(69) == found.steps[1] and found.within(9) is None


def test_what_the_plan_serves_stays_so_only_what_it_leaves_is_used() -> None:
    ann, bo = helper("ann"), helper("bo")
    problem = Problem(
        (need("a", 1, ann), need("b", 1, ann, bo), need("served", 1, ann)),
        (Capacity("ann/hours", 1), Capacity("bo/hours", 1)),
    )
    plan = [Served("served", None, {"helper": ("ann",)})]
    wants = [Want(id, money(10)) for id in ("a", "b", "served")]
    assert steps(unlock(problem, plan, wants, MONEY)) == [(10, 1, ("b",))]
    assert steps(unlock(problem, [], wants[:2], MONEY)) == [(10, 1, ("a",)), (20, 2, ("a", "b"))]


def test_of_needs_that_compete_the_cheapest_are_not_always_the_most() -> None:
    """Ann has two hours. The cheapest need, 10, takes both; the two others take one each, for 20 and 30."""
    problem = Problem(
        (need("long", 9, helper("ann", 2)), need("x", 1, helper("ann")), need("y", 1, helper("ann"))),
        (Capacity("ann/hours", 2),),
    )
    wants = [Want("long", money(10)), Want("x", money(20)), Want("y", money(30))]
    assert steps(unlock(problem, [], wants, MONEY)) == [(10, 1, ("long",)), (50, 2, ("x", "y"))]
    assert steps(unlock(problem, [], wants, MONEY, most=49)) == [(10, 1, ("long",))]


def test_what_charity_still_has_is_used_first_and_by_one_need_only() -> None:
    fund = Candidate("fund", uses={"fund/amount": 10})
    asked = tuple(Need(id, value, (Slot("money", (fund,), CHARITY),)) for id, value in (("a", 1), ("b", 2)))
    problem = Problem(asked, (Capacity("fund/amount", 10),))
    wants = [Want("a", money(10)), Want("b", money(10))]
    assert steps(unlock(problem, [], wants, MONEY)) == []  # each lacks nothing: the next plan serves one of them
    plan = [Served("a", None, {"money": ("fund",)})]
    assert steps(unlock(problem, plan, wants, MONEY)) == [(10, 1, ("b",))]


def test_a_slot_of_several_givers_takes_what_is_there_and_asks_the_gift_for_the_rest() -> None:
    fund = Candidate("fund", uses={"fund/amount": 10})
    problem = Problem((Need("a", 1, (Slot("money", (fund,), CHARITY, count=3),)),), (Capacity("fund/amount", 10),))
    want = Want("a", (Ask("money", MONEY, 10, count=3),))
    assert steps(unlock(problem, [], [want], MONEY)) == [(20, 1, ("a",))]


def test_a_gift_of_one_kind_unlocks_nothing_that_lacks_another_too() -> None:
    problem = Problem((need("a", 1, helper("ann")), need("b", 1, helper("ann"))), (Capacity("ann/hours", 2),))
    wants = [Want("a", (*money(10), Ask("goods", BOXES, 2))), Want("b", (Ask("goods", BOXES, 3),))]
    assert steps(unlock(problem, [], wants, MONEY)) == []
    assert steps(unlock(problem, [], wants, BOXES)) == [(3, 1, ("b",))]
    given = {BOXES: 5}
    assert steps(unlock(problem, [], wants, MONEY, given=given)) == [(0, 1, ("b",)), (10, 2, ("a", "b"))]
    assert steps(unlock(problem, [], wants, MONEY, given={BOXES: 4})) == [(0, 1, ("b",))]


def test_bans_of_people_and_of_bonds_hold() -> None:
    pair = need(
        "a", 1, helper("ann"), helper("bo"),
        slots=(
            Slot("helper", (helper("ann"), helper("bo")), "volunteer"), Slot("lead", (Candidate("cai"),)),
            Slot("money", (), CHARITY),
        ),
        bonds=(Bond(("helper", "ann"), ("lead", "cai"), ban=True),),
    )  # fmt: skip
    problem = Problem((pair,), (Capacity("ann/hours", 1), Capacity("bo/hours", 1)))
    assert steps(unlock(problem, [], [Want("a", money(10))], MONEY)) == [(10, 1, ("a",))]
    banned = replace(problem, bans=(Choice("a", "helper", "bo"),))
    assert steps(unlock(banned, [], [Want("a", money(10))], MONEY)) == []


def test_a_slot_that_the_problem_does_not_have_can_only_be_given() -> None:
    problem = Problem((need("a", 1, helper("ann")),), (Capacity("ann/hours", 1),))
    assert steps(unlock(problem, [], [Want("a", money(4, "money_2"))], MONEY)) == [(4, 1, ("a",))]
    assert steps(unlock(problem, [], [Want("a", ())], MONEY)) == []


def test_when_no_time_is_left_it_says_that_it_is_not_sure() -> None:
    rivals = tuple(need(f"n{i}", 1, helper("ann", 1 + i % 2), helper("bo", 2)) for i in range(6))
    problem = Problem(rivals, (Capacity("ann/hours", 3), Capacity("bo/hours", 3)))
    wants = [Want(each.id, money(10 + place)) for place, each in enumerate(rivals)]
    assert not unlock(problem, [], wants, MONEY, seconds=-1).exact
    assert unlock(problem, [], wants, MONEY).exact


# Against trying everything


def random_wants(problem: Problem, rng: Random) -> tuple[Problem, list[Want]]:
    """Some slots become charity's; what they ask of a gift is drawn."""
    needs, wants = [], []
    for one in problem.needs:
        slots = tuple(replace(s, society=CHARITY) if s.required and rng.random() < 0.6 else s for s in one.slots)
        asks = [
            Ask(s.id, rng.choice((MONEY, MONEY, BOXES)), rng.choice((0, 1, 2, 3, 5)), s.count)
            for s in slots
            if s.society == CHARITY and rng.random() < 0.9
        ]
        asks += [Ask("new", MONEY, rng.randint(1, 4))] if rng.random() < 0.2 else []
        needs.append(replace(one, slots=slots))
        wants.append(Want(one.id, tuple(asks)))
    return replace(problem, needs=tuple(needs)), wants


def ways_to_serve(one: Need, want: Want, banned: set[tuple[str, str]]) -> Iterator[tuple[Counter[str], Counter[Kind]]]:
    """What every team that serves the need with the help of a gift uses, and what it takes of the gift."""
    asks = {ask.slot: ask for ask in want.asks}
    known = {s.id: s for s in one.slots if s.required and (s.society != CHARITY or s.id in asks)}
    known |= {ask.slot: Slot(ask.slot, (), CHARITY, ask.count) for ask in want.asks if ask.slot not in known}
    for option in one.options:
        usable = {
            s.id: [c for c in s.candidates if c.option in (None, option) and (s.id, c.offer) not in banned]
            for s in known.values()
        }
        for sizes in product(*(range(s.count + 1) if s.id in asks else [s.count] for s in known.values())):
            fillings = (combinations(usable[id], size) for id, size in zip(known, sizes, strict=True))
            for team in product(*fillings):
                ends = {(id, c.offer) for id, chosen in zip(known, team, strict=True) for c in chosen}
                if any(bond.ban and bond.a in ends and bond.b in ends for bond in one.bonds):
                    continue
                used: Counter[str] = Counter()
                for candidate in (c for chosen in team for c in chosen):
                    used.update(candidate.uses)
                taken: Counter[Kind] = Counter()
                for id, size in zip(known, sizes, strict=True):
                    if bought := known[id].count - size:
                        taken[asks[id].kind] += bought * asks[id].amount
                yield used, taken


def everything(
    problem: Problem, served: Sequence[Served], wants: Sequence[Want], along: Kind, given: Mapping[Kind, int]
) -> list[Step]:
    """The best step of each number of needs, by trying every team of every need."""
    left = Beside(problem, served).left
    done, needs = {one.need for one in served}, {one.id: one for one in problem.needs}
    banned = {id: {(b.slot, b.offer) for b in problem.bans if b.need == id} for id in needs}
    ways = {want.need: ways_to_serve(needs[want.need], want, banned[want.need]) for want in wants}
    fits = {id: [way for way in ways[id] if _fits(way[0], left)] for id in sorted(ways.keys() - done)}
    hopeful = [id for id, some in fits.items() if some and all(taken for _, taken in some)]
    best: dict[int, tuple[int, int, tuple[str, ...]]] = {}
    for chosen in product(*([None, *fits[id]] for id in hopeful)):
        used, taken = Counter[str](), Counter[Kind]()
        for way in chosen:
            if way is not None:
                used.update(way[0])
                taken.update(way[1])
        if not _fits(used, left) or any(amount > given.get(k, 0) for k, amount in taken.items() if k != along):
            continue
        inside = tuple(id for id, way in zip(hopeful, chosen, strict=True) if way is not None)
        key = (taken[along], -sum(needs[id].value for id in inside), inside)
        best[len(inside)] = min(key, best.get(len(inside), key))
    return [Step(best[n][0], n, -best[n][1], best[n][2]) for n in range(1, len(best))]


def _fits(used: Mapping[str, int], left: Mapping[str, int]) -> bool:
    return all(amount <= left[capacity] for capacity, amount in used.items())


@pytest.mark.parametrize("first", range(0, 1000, 100))
def test_the_steps_are_those_of_trying_everything(first: int) -> None:
    for seed in range(first, first + 100):
        rng = Random(seed)
        problem, wants = random_wants(random_problem(rng), rng)
        best = brute(problem)
        served = [] if best is None or rng.random() < 0.5 else [*best.served]
        along, given = rng.choice((MONEY, BOXES)), {rng.choice((MONEY, BOXES)): rng.randint(0, 4)}
        given.pop(along, None)
        found = unlock(problem, served, wants, along, given=given)
        assert list(found.steps) == everything(problem, served, wants, along, given), seed
        assert found == unlock(problem, served, wants[::-1], along, given=given), seed


def crowd(rng: Random) -> tuple[Problem, list[Want]]:
    """Five to seven needs of equal values and few prices, for which two helpers have too few hours."""
    ids = [f"n{place}" for place in range(rng.randint(5, 7))]
    needs = tuple(
        need(
            id,
            rng.choice((1, 2)),
            *(helper(name, rng.randint(1, 3)) for name in rng.sample(["ann", "bo"], rng.randint(1, 2))),
        )
        for id in ids
    )
    capacities = (Capacity("ann/hours", rng.randint(2, 6)), Capacity("bo/hours", rng.randint(2, 6)))
    return Problem(needs, capacities), [Want(id, money(rng.choice((1, 2, 4)))) for id in ids]


@pytest.mark.parametrize("first", range(0, 60, 20))
def test_of_many_that_compete_the_steps_are_those_of_trying_everything(first: int) -> None:
    for seed in range(first, first + 20):
        problem, wants = crowd(Random(seed))
        assert list(unlock(problem, [], wants, MONEY).steps) == everything(problem, [], wants, MONEY, {}), seed
