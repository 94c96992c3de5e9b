"""A problem that changed a little: its best plan near the one that was there, by an exact solve of the part around.

Whatever the change has touched is set free, with those who hold what the touched needs would like and those who would
like what becomes free; everybody else stays, and the piece is solved exactly within what they leave. Among plans of
equal value the one with fewest changes is taken. As the piece grows the plan gets better, until nothing more is gained
or the time is over; that no plan is better at all is another matter (`matching.solve`).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from matching.changes import alike
from matching.clock import Clock
from matching.exact import solve_exactly
from matching.ledger import Ledger, banned_together, uses
from matching.plan import Served
from matching.problem import Candidate, Choice, Need, Problem, Slot
from matching.reduce import reduce
from matching.restrict import demanded, restrict, touched

FIRST = 24
"""So many needs are set free at first; then three times as many, and so on."""

WAITING = 4
"""Where nothing is broken, one in so many of those set free waits for a place, and the others are around it."""

GROWS = 3
LIKED = 6
"""So many candidates of a slot count as those that a need would like."""

Prices = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Near:
    """A plan that keeps every demand, with its worth. `bound`: no plan is worth more; known where all were free."""

    served: tuple[Served, ...]
    objective: int
    bound: int | None = None


def near(
    problem: Problem, before: Sequence[Served], prices: Prices, clock: Clock, *, prove: bool = False
) -> Near | None:
    """The best plan found near an earlier one, when the limit comes or when more freedom gains nothing.

    Not reduced: `problem` may be as it was built. None: no plan that keeps every demand was found.

    :param before: the earlier plan; where it breaks the problem's demands it is broken up.
    :param prices: what a unit of each capacity is worth, as a guide.
    :param prove: go on until all needs are free, so that the plan is proved the best, or the limit comes.
    """
    kept, broken = standing(problem, before)
    around = _Around(kept, prices)
    size, best = FIRST, None
    while True:
        free = around.ring(broken or around.waiting(size // WAITING), size, prove)
        found = again(problem, kept, before, free, clock)
        gained = best is None or (found is not None and found.objective > best.objective)
        best = _better(best, found)
        settled = best is not None and not prove and (not gained or len(free) < size)
        if settled or clock.stopped() or len(free) >= len(problem.needs):
            return best
        size = GROWS * size


def _better(one: Near | None, other: Near | None) -> Near | None:
    """The plan that is worth more, the first of equals, with a bound that either proves."""
    if one is None or other is None:
        return one or other
    return replace(other if other.objective > one.objective else one, bound=other.bound)


def standing(problem: Problem, before: Iterable[Served]) -> tuple[Ledger, set[str]]:
    """What of a plan still holds in this problem; and the needs that it cannot serve as they were, or must serve, or of
    whom some must be served to reach a floor."""
    ledger, broken = Ledger(problem), set[str]()
    pins, bans = _by_need(problem.pins), _by_need(problem.bans)
    for served in before:
        need = ledger.needs.get(served.need)
        if need is None:
            continue
        if _legal(need, served, pins.get(need.id, set()), bans.get(need.id, set())) and _fits(ledger, need, served):
            ledger.enter(served)
        else:
            broken.add(need.id)
    return ledger, broken | (demanded(problem) - ledger.served.keys()) | _short(ledger)


def _short(ledger: Ledger) -> set[str]:
    """The needs that are not served, of the groups that do not reach their floor."""
    reached = ledger.achieved() if ledger.problem.floors else {}
    short = {floor.group for floor in ledger.problem.floors if reached.get(floor.group, 0) < floor.min_value}
    return {need.id for need in ledger.problem.needs if need.group in short and need.id not in ledger.served}


def _by_need(choices: Iterable[Choice]) -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for choice in choices:
        found.setdefault(choice.need, set()).add((choice.slot, choice.offer))
    return found


def _legal(need: Need, served: Served, pins: set[tuple[str, str]], bans: set[tuple[str, str]]) -> bool:
    ends = {(slot, offer) for slot, offers in served.slots.items() for offer in offers}
    return (
        served.option in need.options
        and pins <= ends
        and not ends & bans
        and served.slots.keys() <= {slot.id for slot in need.slots}
        and all(_filled(slot, served) for slot in need.slots)
        and not banned_together(need, served.slots)
    )


def _filled(slot: Slot, served: Served) -> bool:
    offers = set(served.slots.get(slot.id, ()))
    here = {c.offer for c in slot.candidates if c.option in (None, served.option)}
    return offers <= here and len(offers) <= slot.count and (len(offers) == slot.count or not slot.required)


def _fits(ledger: Ledger, need: Need, served: Served) -> bool:
    return all(amount <= ledger.left[capacity] for capacity, amount in uses(need, served).items())


class _Around:
    """Who is near whom: through what candidates would take, and who holds it."""

    def __init__(self, ledger: Ledger, prices: Prices) -> None:
        self.ledger, self.prices = ledger, prices
        self.pins = _by_need(ledger.problem.pins)
        self.holders: dict[str, list[str]] = {}
        for served in ledger.served.values():
            for capacity in uses(ledger.needs[served.need], served):
                self.holders.setdefault(capacity, []).append(served.need)
        unserved = (need for need in ledger.problem.needs if need.id not in ledger.served)
        self.unserved = sorted(unserved, key=lambda need: (-need.value, need.id))
        self.wanting: dict[str, list[str]] = {}
        for need in self.unserved:
            for capacity in touched(need):
                self.wanting.setdefault(capacity, []).append(need.id)

    def waiting(self, most: int) -> list[str]:
        """The unserved needs that are worth most."""
        return [need.id for need in self.unserved[:most]]

    def ring(self, asked: Collection[str], size: int, everybody: bool = False) -> list[str]:
        """The needs asked for, and those nearest to them, about `size` in all: ring by ring; all where that is all.

        :param everybody: where nobody further is near, all are free.
        """
        if len(self.ledger.needs) <= size:
            return list(self.ledger.needs)
        free = dict.fromkeys(sorted(asked, key=lambda id: (-self.ledger.needs[id].value, id)))
        edge = list(free)
        while edge and len(free) < size:
            further = dict.fromkeys(other for id in edge for other in self._neighbours(id) if other not in free)
            edge = list(further)[: size - len(free)]
            free |= dict.fromkeys(edge)
        return list(self.ledger.needs) if everybody and len(free) < size else list(free)

    def _neighbours(self, id: str) -> list[str]:
        need, found = self.ledger.needs[id], []
        for capacity in self._liked(need):
            found += self.holders.get(capacity, [])
        held = self.ledger.served.get(id)
        for capacity in uses(need, held) if held else ():
            if self.prices.get(capacity, 0):
                found += self.wanting.get(capacity, [])
        return found

    def _liked(self, need: Need) -> list[str]:
        """The full capacities that its pinned and its best priced candidates would take, best first."""
        full: dict[str, None] = {}
        pinned = self.pins.get(need.id, set())
        for slot in need.slots:
            places = [
                ((slot.id, c.offer) not in pinned, -self._worth(c), c.offer, at) for at, c in enumerate(slot.candidates)
            ]
            liking = [slot.candidates[at] for *_, at in sorted(places)]
            for candidate in liking[:LIKED]:
                full |= dict.fromkeys(c for c, amount in candidate.uses.items() if amount > self.ledger.left[c])
        return list(full)

    def _worth(self, candidate: Candidate) -> float:
        return candidate.score - sum(self.prices.get(c, 0.0) * amount for c, amount in candidate.uses.items())


def again(problem: Problem, kept: Ledger, before: Sequence[Served], free: Collection[str], clock: Clock) -> Near | None:
    """The best plan in which all but these needs are as `kept` has them; of equal ones that with most as before."""
    others = Ledger(problem, (one for id, one in kept.served.items() if id not in set(free)))
    piece = within(restrict(problem, free), others)
    same = {one.need: one for one in before}
    weighed, factor = _weighed(piece, same)
    reduced = reduce(weighed)
    if reduced is None:
        return None
    held = [kept.served[id] for id in free if id in kept.served]
    ids = {need.id for need in reduced.needs}
    hint = held if ids.issuperset(one.need for one in held) else []
    found = solve_exactly(reduced, seconds=clock.seconds_left(), nodes=clock.nodes_left(), hint=_known(reduced, hint))
    clock.spend(found.nodes)
    if found.served is None:
        return None
    whole = Ledger(problem, [*others.served.values(), *(_as_before(one, same) for one in found.served)])
    if not whole.keeps_limits():
        return None
    everybody = len(free) == len(problem.needs)
    bound = found.bound // factor if found.bound is not None and everybody else None
    return Near(tuple(whole.served.values()), whole.objective, bound)


def _known(reduced: Problem, hint: Sequence[Served]) -> list[Served]:
    """Those of the hint whose every offer is still a candidate."""
    ends = {(n.id, s.id, c.offer) for n in reduced.needs for s in n.slots for c in s.candidates}
    options = {n.id: n.options for n in reduced.needs}
    return [
        one
        for one in hint
        if one.option in options[one.need]
        and all((one.need, slot, offer) in ends for slot, offers in one.slots.items() for offer in offers)
    ]


def _as_before(one: Served, same: Mapping[str, Served]) -> Served:
    return same[one.need] if one.need in same and alike(one, same[one.need]) else one


def within(piece: Problem, others: Ledger) -> Problem:
    """The piece within what all others leave: of capacities, of minimums, of floors."""
    reached = others.achieved()
    return replace(
        piece,
        capacities=tuple(
            replace(c, max=others.left[c.id], min=max(0, c.min - (c.max - others.left[c.id]))) for c in piece.capacities
        ),
        floors=tuple(replace(f, min_value=max(0, f.min_value - reached.get(f.group, 0))) for f in piece.floors),
    )


def _weighed(piece: Problem, same: Mapping[str, Served]) -> tuple[Problem, int]:
    """The piece with a point for each offer that stays where it was; everything else counts so much more that no
    number of these points outweighs a point of value."""
    points = sum(len(offers) for need in piece.needs if need.id in same for offers in same[need.id].slots.values())
    factor = 1 + 2 * points
    needs = tuple(_weigh(need, same.get(need.id), factor) for need in piece.needs)
    floors = tuple(replace(floor, min_value=floor.min_value * factor) for floor in piece.floors)
    return replace(piece, needs=needs, floors=floors), factor


def _weigh(need: Need, was: Served | None, factor: int) -> Need:
    def weigh(slot: Slot, c: Candidate) -> Candidate:
        stays = was is not None and c.offer in was.slots.get(slot.id, ()) and c.option in (None, was.option)
        return replace(c, score=c.score * factor + stays)

    slots = tuple(replace(s, candidates=tuple(weigh(s, c) for c in s.candidates)) for s in need.slots)
    bonds = tuple(replace(bond, score=bond.score * factor) for bond in need.bonds)
    return replace(need, value=need.value * factor, slots=slots, bonds=bonds)
