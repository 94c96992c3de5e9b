"""Whether a plan may be believed. Shares no code with any solver, and takes nothing on trust but the problem.

The certificate
===============
`bound_from_prices` is weak duality: for any admissible prices it is at least the objective of every plan that keeps
all demands, so whoever holds the problem and the prices can recompute it. This is its definition; a solver that
follows it lands on the same integer.

*Admissible prices.* A capacity's price p is at least 0, or below 0 only where the capacity has a minimum above 0.
A floor's price q (by group) is at least 0. What is not named has price 0.

*The bound* is the sum, rounded down once at the end, of

- for each capacity, p * max when p >= 0, else p * min;
- for each floor, -q * min_value;
- for each need, its worth.

*A need's worth* is the best worth of its open options; or 0 when that is more, or when no option is open, and the need
is neither `must` nor pinned. A need that is must or pinned and has no open option leaves no plan at all: no bound.

*Usable candidates* of a slot in an option are those of that option or of any, which are not banned and use of no
capacity more than its maximum. Where pins fill the slot, the pinned offers alone are usable. (One pass: nothing
further follows from what is left out.)

*An option is open* when every pinned offer is usable in its slot, no slot has more pins than `count`, and each required
slot has at least `count` usable offers.

*The live bonds* of an option are those both of whose ends are usable in it; the others count nothing.

*The hub* of an option with live bonds is the need's first required slot of count 1 at which each of them has exactly
one end.

*An open option's worth* is value * (1 + q of the need's group), plus the worth of its slots:

- with a hub: the best, over the hub's usable offers (the pinned one alone where there is one), of the sum of all slots'
  worths when the hub takes that offer: then each candidate elsewhere gains the scores of its bonds with it, and is not
  usable where a bond bans the two. No such sum, where no offer of the hub leaves every slot fillable: the need cannot
  be served in this option, as if it were not open. This is exact;
- without: the sum of all slots' worths, plus an over-estimate of each live bond: a ban counts 0; a positive score
  counts; a negative score counts when both ends are pinned, else 0.

*A candidate's priced value* is score - sum of p * amount over its uses.

*A slot's worth*: the pinned offers' priced values, whatever they are; then of the others the best priced, up to `count`
in all: for a required slot whatever their sign, for an optional slot only those above 0.

The certificate of providers' weeks
===================================
`weeks`, where a plan has it, proves a tighter bound by more prices: those of classes of candidates that share a
provider's week. It stands by itself beside the first, with its own `prices` and `floor_prices`.

*A provider's week* is a capacity that classes name; its *nested* capacities are those that they name beside it.

*Admissible classes.* A class is a week, a nested capacity or none, and an amount of at least 1; it is listed at most
once, and its price is at least 0. One without a nested capacity may name slots, each once: then it is of their
candidates alone. A week has at most 20,000 units, where a unit is the greatest number that divides the amounts of its
classes. A nested capacity has a maximum of 1, is nested in one week only, and is no week itself. A class that is not
listed has price 0.

*A candidate's class* in a week C, of which it uses an amount a of at least 1, is (C, g, a): g the first of C's nested
capacities, in the problem's order of capacities, of which it uses at least 1, or none. It has one in every week that it
uses, and none in the others.

*A filling* of a week is a number of candidates of each class, such that of all classes of one nested capacity together
there is at most one, of a class that names slots at most the sum of their counts, of another without a nested capacity
any number, and their amounts add up to at most the week's maximum.

*A week's worth* is the most that a filling costs at the prices of its classes.

*`weeks.bound`* is the bound above at `weeks.prices` and `weeks.floor_prices`, with a candidate's priced value less the
prices of its classes, plus every week's worth; rounded down once at the end.

It is valid because what a plan takes of a week is one of its fillings: candidates that use one nested capacity exclude
each other, a slot takes at most its count, and amounts add up to at most the maximum. So a plan pays no more for its
classes than the weeks are worth.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from math import lcm
from operator import itemgetter
from typing import get_args, get_type_hints

from matching.fillings import Fillings, malformed_classes
from matching.plan import Plan, Served, Unserved, WeekClass
from matching.problem import Bond, Candidate, Capacity, Choice, Need, Problem, Slot

REASONS: tuple[str, ...] = get_args(get_type_hints(Unserved)["reason"])

_PLACE = re.compile(r"(needs|capacities|pins|bans|floors)\[(0|[1-9][0-9]{0,9})\](\.\w+|\[[0-9]+\])*")


def verify(problem: Problem, plan: Plan) -> list[str]:
    """Every reason why the plan is not valid, in the order of the checks; empty when it is valid.

    An infeasible result holds no plan: the first reason says so, and others tell where its claims are malformed.
    """
    if plan.status == "infeasible":
        return ["there is no plan to verify: infeasible", *_wrong_infeasible(problem, plan)]
    held, misfits = _resolve(problem, plan)
    return [
        *_wrong_problem(problem, plan),
        *misfits,
        *_broken_capacities(problem, held),
        *_broken_demands(problem, plan, held),
        *_broken_bonds(held),
        *_broken_floors(problem, held),
        *_wrong_unserved(problem, plan),
        *_wrong_objective(plan, held),
        *_wrong_status(plan),
        *_wrong_certificate(problem, plan),
    ]


def recompute_bound(
    problem: Problem,
    prices: Mapping[str, Fraction],
    floor_prices: Mapping[str, Fraction],
    classes: Sequence[WeekClass] = (),
) -> int | None:
    """The bound that these prices prove, as the module defines it, in exact arithmetic; None when no plan can exist.

    :param prices: by capacity. :param floor_prices: by group. :param classes: of providers' weeks.
    :raises ValueError: for a price or a class that is not admissible, naming it.
    """
    if wrong := [*_inadmissible(problem, prices, floor_prices), *malformed_classes(problem, classes)]:
        raise ValueError(wrong[0])
    certificate = Certificate.of(problem, prices, floor_prices, classes)
    worths = [certificate.need_worth(need) for need in problem.needs]
    served = [worth for worth in worths if worth is not None]
    if len(served) < len(worths):
        return None
    return (certificate.limits(problem) + sum(served)) // certificate.scale


# The plan itself


@dataclass(frozen=True, slots=True)
class _Held:
    """What one entry of `served` really takes: the candidates that its names stand for, by slot."""

    need: Need
    chosen: Mapping[str, Sequence[Candidate]]

    @property
    def ends(self) -> set[tuple[str, str]]:
        return {(slot, candidate.offer) for slot, chosen in self.chosen.items() for candidate in chosen}

    def earned(self, bond: Bond) -> bool:
        return bond.a in self.ends and bond.b in self.ends


def _resolve(problem: Problem, plan: Plan) -> tuple[list[_Held], list[str]]:
    """What the served needs take, and every reason why an entry cannot be what it says."""
    needs = {need.id: need for need in problem.needs}
    held: list[_Held] = []
    misfits: list[str] = []
    for served in plan.served:
        need = needs.get(served.need)
        if need is None:
            misfits.append(f"served need {served.need!r}: the problem has no such need")
            continue
        misfits.extend(_misfits(need, served))
        held.append(_Held(need, {slot.id: _chosen(slot, served) for slot in need.slots}))
    return held, misfits


def _chosen(slot: Slot, served: Served) -> list[Candidate]:
    offers = set(served.slots.get(slot.id, ()))
    return [c for c in slot.candidates if c.offer in offers and c.option in (None, served.option)]


def _misfits(need: Need, served: Served) -> Iterator[str]:
    place = f"served need {need.id!r}"
    if served.option not in need.options:
        yield f"{place}: {served.option!r} is none of its options"
    for unknown in served.slots.keys() - {slot.id for slot in need.slots}:
        yield f"{place}: it has no slot {unknown!r}"
    for slot in need.slots:
        yield from _slot_misfits(f"{place}, slot {slot.id!r}", slot, served)


def _slot_misfits(place: str, slot: Slot, served: Served) -> Iterator[str]:
    offers = served.slots.get(slot.id, ())
    possible = {c.offer for c in slot.candidates if c.option in (None, served.option)}
    if slot.required and len(offers) != slot.count:
        yield f"{place}: {len(offers)} offers, and exactly {slot.count} are required"
    if len(offers) > slot.count and not slot.required:
        yield f"{place}: {len(offers)} offers, and at most {slot.count} may be"
    for offer, times in Counter(offers).items():
        if times > 1:
            yield f"{place}: offer {offer!r} is there {times} times"
        if offer not in possible:
            yield f"{place}: offer {offer!r} is no candidate in option {served.option!r}"


def _wrong_problem(problem: Problem, plan: Plan) -> Iterator[str]:
    if plan.problem_sha256 != problem.sha256:
        yield f"problem_sha256: the plan is of {plan.problem_sha256!r}, the problem is {problem.sha256!r}"


def _broken_capacities(problem: Problem, held: Sequence[_Held]) -> Iterator[str]:
    used: Counter[str] = Counter()
    for entry in held:
        for chosen in entry.chosen.values():
            for candidate in chosen:
                used.update(candidate.uses)
    for capacity in problem.capacities:
        if used[capacity.id] > capacity.max:
            yield f"capacity {capacity.id!r}: {used[capacity.id]} is used, and at most {capacity.max} may be"
        if used[capacity.id] < capacity.min:
            yield f"capacity {capacity.id!r}: {used[capacity.id]} is used, and at least {capacity.min} must be"


def _broken_demands(problem: Problem, plan: Plan, held: Sequence[_Held]) -> Iterator[str]:
    served = {entry.need for entry in plan.served}
    chosen = {Choice(entry.need.id, slot, offer) for entry in held for slot, offer in entry.ends}
    for need in problem.needs:
        if need.must and need.id not in served:
            yield f"need {need.id!r}: must be served, and is not"
    for pin in problem.pins:
        if pin not in chosen:
            yield f"pin of {pin.offer!r} to slot {pin.slot!r} of {pin.need!r}: not kept"
    for ban in problem.bans:
        if ban in chosen:
            yield f"ban of {ban.offer!r} from slot {ban.slot!r} of {ban.need!r}: not kept"


def _broken_bonds(held: Sequence[_Held]) -> Iterator[str]:
    for entry in held:
        for bond in entry.need.bonds:
            if bond.ban and entry.earned(bond):
                yield f"need {entry.need.id!r}: {bond.a} and {bond.b} are together, which a bond bans"


def _broken_floors(problem: Problem, held: Sequence[_Held]) -> Iterator[str]:
    reached: Counter[str | None] = Counter()
    for need in {entry.need.id: entry.need for entry in held}.values():
        reached[need.group] += need.value
    for floor in problem.floors:
        if reached[floor.group] < floor.min_value:
            yield f"floor of {floor.group!r}: {reached[floor.group]} is reached, and at least {floor.min_value} must be"


def _wrong_unserved(problem: Problem, plan: Plan) -> Iterator[str]:
    """Each need stands exactly once, served or unserved; a reason is known, and the problem does not contradict it."""
    needs = {need.id: need for need in problem.needs}
    times_served = Counter(entry.need for entry in plan.served)
    times_unserved = Counter(entry.need for entry in plan.unserved)
    for need in needs:
        if times_served[need] + times_unserved[need] != 1:
            yield (
                f"need {need!r}: {times_served[need]} times in served and {times_unserved[need]} times in unserved;"
                " it belongs once in one of them"
            )
    certificate = Certificate.of(problem, {}, {})
    for entry in plan.unserved:
        place = f"unserved need {entry.need!r}"
        if entry.need not in needs:
            yield f"{place}: the problem has no such need"
        elif entry.reason not in REASONS:
            yield f"{place}: {entry.reason!r} is no known reason; known are {', '.join(REASONS)}"
        else:
            yield from _contradiction(place, entry, fillable=certificate.is_open(needs[entry.need]))


def _contradiction(place: str, entry: Unserved, fillable: bool) -> Iterator[str]:
    if entry.reason == "no_candidate" and fillable:
        yield f"{place}: the reason is 'no_candidate', but an option has an offer for every required place"
    if entry.reason == "outbid" and not fillable:
        yield f"{place}: the reason is 'outbid', but no option has an offer for every required place"


def _wrong_objective(plan: Plan, held: Sequence[_Held]) -> Iterator[str]:
    objective = sum(map(_earned, held))
    if plan.objective != objective:
        yield f"objective: {plan.objective} is stated, and {objective} is what the plan is worth"


def _earned(held: _Held) -> int:
    scores = sum(candidate.score for chosen in held.chosen.values() for candidate in chosen)
    return held.need.value + scores + sum(bond.score for bond in held.need.bonds if held.earned(bond))


def _wrong_status(plan: Plan) -> Iterator[str]:
    if plan.status not in ("optimal", "feasible"):
        yield f"status: {plan.status!r} is not known; known are optimal, feasible, infeasible"
    if plan.conflict:
        yield f"conflict: {len(plan.conflict)} demands are said to conflict in a plan that is {plan.status}"
    if plan.objective is None or plan.bound is None:
        yield f"status: {plan.status!r} needs an objective and a bound, and they are {plan.objective} and {plan.bound}"
    elif plan.bound < plan.objective:
        yield f"bound: {plan.bound} is below the objective, {plan.objective}"
    elif plan.status == "optimal" and plan.bound != plan.objective:
        yield f"status: 'optimal', but the bound {plan.bound} is not the objective, {plan.objective}"
    elif plan.status == "feasible" and plan.bound == plan.objective:
        yield f"status: 'feasible', but the bound {plan.bound} is the objective: that is 'optimal'"


def _wrong_infeasible(problem: Problem, plan: Plan) -> Iterator[str]:
    yield from _wrong_problem(problem, plan)
    for name in ("objective", "bound", "bound_from_prices"):
        if (value := getattr(plan, name)) is not None:
            yield f"{name}: {value} is stated, but there is no plan"
    for name in ("served", "unserved", "prices", "floor_prices"):
        if count := len(getattr(plan, name)):
            yield f"{name}: {count} entries, but there is no plan"
    if plan.weeks is not None:
        yield f"weeks: a bound of {plan.weeks.bound} is stated, but there is no plan"
    if not plan.conflict:
        yield "conflict: empty; an infeasible result names the demands that conflict"
    for i, demand in enumerate(plan.conflict):
        yield from _malformed_demand(problem, f"conflict[{i}]", demand)


def _malformed_demand(problem: Problem, place: str, demand: Mapping[str, object]) -> Iterator[str]:
    kind, where = demand.get("kind"), demand.get("place")
    if not isinstance(kind, str) or not kind:
        yield f"{place}.kind: {kind!r} is not the name of a kind of demand"
    found = _PLACE.fullmatch(where) if isinstance(where, str) else None
    if found is None:
        yield f"{place}.place: {where!r} is no place in a problem, such as 'pins[0]'"
    elif int(found[2]) >= len(getattr(problem, found[1])):
        yield f"{place}.place: {where!r} is not in the problem, which has {len(getattr(problem, found[1]))} {found[1]}"


# The certificate


def _wrong_certificate(problem: Problem, plan: Plan) -> Iterator[str]:
    """Prices and classes are admissible, each bound is theirs, and it is above what the plan claims."""
    if wrong := [*_inadmissible(problem, plan.prices, plan.floor_prices)]:
        yield from wrong
    else:
        bound = recompute_bound(problem, plan.prices, plan.floor_prices)
        yield from _wrong_bound(plan, "bound_from_prices", plan.bound_from_prices, bound)
    if plan.weeks is None:
        return
    prices, floor_prices, classes = plan.weeks.prices, plan.weeks.floor_prices, plan.weeks.classes
    if wrong := [*_inadmissible(problem, prices, floor_prices), *malformed_classes(problem, classes)]:
        yield from (f"weeks.{reason}" for reason in wrong)
    else:
        bound = recompute_bound(problem, prices, floor_prices, classes)
        yield from _wrong_bound(plan, "weeks.bound", plan.weeks.bound, bound)


def _wrong_bound(plan: Plan, place: str, stated: int | None, bound: int | None) -> Iterator[str]:
    """What the bound that prices prove has against the plan, and against the one stated."""
    if bound is None:
        yield f"{place}: a need that must be served has no open option, so no plan is {plan.status}"
        return
    if stated != bound:
        yield f"{place}: {stated} is stated, and the prices prove {bound}"
    if plan.objective is not None and plan.objective > bound:
        yield f"objective: {plan.objective} is above {bound}, which the prices prove that no plan can pass"
    if plan.bound is not None and plan.bound > bound:
        yield f"bound: {plan.bound} is above {bound}, which the prices prove already; state the lower of the two"


def _inadmissible(
    problem: Problem, prices: Mapping[str, Fraction], floor_prices: Mapping[str, Fraction]
) -> Iterator[str]:
    capacities = {capacity.id: capacity for capacity in problem.capacities}
    groups = {floor.group for floor in problem.floors}
    for id, price in prices.items():
        if id not in capacities:
            yield f"prices: the problem has no capacity {id!r}"
        elif price < 0 and capacities[id].min <= 0:
            yield f"prices: {float(price)} of {id!r} is below 0, but that capacity has no minimum"
    for group, price in floor_prices.items():
        if group not in groups:
            yield f"floor_prices: the problem has no floor of group {group!r}"
        elif price < 0:
            yield f"floor_prices: {float(price)} of {group!r} is below 0"


@dataclass(frozen=True, slots=True)
class Case:
    """A way to serve a need: in one option, and where bonds have a hub, with one offer there.

    `base` is the worth of the need's value and, without a hub, of its bonds; `priced` has by slot the usable offers
    with what each adds there, best first; `pins` by slot the pinned ones.
    """

    option: str | None
    hub: str | None
    base: int
    slots: Sequence[Slot]
    priced: Mapping[str, Mapping[str, int]]
    pins: Mapping[str, set[str]]

    def worth(self) -> int | None:
        """None where some slot cannot be filled."""
        slots = _slots_worth(self.slots, self.priced, self.pins)
        return None if slots is None else self.base + slots

    def slot_worth(self, slot: Slot, taken: str | None = None, left_out: str | None = None) -> int | None:
        """What a slot adds, when it takes one offer whatever it is worth, or may not take one; None: it cannot."""
        pinned, priced = self.pins.get(slot.id, set()), self.priced[slot.id]
        if taken is not None:
            pinned = pinned | {taken}
        if left_out in priced:
            priced = {offer: worth for offer, worth in priced.items() if offer != left_out}
        return _slot_worth(slot, priced, pinned)


@dataclass(frozen=True, slots=True)
class Certificate:
    """The module's definition, with each price and worth an integer: `scale` times what it stands for.

    The bound is `limits` and every need's `need_worth`, over `scale`, rounded down.
    """

    scale: int
    prices: Mapping[str, int]
    floor_prices: Mapping[str, int]
    fillings: Fillings
    maximum: Mapping[str, int]
    pins: Mapping[str, Mapping[str, set[str]]]
    bans: Mapping[tuple[str, str], set[str]]

    @classmethod
    def of(
        cls,
        problem: Problem,
        prices: Mapping[str, Fraction],
        floor_prices: Mapping[str, Fraction],
        classes: Sequence[WeekClass] = (),
    ) -> "Certificate":
        exact = {id: Fraction(price) for id, price in prices.items()}
        floors = {group: Fraction(price) for group, price in floor_prices.items()}
        of_classes = {Fraction(one.price) for one in classes}
        scale = lcm(*(price.denominator for price in (*exact.values(), *floors.values(), *of_classes)))
        return cls(
            scale,
            {id: int(price * scale) for id, price in exact.items()},
            {group: int(price * scale) for group, price in floors.items()},
            Fillings.of(problem, classes, scale),
            {capacity.id: capacity.max for capacity in problem.capacities},
            _pins_by_need(problem.pins),
            _offers_by_slot(problem.bans),
        )

    def limits(self, problem: Problem) -> int:
        """What the capacities, floors and weeks add to the bound."""
        floors = sum(self.floor_prices.get(floor.group, 0) * floor.min_value for floor in problem.floors)
        return sum(self._limit(capacity) for capacity in problem.capacities) - floors

    def _limit(self, capacity: Capacity) -> int:
        price = self.prices.get(capacity.id, 0)
        return price * (capacity.max if price >= 0 else capacity.min) + self.fillings.worth(capacity)

    def need_worth(self, need: Need) -> int | None:
        """The best of its open options, or 0 where it need not be served; None when it must be and cannot."""
        worths = self.option_worths(need)
        if not need.must and need.id not in self.pins:
            worths.append(0)
        return max(worths, default=None)

    def is_open(self, need: Need) -> bool:
        return bool(self.option_worths(need))

    def option_worths(self, need: Need) -> list[int]:
        """The worths of its cases; empty where it cannot be served."""
        return [worth for case in self.cases(need) if (worth := case.worth()) is not None]

    def cases(self, need: Need) -> list[Case]:
        """Every way to serve the need that the definition looks at: its worth is the best of theirs.

        Empty where every option has a slot that cannot be filled.
        """
        usable = [self._usable(need.id, slot) for slot in need.slots]
        return [case for option in need.options for case in self._cases(need, option, usable)]

    def _usable(self, need: str, slot: Slot) -> list[tuple[int, Candidate]]:
        """The slot's candidates that may be taken as far as the slot alone says, with priced values, best first."""
        pinned = self.pins.get(need, {}).get(slot.id, set())
        only = pinned if len(pinned) == slot.count else None
        banned = self.bans.get((need, slot.id), set())
        usable = [
            (self.priced(candidate, (need, slot.id)), candidate)
            for candidate in slot.candidates
            if candidate.offer not in banned and (only is None or candidate.offer in only) and self._fits(candidate)
        ]
        return sorted(usable, key=itemgetter(0), reverse=True)

    def _fits(self, candidate: Candidate) -> bool:
        for capacity, amount in candidate.uses.items():  # noqa: SIM110 a generator for each of a million takes a second
            if amount > self.maximum[capacity]:
                return False
        return True

    def priced(self, candidate: Candidate, slot: tuple[str, str]) -> int:
        """Its score less the price of what it uses, as a candidate of a slot (need, slot)."""
        paid, prices = 0, self.prices
        for capacity, amount in candidate.uses.items():
            if capacity in prices:
                paid += prices[capacity] * amount
        return candidate.score * self.scale - paid - self.fillings.price_of(candidate, slot)

    def _cases(
        self, need: Need, option: str | None, usable: Sequence[Sequence[tuple[int, Candidate]]]
    ) -> Iterator[Case]:
        """Those of one option: one for each offer of the hub where there is one, else one."""
        pins = self.pins.get(need.id, {})
        floor_price = 0 if need.group is None else self.floor_prices.get(need.group, 0)
        value = need.value * (self.scale + floor_price)
        priced = {
            slot.id: {c.offer: worth for worth, c in all_usable if c.option in (None, option)}
            for slot, all_usable in zip(need.slots, usable, strict=True)
        }
        bonds = [bond for bond in need.bonds if all(offer in priced[slot] for slot, offer in (bond.a, bond.b))]
        hub = _hub(need, bonds)
        if hub is None:
            bonded = self.scale * sum(_bond_worth(bond, pins) for bond in bonds)
            yield Case(option, None, value + bonded, need.slots, priced, pins)
        elif _slots_worth(need.slots, priced, pins) is not None:
            yield from self._hub_cases(Case(option, None, value, need.slots, priced, pins), bonds, hub)

    def _hub_cases(self, case: Case, bonds: Sequence[Bond], hub: Slot) -> Iterator[Case]:
        for offer in case.priced[hub.id]:
            priced = self._beside(bonds, (hub.id, offer), case.priced)
            yield Case(case.option, offer, case.base, case.slots, priced, case.pins)

    def _beside(
        self, bonds: Sequence[Bond], hub: tuple[str, str], priced: Mapping[str, Mapping[str, int]]
    ) -> Mapping[str, Mapping[str, int]]:
        """What is usable, and for what, when the hub's slot takes this offer; best first again."""
        joined = [(bond, bond.b if bond.a == hub else bond.a) for bond in bonds if hub in (bond.a, bond.b)]
        changed = {slot: dict(priced[slot]) for _, (slot, _) in joined}
        for bond, (slot, offer) in joined:
            changed[slot][offer] += self.scale * bond.score
        for bond, (slot, offer) in joined:
            if bond.ban:
                changed[slot].pop(offer, None)
        ordered = {
            slot: dict(sorted(worths.items(), key=itemgetter(1), reverse=True)) for slot, worths in changed.items()
        }
        return {**priced, **ordered, hub[0]: {hub[1]: priced[hub[0]][hub[1]]}}


def _hub(need: Need, bonds: Sequence[Bond]) -> Slot | None:
    """The first required slot of count 1 at which each live bond has exactly one end; None without live bonds."""
    for slot in need.slots if bonds else ():
        one_end = all((bond.a[0] == slot.id) != (bond.b[0] == slot.id) for bond in bonds)
        if slot.required and slot.count == 1 and one_end:
            return slot
    return None


def _slots_worth(
    slots: Sequence[Slot], priced: Mapping[str, Mapping[str, int]], pins: Mapping[str, set[str]]
) -> int | None:
    """The sum of the slots' worths; None when one of them cannot be filled."""
    total = 0
    for slot in slots:
        worth = _slot_worth(slot, priced[slot.id], pins.get(slot.id, set()))
        if worth is None:
            return None
        total += worth
    return total


def _slot_worth(slot: Slot, priced: Mapping[str, int], pinned: set[str]) -> int | None:
    """None when the slot cannot be filled. `priced` holds the usable offers, best first."""
    if slot.count == 1 and not pinned:  # nearly all of them, in a large week half a million times
        best = next(iter(priced.values()), None)
        if slot.required or best is None:
            return best if slot.required else 0
        return max(0, best)
    if len(pinned) > slot.count or not pinned <= priced.keys():
        return None
    if slot.required and len(priced) < slot.count:
        return None
    free = islice((worth for offer, worth in priced.items() if offer not in pinned), slot.count - len(pinned))
    return sum(priced[offer] for offer in pinned) + sum(worth for worth in free if slot.required or worth > 0)


def _bond_worth(bond: Bond, pins: Mapping[str, set[str]]) -> int:
    """An over-estimate of a live bond."""
    both_pinned = all(offer in pins.get(slot, set()) for slot, offer in (bond.a, bond.b))
    return bond.score if bond.score > 0 or both_pinned else 0


def _offers_by_slot(choices: Sequence[Choice]) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for choice in choices:
        found.setdefault((choice.need, choice.slot), set()).add(choice.offer)
    return found


def _pins_by_need(pins: Sequence[Choice]) -> dict[str, dict[str, set[str]]]:
    by_need: dict[str, dict[str, set[str]]] = {}
    for pin in pins:
        by_need.setdefault(pin.need, {}).setdefault(pin.slot, set()).add(pin.offer)
    return by_need
