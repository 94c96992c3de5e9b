"""Each need's own little problem as flat arrays: what it is worth when every capacity has a price.

Priced, needs no longer compete, and each is solved for itself. A *scenario* is one way to begin: an option, and where
bonds join the need's slots to one *hub* slot, which offer fills the hub. Given that, the slots are independent: each is
a *cell*, whose best `count` *entries* (candidates with their bonds to the hub's offer) are taken.

    entry → cell (best `count`) → scenario (sum) → need (best, or 0 where it need not be served)

The hub of an option is the first required slot of count 1 at which each bond between offers usable in that option has
exactly one end. Without one the bonds are over-estimated: positive scores always count, negative ones only when both
ends are pinned.
"""

from array import array
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.ledger import partners
from matching.problem import Bond, Candidate, Need, Problem, Slot
from matching.restrict import demanded

Ints = NDArray[np.int64]
End = tuple[str, str]


@dataclass(frozen=True)
class Scenarios:
    """The arrays of a reduced problem. Entries lie by cell, members by scenario, scenarios by need."""

    problem: Problem
    candidate_need: Ints  # candidates in the file's order
    candidate_slot: Ints  # as its need numbers them
    score: Ints
    use_candidate: Ints
    use_capacity: Ints
    use_amount: Ints
    entry_cell: Ints
    entry_candidate: Ints
    entry_bond: Ints
    entry_pinned: NDArray[np.bool_]
    cell_count: Ints
    cell_required: NDArray[np.bool_]
    member_scenario: Ints
    member_cell: Ints
    scenario_need: Ints
    scenario_base: Ints  # the bonds that are counted whatever is chosen
    scenario_option: list[str | None]
    value: Ints
    group: Ints  # the floor of the need's group, or -1
    must: NDArray[np.bool_]


def scenarios(problem: Problem) -> Scenarios:
    """The arrays of a reduced problem whose demanded needs can each be served by themselves."""
    builder = _Builder(problem)
    for number, need in enumerate(problem.needs):
        _Teller(builder, number, need).tell()
    return builder.done()


@dataclass
class _Builder:
    problem: Problem
    candidates: list[Candidate] = field(default_factory=list)
    slots: list[tuple[int, int, int]] = field(default_factory=list)  # need, slot, candidates
    entries: "array[int]" = field(
        default_factory=lambda: array("q")
    )  # cell, candidate, bond, whether pinned: four each
    cells: list[tuple[int, bool]] = field(default_factory=list)
    members: list[tuple[int, int]] = field(default_factory=list)
    tales: list[tuple[int, int, str | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pinned: dict[tuple[str, str], set[str]] = {}
        for pin in self.problem.pins:
            self.pinned.setdefault((pin.need, pin.slot), set()).add(pin.offer)

    def done(self) -> Scenarios:
        problem = self.problem
        capacity = {c.id: i for i, c in enumerate(problem.capacities)}
        floor = {f.group: i for i, f in enumerate(problem.floors)}
        must = demanded(problem)
        uses = array("q")
        for i, candidate in enumerate(self.candidates):
            for c, amount in candidate.uses.items():
                uses.extend((i, capacity[c], amount))
        use, entry = _columns(uses, 3), _columns(self.entries, 4)
        need, slot, times = _columns(self.slots, 3)
        member, tale, cell = (
            _columns(self.members, 2),
            _columns([t[:2] for t in self.tales], 2),
            _columns(self.cells, 2),
        )
        return Scenarios(
            problem=problem,
            candidate_need=np.repeat(need, times),
            candidate_slot=np.repeat(slot, times),
            score=np.array([candidate.score for candidate in self.candidates], np.int64),
            use_candidate=use[0],
            use_capacity=use[1],
            use_amount=use[2],
            entry_cell=entry[0],
            entry_candidate=entry[1],
            entry_bond=entry[2],
            entry_pinned=entry[3].astype(np.bool_),
            cell_count=cell[0],
            cell_required=cell[1].astype(np.bool_),
            member_scenario=member[0],
            member_cell=member[1],
            scenario_need=tale[0],
            scenario_base=tale[1],
            scenario_option=[option for _, _, option in self.tales],
            value=np.array([need.value for need in problem.needs], np.int64),
            group=np.array([floor.get(need.group or "", -1) for need in problem.needs], np.int64),
            must=np.array([need.id in must for need in problem.needs], np.bool_),
        )


def _columns(rows: "list[Any] | array[int]", width: int) -> Ints:
    return np.array(rows, np.int64).reshape(-1, width).T.copy()


class _Teller:
    """Tells one need's scenarios into the builder. Cells are shared wherever they hold the same entries."""

    def __init__(self, builder: _Builder, number: int, need: Need) -> None:
        self.builder, self.number, self.need = builder, number, need
        self.index: dict[tuple[str, str, str | None], int] = {}
        for s, slot in enumerate(need.slots):
            for at, candidate in enumerate(slot.candidates, len(builder.candidates)):
                self.index[slot.id, candidate.offer, candidate.option] = at
            builder.candidates += slot.candidates
            builder.slots.append((number, s, len(slot.candidates)))
        self.timed = {slot.id: any(c.option is not None for c in slot.candidates) for slot in need.slots}
        self.partners = partners(need)
        self.cells: dict[tuple[str, str | None, End | None], int | None] = {}

    def tell(self) -> None:
        for option in self.need.options:
            if all(self._pins_possible(slot, option) for slot in self.need.slots):
                self._tell_option(option)

    def _tell_option(self, option: str | None) -> None:
        ends = {(slot.id, c.offer) for slot in self.need.slots for c in _usable(slot, option)}
        bonds = [bond for bond in self.need.bonds if bond.a in ends and bond.b in ends]
        hub = _hub(self.need, bonds)
        if hub is None:
            self._tell(option, {}, sum(map(self._counted_anyway, bonds)))
        else:
            self._tell_by_hub(hub, option)

    def _pins_possible(self, slot: Slot, option: str | None) -> bool:
        pins = self._pins(slot.id)
        return len(pins) <= slot.count and pins <= {c.offer for c in _usable(slot, option)}

    def _tell_by_hub(self, hub: Slot, option: str | None) -> None:
        """One scenario for each offer of the hub that has bonds, and one for all others together."""
        usable = _usable(hub, option)
        pinned = [c for c in usable if self._is_pinned(hub, c)]
        plain = []
        for candidate in pinned or usable:
            end = (hub.id, candidate.offer)
            if end in self.partners:
                self._tell(option, {hub.id: self._cell_of(hub, [candidate], None)}, 0, end)
            else:
                plain.append(candidate)
        if plain:
            self._tell(option, {hub.id: self._cell_of(hub, plain, None)}, 0)

    def _tell(self, option: str | None, given: dict[str, int | None], base: int, end: End | None = None) -> None:
        cells = [given[s.id] if s.id in given else self._cell(s, option, end) for s in self.need.slots]
        if any(cell is None for cell in cells):
            return
        scenario = len(self.builder.tales)
        self.builder.tales.append((self.number, base, option))
        self.builder.members += [(scenario, cell) for cell in cells if cell is not None]

    def _cell(self, slot: Slot, option: str | None, end: End | None) -> int | None:
        usable = _usable(slot, option)
        if end is not None and not any(other[0] == slot.id for other, _ in self.partners[end]):
            end = None
        key = (slot.id, option if self.timed[slot.id] else None, end)
        if key not in self.cells:
            self.cells[key] = self._cell_of(slot, usable, end)
        return self.cells[key]

    def _cell_of(self, slot: Slot, candidates: list[Candidate], end: End | None) -> int | None:
        """A new cell, or None when a required slot cannot be filled beside `end`."""
        scores, banned = self._bonds(end, slot)
        free = [c for c in candidates if c.offer not in banned]
        pinned = [self._is_pinned(slot, c) for c in free]
        if slot.required and len(free) < slot.count:
            return None
        if any(self._is_pinned(slot, c) for c in candidates if c.offer in banned):
            return None
        cell = len(self.builder.cells)
        self.builder.cells.append((slot.count, slot.required))
        for candidate, pin in zip(free, pinned, strict=True):
            number = self.index[slot.id, candidate.offer, candidate.option]
            self.builder.entries.extend((cell, number, scores.get(candidate.offer, 0), pin))
        return cell

    def _bonds(self, end: End | None, slot: Slot) -> tuple[dict[str, int], set[str]]:
        scores: dict[str, int] = {}
        banned: set[str] = set()
        for (name, offer), bond in self.partners.get(end, []) if end else []:
            if name == slot.id:
                scores[offer] = scores.get(offer, 0) + bond.score
                if bond.ban:
                    banned.add(offer)
        return scores, banned

    def _pins(self, slot: str) -> set[str]:
        return self.builder.pinned.get((self.need.id, slot), set())

    def _is_pinned(self, slot: Slot, candidate: Candidate) -> bool:
        return candidate.offer in self._pins(slot.id)

    def _counted_anyway(self, bond: Bond) -> int:
        pinned = all(offer in self._pins(slot) for slot, offer in (bond.a, bond.b))
        return bond.score if bond.score > 0 or pinned else 0


def _hub(need: Need, bonds: list[Bond]) -> Slot | None:
    """The first required slot of count 1 at which each bond has exactly one end; None without bonds."""
    for slot in need.slots if bonds else ():
        one_end = all((bond.a[0] == slot.id) != (bond.b[0] == slot.id) for bond in bonds)
        if slot.required and slot.count == 1 and one_end:
            return slot
    return None


def _usable(slot: Slot, option: str | None) -> list[Candidate]:
    return [c for c in slot.candidates if c.option in (None, option)]
