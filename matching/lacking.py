"""What a need lacks beside a plan: which of its charity slots a new gift would have to fill.

The plan stays as it is. A need has an opening where its other slots can be filled within what the plan leaves of every
capacity; a gift then fills the rest, by as many givers as it takes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Literal

from matching.ledger import Ledger
from matching.plan import Served
from matching.problem import Candidate, Need, Problem, Slot

CHARITY = "charity"

End = tuple[str, str]
"""A slot and an offer in it."""


@dataclass(frozen=True, slots=True, order=True)
class Kind:
    """What is given: money in CNY fen, goods in units of an item, whole hours, seats of a place."""

    name: Literal["money", "goods", "hours", "place"]
    item: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """A charity slot that a need requires: `count` givers of `amount` each."""

    slot: str
    kind: Kind
    amount: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class Want:
    """The charity slots that a need requires now and nobody has promised to fill; its other slots stand in the problem.

    A slot that the problem does not have came in since, and no offer that the problem knows can fill it.
    """

    need: str
    asks: tuple[Ask, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """A gift that would let the need be served: of each ask, how many of its givers; and what that takes in all."""

    bought: tuple[int, ...]
    cost: Mapping[Kind, int]


@dataclass(frozen=True, slots=True)
class Place:
    """A required slot: who could fill it within what is left, by option, or the gift by which it can be filled."""

    slot: str
    count: int
    fitting: Mapping[str | None, Sequence[Candidate]]
    ask: Ask | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """An unserved need beside a plan: its places, and the pairs of offers that may not be together."""

    need: Need
    places: tuple[Place, ...]
    bans: frozenset[frozenset[End]]


class Beside:
    """What a plan leaves of a problem's capacities."""

    def __init__(self, problem: Problem, served: Iterable[Served]) -> None:
        ledger = Ledger(problem, served)
        self.left: Mapping[str, int] = ledger.left
        self.needs = ledger.needs
        self._banned = {(ban.need, ban.slot, ban.offer) for ban in problem.bans}

    def opening(self, want: Want) -> Opening:
        """:raises KeyError: the problem has no such need."""
        need = self.needs[want.need]
        slots = {slot.id: slot for slot in need.slots}
        others = [self._place(need, s, s.count) for s in need.slots if s.required and s.society != CHARITY]
        asked = [self._place(need, slots.get(ask.slot), ask.count, ask) for ask in want.asks]
        bans = frozenset(frozenset((bond.a, bond.b)) for bond in need.bonds if bond.ban)
        return Opening(need, (*others, *asked), bans)

    def ways(self, opening: Opening) -> list[Way]:
        """The least gifts: of none could any part be left out. None where no gift helps; one of nothing where the need
        lacks nothing."""
        asked = [place for place in opening.places if place.ask]
        found: list[Way] = []
        for bought in sorted(product(*(self._numbers(place) for place in asked)), key=lambda b: (sum(b), b)):
            if not any(_covers(bought, way.bought) for way in found) and self._is_enough(opening, bought):
                found.append(Way(bought, _cost(asked, bought)))
        return found

    def _place(self, need: Need, slot: Slot | None, count: int, ask: Ask | None = None) -> Place:
        known = slot.candidates if slot else ()
        name = ask.slot if ask else slot.id if slot else ""
        usable = [c for c in known if (need.id, name, c.offer) not in self._banned and self._fits(c.uses)]
        fitting = {option: [c for c in usable if c.option in (None, option)] for option in need.options}
        return Place(name, count, fitting, ask)

    def _fits(self, uses: Mapping[str, int]) -> bool:
        return all(amount <= self.left[capacity] for capacity, amount in uses.items())

    def _numbers(self, place: Place) -> range:
        """How many of its givers a gift may have to be: at least those that nobody else could be in any option."""
        most = max(len(fitting) for fitting in place.fitting.values())
        return range(max(0, place.count - most), place.count + 1)

    def _is_enough(self, opening: Opening, bought: tuple[int, ...]) -> bool:
        given = iter(bought)
        lacking = [place.count - next(given) if place.ask else place.count for place in opening.places]
        return any(self._team(opening, option, lacking) for option in opening.need.options)

    def _team(self, opening: Opening, option: str | None, lacking: Sequence[int]) -> bool:
        """Whether in this option so many offers of each place fit together."""
        asked = [(place, k) for place, k in zip(opening.places, lacking, strict=True) if k]
        if any(len(place.fitting[option]) < k for place, k in asked):
            return False
        tight = {c for c, most in most_used(asked, option).items() if most > self.left[c]}
        if not tight and not opening.bans:
            return True
        asked.sort(key=lambda pair: len(pair[0].fitting[option]))
        choices = [list(combinations(distinct(place, option, k, tight, opening.bans), k)) for place, k in asked]
        return self._together([place.slot for place, _ in asked], choices, opening.bans, {}, ())

    def _together(
        self,
        names: Sequence[str],
        choices: Sequence[Sequence[tuple[Candidate, ...]]],
        bans: frozenset[frozenset[End]],
        used: Mapping[str, int],
        ends: tuple[End, ...],
    ) -> bool:
        if not choices:
            return True
        for chosen in choices[0]:
            more, mine = _added(used, chosen), tuple((names[0], c.offer) for c in chosen)
            banned = any(frozenset((a, b)) in bans for a in mine for b in (*ends, *mine)) if bans else False
            if not banned and self._fits(more) and self._together(names[1:], choices[1:], bans, more, (*ends, *mine)):
                return True
        return False


def most_used(asked: Iterable[tuple[Place, int]], option: str | None) -> dict[str, int]:
    """The most that so many offers of each place could use of each capacity in an option."""
    total: dict[str, int] = {}
    for place, k in asked:
        most: dict[str, int] = {}
        for candidate in place.fitting[option]:
            for capacity, amount in candidate.uses.items():
                most[capacity] = max(most.get(capacity, 0), amount)
        for capacity, amount in most.items():
            total[capacity] = total.get(capacity, 0) + k * amount
    return total


def distinct(
    place: Place, option: str | None, k: int, tight: Iterable[str], bans: frozenset[frozenset[End]]
) -> Iterator[Candidate]:
    """Of offers that use the same of the tight capacities, and that nobody may not be beside, the first k."""
    bound, minded = set(tight), {end for pair in bans for end in pair}
    seen: dict[object, int] = {}
    for candidate in place.fitting[option]:
        end = (place.slot, candidate.offer)
        alike = end if end in minded else frozenset((c, a) for c, a in candidate.uses.items() if a and c in bound)
        seen[alike] = seen.get(alike, 0) + 1
        if seen[alike] <= k:
            yield candidate


def _added(used: Mapping[str, int], chosen: Iterable[Candidate]) -> dict[str, int]:
    total = dict(used)
    for candidate in chosen:
        for capacity, amount in candidate.uses.items():
            total[capacity] = total.get(capacity, 0) + amount
    return total


def _covers(more: tuple[int, ...], less: tuple[int, ...]) -> bool:
    return all(a >= b for a, b in zip(more, less, strict=True))


def _cost(asked: Sequence[Place], bought: tuple[int, ...]) -> dict[Kind, int]:
    cost: dict[Kind, int] = {}
    for place, k in zip(asked, bought, strict=True):
        if k and place.ask:
            cost[place.ask.kind] = cost.get(place.ask.kind, 0) + k * place.ask.amount
    return cost
