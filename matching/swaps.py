"""Plans that are worth exactly what a plan is worth, one swap away from it; each is checked before it counts.

An offer gives its place to another, two offers change places, an optional place is filled or left empty, or a need
makes room for another.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from matching.ledger import Ledger, banned_together, uses, worth
from matching.plan import Served
from matching.problem import Choice, Need, Problem, Slot
from matching.restrict import demanded, touched

Entries = Mapping[str, Served | None]
"""What is otherwise, by need; None: not served."""


@dataclass(frozen=True, slots=True)
class Swapped:
    """What of one need is otherwise in another plan of equal worth: whether it is served, and which places are filled
    in one of the two plans only."""

    need: bool
    choices: frozenset[Choice]


NO_OTHER = Swapped(False, frozenset())


class Swaps:
    """The swaps of one plan. Safe for several threads."""

    def __init__(self, problem: Problem, served: Iterable[Served]) -> None:
        self._problem, self._ledger = problem, Ledger(problem, served)
        self._demanded = demanded(problem)
        self._bans = set(problem.bans)
        self._pins: dict[str, set[Choice]] = {}
        for pin in problem.pins:
            self._pins.setdefault(pin.need, set()).add(pin)
        self._capacity = {capacity.id: capacity for capacity in problem.capacities}
        self._floors = {floor.group: floor.min_value for floor in problem.floors}
        self._worths = {id: worth(self._ledger.needs[id], one) for id, one in self._ledger.served.items()}
        self._could: dict[str, tuple[int, int, set[str]]] = {}
        self._reached = self._ledger.achieved()
        self._places: dict[str, list[tuple[str, str]]] = {}
        for one in self._ledger.served.values():
            for slot, offers in one.slots.items():
                for offer in offers:
                    self._places.setdefault(offer, []).append((one.need, slot))

    def of(self, need: Need) -> Swapped:
        """What of this need is otherwise in some plan that is one swap away and worth the same."""
        served = self._ledger.served.get(need.id)
        found = [*(self._leaving(need, served) if served else self._joining(need))]
        differing = {choice for entries in found for choice in self._differing(need.id, entries)}
        if served:
            for slot in need.slots:
                for entries in self._of_slot(need, slot, served):
                    differing |= self._differing(need.id, entries)
        return Swapped(bool(found), frozenset(differing))

    def _of_slot(self, need: Need, slot: Slot, served: Served) -> Iterator[Entries]:
        filled = served.slots.get(slot.id, ())
        others = [c.offer for c in slot.candidates if c.option in (None, served.option) and c.offer not in filled]
        for offer in filled:
            rest = tuple(one for one in filled if one != offer)
            if not slot.required:
                yield from self._equal({need.id: _with(served, slot, rest)})
            for other in others:
                yield from self._instead(need, slot, served, offer, other)
        for other in others if len(filled) < slot.count and not slot.required else ():
            yield from self._equal({need.id: _with(served, slot, (*filled, other))})

    def _instead(self, need: Need, slot: Slot, served: Served, offer: str, other: str) -> Iterator[Entries]:
        """The other in the offer's place; where it is needed elsewhere, the offer in its place there."""
        changed = _replaced(served, slot.id, offer, other)
        yield from self._equal({need.id: changed})
        gain = worth(need, changed) - self._worths[need.id]
        for where, place in self._places.get(other, ()):
            there = self._ledger.served[where]
            if where == need.id or offer in there.slots[place] or not self._may(where, place, offer, there.option):
                continue
            swapped = _replaced(there, place, other, offer)
            if gain + worth(self._ledger.needs[where], swapped) == self._worths[where]:
                yield from self._equal({need.id: changed, where: swapped})

    def _may(self, need: str, slot: str, offer: str, option: str | None) -> bool:
        slots = (one for one in self._ledger.needs[need].slots if one.id == slot)
        return any(c.offer == offer and c.option in (None, option) for one in slots for c in one.candidates)

    def _equal(self, entries: Entries) -> Iterator[Entries]:
        """The same, where the plan that it makes is a plan and worth the same."""
        if self._gain(entries) == 0 and all(map(self._legal, entries, entries.values())) and self._fits(entries):
            yield entries

    def _gain(self, entries: Entries) -> int:
        after = sum(worth(self._ledger.needs[id], one) for id, one in entries.items() if one)
        return after - sum(self._worths.get(id, 0) for id in entries)

    def _legal(self, id: str, one: Served | None) -> bool:
        """Whether it keeps what people decided and what bonds ban."""
        if one is None:
            return id not in self._demanded
        filled = set(_choices(one))
        together = banned_together(self._ledger.needs[id], one.slots)
        return self._pins.get(id, set()) <= filled and not filled & self._bans and not together

    def _fits(self, entries: Entries) -> bool:
        """Whether every capacity that is used otherwise stays between its limits, and every floor is reached."""
        moved: dict[str, int] = {}
        value: dict[str | None, int] = {}
        for id, after in entries.items():
            need = self._ledger.needs[id]
            for one, sign in ((after, 1), (self._ledger.served.get(id), -1)):
                for capacity, amount in uses(need, one).items() if one else ():
                    moved[capacity] = moved.get(capacity, 0) + sign * amount
                value[need.group] = value.get(need.group, 0) + (sign * need.value if one else 0)
        return all(self._holds(id, amount) for id, amount in moved.items()) and all(
            self._reached.get(group, 0) + more >= self._floors.get(group, 0)
            for group, more in value.items()
            if group is not None and more
        )

    def _holds(self, id: str, more: int) -> bool:
        capacity = self._capacity[id]
        return capacity.min <= capacity.max - self._ledger.left[id] + more <= capacity.max

    def _leaving(self, need: Need, served: Served) -> Iterator[Entries]:
        """A need that adds nothing is left out, or one makes room for another."""
        if need.id not in self._demanded:
            yield from self._equal({need.id: None})
            for other in self._problem.needs:
                if other.id not in self._ledger.served and self._could_replace(other, need, served):
                    yield from self._in_place_of(other, served)

    def _joining(self, need: Need) -> Iterator[Entries]:
        """A need that adds nothing is served too, or one takes the place of another."""
        yield from self._in_place_of(need, None)
        for served in self._ledger.served.values():
            other = self._ledger.needs[served.need]
            if other.id not in self._demanded and self._could_replace(need, other, served):
                yield from self._in_place_of(need, served)

    def _could_replace(self, need: Need, other: Need, served: Served) -> bool:
        """Whether it may be worth as much, and could use something that the other has."""
        if need.id not in self._could:
            self._could[need.id] = *_range(need), touched(need)
        least, most, wanted = self._could[need.id]
        return least <= self._worths[other.id] <= most and not wanted.isdisjoint(uses(other, served))

    def _in_place_of(self, need: Need, leaving: Served | None) -> Iterator[Entries]:
        """The need served by the best scored who fit, in the place of another or beside all."""
        freed = uses(self._ledger.needs[leaving.need], leaving) if leaving else {}
        gone: Entries = {leaving.need: None} if leaving else {}
        for option in need.options:
            if team := self._team(need, option, freed):
                yield from self._equal({**gone, need.id: team})

    def _team(self, need: Need, option: str | None, freed: Mapping[str, int]) -> Served | None:
        taken: dict[str, int] = {}
        slots: dict[str, tuple[str, ...]] = {}
        for slot in need.slots:
            there = [c for c in slot.candidates if c.option in (None, option) and (slot.required or c.score > 0)]
            for candidate in sorted(there, key=lambda c: -c.score):
                after = {c: taken.get(c, 0) + amount for c, amount in candidate.uses.items()}
                filled = slots.get(slot.id, ())
                if len(filled) < slot.count and all(
                    amount <= self._ledger.left[c] + freed.get(c, 0) for c, amount in after.items()
                ):
                    slots[slot.id] = (*filled, candidate.offer)
                    taken |= after
            if slot.required and len(slots.get(slot.id, ())) < slot.count:
                return None
        return Served(need.id, option, slots)

    def _differing(self, need: str, entries: Entries) -> set[Choice]:
        before, after = self._ledger.served.get(need), entries[need]
        return set(_choices(after) if after else ()) ^ set(_choices(before) if before else ())


def _range(need: Need) -> tuple[int, int]:
    """What a team of the need can be worth, roughly: at least and at most."""
    spread = sum(slot.count * max((abs(c.score) for c in slot.candidates), default=0) for slot in need.slots)
    spread += sum(abs(bond.score) for bond in need.bonds)
    return need.value - spread, need.value + spread


def _choices(served: Served) -> Iterator[Choice]:
    return (Choice(served.need, slot, offer) for slot, offers in served.slots.items() for offer in offers)


def _with(served: Served, slot: Slot, offers: tuple[str, ...]) -> Served:
    return Served(served.need, served.option, {**served.slots, slot.id: offers})


def _replaced(served: Served, slot: str, offer: str, other: str) -> Served:
    offers = tuple(other if one == offer else one for one in served.slots[slot])
    return Served(served.need, served.option, {**served.slots, slot: offers})
