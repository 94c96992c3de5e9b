"""The problem as tables for the compiled moves, and the plan that they move about on it.

    need → options → cells (a slot in an option) → entries (candidates, best priced first)
    candidate → uses (capacity, amount), and its end (slot and offer) → bonds to other ends of the need

`x_at` and `x_end` are where a row's x begin and end. A *seat* is one of a slot's `count` places; each use of whoever
sits there is linked into a list of its capacity, so that the holders of what a need lacks are found at once.
Tables are record arrays: numba reads them as fast as plain arrays, where a tuple of fifty arrays was fifteen times
slower (measured while numba counted a reference at each access).
"""

from collections.abc import Iterable, Iterator
from copy import copy
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from matching.ledger import partners
from matching.plan import Served
from matching.problem import Candidate, Need, Problem, Slot
from matching.restrict import demanded

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Records = NDArray[Any]
Row = Any
"""One record of a table."""
End = tuple[str, str]
"""A slot and an offer: what a bond joins to another."""
NOBODY = -1


def _record(floats: str = "", ints: str = "") -> np.dtype[Any]:
    return np.dtype([(name, np.float64) for name in floats.split()] + [(name, np.int64) for name in ints.split()])


NEED = _record("worth loss", "value gain must group option_at option_end seat_at seats option seated")
OPTION = _record("most", "cell_at cell_end")
CELL = _record("most", "entry_at entry_end count required bonded pins")
ENTRY = _record("", "candidate use_at use_end")
CANDIDATE = _record("priced", "score need end use_at use_end")
USE = _record("", "capacity amount")
END = _record("", "bond_at bond_end in_team")
BOND = _record("", "to score ban")
CAPACITY = _record("", "room head user_at user_end")
FLOOR = _record("", "wanted reached")
SEAT = _record("", "candidate need")
LINK = _record("", "after before")
ASIDE = _record("", "need option size")
GAME = np.dtype([("random", np.uint64), ("broken", np.int64), ("uses", np.int64)])


MOVING = ("need", "capacity", "left", "floor", "seat", "link", "end", "game")


class Tables(NamedTuple):
    """Those that are MOVING change with the plan: of `need` loss, gain, option and seated, of `capacity` head, of
    `floor` reached, of `end` in_team, and `left`, what each capacity has left: apart, because every look at an entry
    reads it. `game` is one row: the random state, how many demands are not kept, and the most uses of a candidate (the
    links of seat s begin at s * uses)."""

    need: Records
    option: Records
    member: Ints
    cell: Records
    entry: Records
    candidate: Records
    use: Records
    end: Records
    bond: Records
    capacity: Records
    left: Ints
    user: Ints
    floor: Records
    seat: Records
    link: Records
    game: Records


class Notes(NamedTuple):
    """What a move writes down, made once: what is compiled takes no memory of its own (`matching/compiled.py`)."""

    mark: Ints
    out: Ints
    keys: Floats
    aside: Records
    teams: Ints
    team: Ints
    other: Ints


class Guide(Protocol):
    """What a search goes by: what each candidate and each need is worth at some prices, in points, as the file has
    them in order."""

    @property
    def priced(self) -> Floats: ...

    @property
    def need_worth(self) -> Floats: ...


class Board:
    """The tables of a reduced problem at some prices, and the way back to what the problem calls things."""

    def __init__(self, problem: Problem, guide: Guide, seed: int) -> None:
        self.problem = problem
        self.options: list[tuple[int, str | None]] = []
        self.first: list[int] = []
        """Each need's first candidate, and how many there are in all."""
        worth = guide.need_worth
        self._priced = guide.priced
        self._rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in Tables._fields}
        self._pins = {(pin.need, pin.slot, pin.offer) for pin in problem.pins}
        self._capacities = {c.id: i for i, c in enumerate(problem.capacities)}
        self._floors = {f.group: i for i, f in enumerate(problem.floors)}
        must = demanded(problem)
        seats = size = 0
        for number, need in enumerate(problem.needs):
            self.options += [(number, option) for option in need.options]  # before the rows, whose memory is given back
            self.first.append(size)
            size += need.size
        self.first.append(size)
        for number, need in enumerate(problem.needs):
            seats = self._add_need(number, need, float(worth[number]), need.id in must, seats)
        self.tables = self._tables(seats, seed)
        self._rows.clear()

    def _add_need(self, number: int, need: Need, worth: float, must: bool, seats: int) -> int:
        option_at = len(self._rows["option"])
        ends = self._add_candidates(number, need)
        bonds = self._add_bonds(need, ends)
        self._add_options(number, need, bonds)
        size = sum(slot.count for slot in need.slots)
        group = self._floors.get(need.group or "", NOBODY)
        row = (worth, worth, need.value, 0, must, group, option_at, len(self._rows["option"]), seats, size, NOBODY, 0)
        self._rows["need"].append(row)
        self._rows["seat"] += [(NOBODY, number)] * size
        return seats + size

    def _add_candidates(self, number: int, need: Need) -> dict[End, int]:
        """The candidates and their uses; the number of each end."""
        ends: dict[End, int] = {}
        uses, priced = self._rows["use"], iter(self._priced[self.first[number] : self.first[number + 1]].tolist())
        for slot in need.slots:
            for c in slot.candidates:
                use_at = len(uses)
                uses += [(self._capacities[capacity], amount) for capacity, amount in c.uses.items()]
                end = ends.setdefault((slot.id, c.offer), len(self._rows["end"]) + len(ends))
                self._rows["candidate"].append((next(priced), c.score, number, end, use_at, len(uses)))
        return ends

    def _add_bonds(self, need: Need, ends: dict[End, int]) -> dict[End, int]:
        """Each end with its bonds; for those that have any, the most that they could add."""
        joined = partners(need)
        bonds = self._rows["bond"]
        for end in ends:
            bond_at = len(bonds)
            bonds += [(ends[to], bond.score, bond.ban) for to, bond in joined.get(end, ()) if to in ends]
            self._rows["end"].append((bond_at, len(bonds), 0))
        return {end: sum(max(0, bond.score) for _, bond in others) for end, others in joined.items()}

    def _add_options(self, number: int, need: Need, bonds: dict[End, int]) -> None:
        """Those that may be worth most come first, so that a search for the best team can stop early."""
        shared: dict[tuple[str, str | None], int] = {}
        cells, members = self._rows["cell"], self._rows["member"]
        made = []
        for option in need.options:
            at, row = self.first[number], []
            for slot in need.slots:
                timed = any(c.option is not None for c in slot.candidates)
                key = (slot.id, option if timed else None)
                if key not in shared:
                    shared[key] = self._add_cell(need, slot, option, at, bonds)
                row.append((shared[key],))
                at += len(slot.candidates)
            made.append((sum(cells[cell][0] for (cell,) in row), option, row))
        made.sort(key=lambda option: -option[0])
        here = len(self._rows["option"])
        self.options[here : here + len(made)] = [(number, option) for _, option, _ in made]
        for most, _, row in made:
            self._rows["option"].append((most, len(members), len(members) + len(row)))
            members += row

    def _add_cell(self, need: Need, slot: Slot, option: str | None, at: int, bonds: dict[End, int]) -> int:
        among = [at + i for i, c in enumerate(slot.candidates) if c.option in (None, option)]
        pinned = {j for j in among if (need.id, slot.id, slot.candidates[j - at].offer) in self._pins}
        entries, cells = self._rows["entry"], self._rows["cell"]
        start = len(entries)
        for j in sorted(among, key=lambda j: (j not in pinned, -self._priced[j], j)):
            entries.append((j, *self._rows["candidate"][j][-2:]))
        best = max(
            (self._priced[j] + bonds.get((slot.id, slot.candidates[j - at].offer), 0) for j in among), default=0.0
        )
        most = slot.count * (best if slot.required else max(0.0, best))
        bonded = any(slot.id == other for other, _ in bonds)
        cells.append((most, start, len(entries), slot.count, slot.required, bonded, len(pinned)))
        return len(cells) - 1

    def _tables(self, seats: int, seed: int) -> Tables:
        made = {name: np.array(self._rows[name], dtype) for name, dtype in _TYPES.items()}
        member = np.array(self._rows["member"], np.int64).reshape(-1)
        candidates = made["candidate"]
        uses = int(max(1, (candidates["use_end"] - candidates["use_at"]).max(initial=0)))
        capacity, user = _capacities(self.problem, candidates, made["use"])
        left = np.array([c.max for c in self.problem.capacities], np.int64)
        floors = np.array([(f.min_value, 0) for f in self.problem.floors], FLOOR)
        broken = int(made["need"]["must"].sum() + (left > capacity["room"]).sum() + (floors["wanted"] > 0).sum())
        return Tables(
            **made,
            member=member,
            capacity=capacity,
            left=left,
            user=user,
            floor=floors,
            link=np.full(seats * uses, NOBODY, np.int64).astype(LINK),
            game=np.array([(_start(seed), broken, uses)], GAME),
        )

    def copy(self, seed: int) -> "Board":
        """Another game on the same board, as it was before anything moved."""
        other, t = copy(self), self.tables
        moving = {name: getattr(t, name).copy() for name in MOVING}
        other.tables = t._replace(**moving)
        other.tables.game["random"] = _start(seed)
        return other

    def notes(self, ruin: int) -> Notes:
        """For moves that ruin so many needs at most, and those that join them."""
        most, seats = ruin * 3 + 9, int(max(1, self.tables.need["seats"].max(initial=0)))
        return Notes(
            mark=np.full(len(self.tables.need), NOBODY),
            out=np.empty(most, np.int64),
            keys=np.empty(most),
            aside=np.empty(most, ASIDE),
            teams=np.empty((most, seats), np.int64),
            team=np.empty(seats, np.int64),
            other=np.empty(seats, np.int64),
        )

    def placed(self, served: Iterable[Served]) -> list[tuple[int, int, Ints]]:
        """Served needs as (need, option, candidates), in numbers."""
        options = {(self.problem.needs[n].id, option): i for i, (n, option) in enumerate(self.options)}
        needs = {need.id: i for i, need in enumerate(self.problem.needs)}
        return [(needs[s.need], options[s.need, s.option], self._team(needs[s.need], s)) for s in served]

    def _team(self, need: int, served: Served) -> Ints:
        """Those who serve it."""
        numbers: dict[tuple[str, str], int] = {}
        for j, (slot, candidate) in enumerate(_candidates(self.problem.needs[need]), self.first[need]):
            if candidate.option in (served.option, None):
                numbers[slot, candidate.offer] = j
        return np.array([numbers[slot, offer] for slot, offers in served.slots.items() for offer in offers], np.int64)

    def told(self, option: Ints, seat: Ints) -> list[Served]:
        """A plan in the problem's words, offers in the file's order.

        :param option: by need, -1 where it is not served. :param seat: by seat, the candidate or -1.
        """
        found = []
        for number, (need, row, chosen) in enumerate(zip(self.problem.needs, self.tables.need, option, strict=True)):
            if chosen >= 0:
                candidates = list(_candidates(need))
                held = seat[row["seat_at"] : row["seat_at"] + row["seats"]]
                slots: dict[str, tuple[str, ...]] = {}
                for j in sorted(held[held >= 0].tolist()):
                    slot, candidate = candidates[j - self.first[number]]
                    slots[slot] = (*slots.get(slot, ()), candidate.offer)
                found.append(Served(need.id, self.options[chosen][1], slots))
        return found


def _candidates(need: Need) -> Iterator[tuple[str, Candidate]]:
    return ((slot.id, candidate) for slot in need.slots for candidate in slot.candidates)


_TYPES = {
    "need": NEED, "option": OPTION, "cell": CELL, "candidate": CANDIDATE, "use": USE, "end": END, "bond": BOND,
    "seat": SEAT, "entry": ENTRY,
}  # fmt: skip


def _start(seed: int) -> int:
    return 0x9E3779B97F4A7C15 ^ ((seed + 1) * 0x2545F4914F6CDD1D & (2**64 - 1))


def _capacities(problem: Problem, candidates: Records, uses: Records) -> tuple[Records, Ints]:
    """What each capacity has, and the needs that could use it, each once."""
    need = np.repeat(candidates["need"], candidates["use_end"] - candidates["use_at"])
    pairs = np.unique(np.stack([uses["capacity"], need], 1), axis=0)
    at = np.searchsorted(pairs[:, 0], np.arange(len(problem.capacities) + 1))
    rows = [
        (c.max - c.min, NOBODY, start, end) for c, start, end in zip(problem.capacities, at[:-1], at[1:], strict=True)
    ]
    return np.array(rows, CAPACITY), pairs[:, 1].copy()
