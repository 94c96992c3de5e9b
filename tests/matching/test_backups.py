"""Who stands in when somebody is absent. The random weeks ask brute force; the story has its answers by hand."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product
from random import Random

import pytest

from matching.backups import backups
from matching.ledger import worth
from matching.plan import Served
from matching.problem import Bond, Candidate, Capacity, Choice, Need, Problem, Slot
from matching.roles import Backup
from matching.solve import solve
from tests.matching.worlds import random_problem

SOCIETY = {"lead": "organization", "help": "volunteer", "fund": "charity"}


def world(seed: int) -> Problem:
    """With societies, and an hour more of everybody, so that some have time left."""
    problem = random_problem(Random(seed))
    needs = tuple(
        replace(n, slots=tuple(replace(slot, society=SOCIETY[slot.id]) for slot in n.slots)) for n in problem.needs
    )
    more = tuple(replace(c, max=c.max + 1) for c in problem.capacities)
    return replace(problem, needs=needs, capacities=more, sha256="0" * 64)


def teams(problem: Problem, served: Served, role: Choice) -> dict[str, Served]:
    """Each team with another in the role's place that keeps bans and bonds, by who that is."""
    need = next(n for n in problem.needs if n.id == role.need)
    slot = next(s for s in need.slots if s.id == role.slot)
    found = {}
    for c in slot.candidates:
        offers = tuple(c.offer if one == role.offer else one for one in served.slots[role.slot])
        ends = {(where, offer) for where, each in {**served.slots, role.slot: offers}.items() for offer in each}
        banned = any(bond.ban and bond.a in ends and bond.b in ends for bond in need.bonds)
        here = c.option in (None, served.option) and c.offer not in served.slots[role.slot]
        if here and not banned and Choice(role.need, role.slot, c.offer) not in problem.bans:
            found[c.offer] = replace(served, slots={**served.slots, role.slot: offers})
    return found


def used(need: Need, served: Served, slot: str, offer: str) -> Counter[str]:
    candidates = (c for s in need.slots if s.id == slot for c in s.candidates)
    return Counter(next(dict(c.uses) for c in candidates if c.offer == offer and c.option in (None, served.option)))


def holds(problem: Problem, plan: dict[str, Served], promised: dict[Choice, str]) -> bool:
    """Whether each part of the absent can be replaced at once, and nobody has two places in one slot."""
    needs = {need.id: need for need in problem.needs}
    for size in range(len(promised) + 1):
        for absent in combinations(promised, size):
            total: Counter[str] = Counter()
            for served in plan.values():
                for slot, offers in served.slots.items():
                    now = [promised[role] if (role := Choice(served.need, slot, o)) in absent else o for o in offers]
                    if len(set(now)) < len(now):
                        return False
                    for offer in now:
                        total += used(needs[served.need], served, slot, offer)
            if any(total[c.id] > c.max for c in problem.capacities):
                return False
    return True


def fragile(problem: Problem, served: tuple[Served, ...]) -> Iterator[Choice]:
    needs = {need.id: need for need in problem.needs}
    for one in served:
        for slot in needs[one.need].slots:
            if slot.required and slot.society != "charity":
                yield from (Choice(one.need, slot.id, offer) for offer in one.slots[slot.id])


def best(problem: Problem, served: tuple[Served, ...]) -> tuple[int, int]:
    """The most roles that can have a backup, and the least that these cost, by trying everything."""
    plan = {one.need: one for one in served}
    roles = list(fragile(problem, served))
    ways = [[None, *teams(problem, plan[role.need], role)] for role in roles]
    found = (0, 0)
    for chosen in product(*ways):
        promised = {role: offer for role, offer in zip(roles, chosen, strict=True) if offer is not None}
        cost = sum(cost_of(problem, plan[role.need], role, offer) for role, offer in promised.items())
        if (len(promised), -cost) > found and holds(problem, plan, promised):
            found = len(promised), -cost
    return found[0], -found[1]


def cost_of(problem: Problem, served: Served, role: Choice, offer: str) -> int:
    need = next(n for n in problem.needs if n.id == role.need)
    return worth(need, served) - worth(need, teams(problem, served, role)[offer])


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_as_many_roles_as_can_be_have_a_backup_and_the_cheapest(first: int) -> None:
    told = alone = 0
    for seed in range(first, first + 50):
        problem = world(seed)
        plan = solve(problem)
        roles = list(fragile(problem, plan.served))
        if plan.objective is None or len(roles) > 5:
            continue
        found = backups(problem, plan)
        assert [one.role for one in found.roles] == roles, seed
        promised = {one.role: one.offer for one in found.roles if one.offer is not None}
        by_need = {one.need: one for one in plan.served}
        assert found.proved and holds(problem, by_need, promised), seed
        for one in found.roles:
            if one.offer is not None:
                assert one.cost == cost_of(problem, by_need[one.role.need], one.role, one.offer), seed
        cost = sum(one.cost or 0 for one in found.roles)
        assert (len(promised), cost) == best(problem, plan.served), seed
        told, alone = told + len(promised), alone + len(roles) - len(promised)
    assert told > 10 and alone > 10


# Ann helps Mei, Bo helps Nan. Cai has one hour left and could do either: for Mei she is worth 1 less, for Nan 3 less.
# Dan could help Nan only, for 5 less. Together: Cai for Mei, Dan for Nan. Whoever carries, Lin, has nobody beside her.


def slot(id: str, society: str, scores: dict[str, int], **fields: bool) -> Slot:
    made = tuple(Candidate(o, None, score, {f"{society}:{o[:3]}/hours": 1}) for o, score in scores.items())
    return Slot(id, made, society, **fields)


def evening(**more: Capacity) -> Problem:
    helpers = {"mei": {"ann": 0, "cai": -1}, "nan": {"bo": 0, "cai": -3, "dan": -5}}
    needs = tuple(
        Need(id, 100, (slot("carrier", "organization", {"lin": 0}), slot("helper", "volunteer", scores)))
        for id, scores in helpers.items()
    )
    hours = {"organization:lin": 2, **{f"volunteer:{o}": 1 for o in ("ann", "bo", "cai", "dan")}}
    capacities = {id: Capacity(f"{id}/hours", most) for id, most in hours.items()} | more
    return Problem(needs, tuple(capacities.values()), sha256="0" * 64)


def second(problem: Problem) -> dict[tuple[str, str], Backup]:
    return {(one.role.need, one.role.slot): one for one in backups(problem, solve(problem)).roles}


def test_one_who_could_stand_in_for_two_is_promised_to_one() -> None:
    found = second(evening())
    assert (found["mei", "helper"].offer, found["mei", "helper"].cost) == ("cai", 1)
    assert (found["nan", "helper"].offer, found["nan", "helper"].cost) == ("dan", 5)
    assert found["mei", "carrier"].offer is None is found["nan", "carrier"].cost


def test_with_time_for_both_she_is_promised_to_both() -> None:
    problem = evening(**{"volunteer:cai": Capacity("volunteer:cai/hours", 2)})
    assert {found.offer for (_, slot), found in second(problem).items() if slot == "helper"} == {"cai"}


def test_nobody_stands_in_for_herself() -> None:
    """Bo has another offer and time for it: when she is ill that helps nobody."""
    problem = evening(**{"volunteer:bo": Capacity("volunteer:bo /hours", 9)})
    needs = tuple(
        replace(n, slots=(n.slots[0], slot("helper", "volunteer", {"bo ": 0, "bo b": -1}))) if n.id == "nan" else n
        for n in problem.needs
    )
    assert second(replace(problem, needs=needs))["nan", "helper"].offer is None


def test_whom_a_bond_bans_beside_the_others_does_not_stand_in() -> None:
    problem = evening()
    apart = (Bond(("carrier", "lin"), ("helper", "cai"), ban=True),)
    needs = tuple(replace(n, bonds=apart) if n.id == "mei" else n for n in problem.needs)
    found = second(replace(problem, needs=needs))
    assert (found["mei", "helper"].offer, found["nan", "helper"].offer) == (None, "cai")


def test_a_place_that_may_stay_empty_and_what_cannot_fall_ill_need_no_backup() -> None:
    free = slot("visitor", "volunteer", {"dan": 5}, required=False)
    hall = slot("hall", "community", {"hall": 0})
    needs = (Need("mei", 100, (free, hall)),)
    capacities = (Capacity("volunteer:dan/hours", 1), Capacity("community:hal/hours", 1))
    assert second(Problem(needs, capacities, sha256="0" * 64)) == {}
