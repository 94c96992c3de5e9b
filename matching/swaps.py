"""Plans that are worth exactly what a plan is worth, one swap away from it; each is checked before it counts.

An offer gives its place to another, two offers change places, an optional place is filled or left empty, or a need
makes room for another.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property

from matching.ledger import Ledger, banned_together, uses, worth
from matching.plan import Served
from matching.problem import Choice, Need, Problem, Slot
from matching.restrict import touched

Entries = Mapping[str, Served | None]
"""What is otherwise, by need; None: not served."""


class Swaps:
    """The swaps of one plan.

    :param unsure: the needs that may be served in one such plan and not in another, as far as is known.
    """

    def __init__(self, problem: Problem, served: Iterable[Served], unsure: Collection[str]) -> None:
        self._problem, self._ledger = problem, Ledger(problem, served)
        self._demanded = {n.id for n in problem.needs if n.must} | {pin.need for pin in problem.pins}
        self._unsure = set(unsure) - self._demanded
        self._bans = set(problem.bans)
        self._pins: dict[str, set[Choice]] = {}
        for pin in problem.pins:
            self._pins.setdefault(pin.need, set()).add(pin)
        self._capacity = {capacity.id: capacity for capacity in problem.capacities}
        self._floors = {floor.group: floor.min_value for floor in problem.floors}
        self._places: dict[str, list[tuple[str, str]]] = {}
        for one in self._ledger.served.values():
            for slot, offers in one.slots.items():
                for offer in offers:
                    self._places.setdefault(offer, []).append((one.need, slot))

    @cached_property
    def choices(self) -> frozenset[Choice]:
        """The places that one of two plans of equal worth fills, and the other does not."""
        found: set[Choice] = set()
        for served in self._ledger.served.values():
            need = self._ledger.needs[served.need]
            for slot in need.slots:
                for entries in self._of_slot(need, slot, served):
                    found |= self._differing(entries)
        return frozenset(found.union(*(self._differing(entries) for entries in self._of_needs)))

    @cached_property
    def needs(self) -> frozenset[str]:
        """The needs that one of two plans of equal worth serves, and the other does not."""
        return frozenset(
            id
            for entries in self._of_needs
            for id, one in entries.items()
            if (one is None) == (id in self._ledger.served)
        )

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
        gain = worth(need, changed) - worth(need, served)
        for where, place in self._places.get(other, ()):
            there = self._ledger.served[where]
            if where == need.id or offer in there.slots[place] or not self._may(where, place, offer, there.option):
                continue
            swapped = _replaced(there, place, other, offer)
            if gain + worth(self._ledger.needs[where], swapped) == worth(self._ledger.needs[where], there):
                yield from self._equal({need.id: changed, where: swapped})

    def _may(self, need: str, slot: str, offer: str, option: str | None) -> bool:
        slots = (one for one in self._ledger.needs[need].slots if one.id == slot)
        return any(c.offer == offer and c.option in (None, option) for one in slots for c in one.candidates)

    def _equal(self, entries: Entries) -> Iterator[Entries]:
        """The same, where the plan that it makes is a plan and worth the same."""
        if self._gain(entries) == 0 and all(map(self._legal, entries, entries.values())) and self._fits(entries):
            yield entries

    def _gain(self, entries: Entries) -> int:
        needs, served = self._ledger.needs, self._ledger.served
        after = sum(worth(needs[id], one) for id, one in entries.items() if one)
        return after - sum(worth(needs[id], served[id]) for id in entries if id in served)

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

    @cached_property
    def _reached(self) -> dict[str, int]:
        return self._ledger.achieved()

    @cached_property
    def _of_needs(self) -> list[Entries]:
        """A need that adds nothing is left out, or one makes room for another of equal worth."""
        found: list[Entries] = []
        leaving = [one for id, one in self._ledger.served.items() if id in self._unsure]
        for one in leaving:
            found += self._equal({one.need: None})
        for need in self._problem.needs:
            if need.id in self._unsure and need.id not in self._ledger.served:
                found += self._joining(need, {})
                for one in self._making_room(need, leaving):
                    found += self._joining(need, {one.need: None})
        return found

    def _making_room(self, need: Need, leaving: Iterable[Served]) -> Iterator[Served]:
        """Those whom the need could take the place of: of about its worth, with something that it could use."""
        least, most, wanted = *_range(need), touched(need)
        for one in leaving:
            other = self._ledger.needs[one.need]
            if least <= worth(other, one) <= most and wanted & uses(other, one).keys():
                yield one

    def _joining(self, need: Need, entries: Entries) -> Iterator[Entries]:
        """The need served by the best scored who fit when these entries are otherwise."""
        freed: dict[str, int] = {}
        for id in entries:
            freed |= uses(self._ledger.needs[id], self._ledger.served[id])
        for option in need.options:
            if team := self._team(need, option, freed):
                yield from self._equal({**entries, need.id: team})

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

    def _differing(self, entries: Entries) -> set[Choice]:
        found: set[Choice] = set()
        for id, after in entries.items():
            before = self._ledger.served.get(id)
            found |= set(_choices(after) if after else ()) ^ set(_choices(before) if before else ())
        return found


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
