"""The exact way: the problem as a mixed-integer program, solved by HiGHS.

Each option, each candidate and each positive or negative bond has a column. HiGHS works in floating point: its plan is
rounded and entered in a ledger of integers, and one that breaks a capacity there is not taken.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor, gcd, inf, isfinite

import numpy as np

from matching.ledger import Ledger
from matching.limits import Cancelled
from matching.plan import Served
from matching.problem import Bond, Candidate, Need, Problem, Slot
from matching.program import Answer, Arrays, Floats, Program, Term
from matching.restrict import demanded

End = tuple[str, str]
Taken = dict[End, list[tuple[Candidate, int]]]
"""By slot and offer, a need's candidates with their columns."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the exact way found. `served` None: no plan. `bound` None: no plan exists. `nodes`: the work it took."""

    served: tuple[Served, ...] | None
    objective: int | None
    bound: int | None
    nodes: int

    @property
    def infeasible(self) -> bool:
        return self.bound is None


def solve_exactly(
    problem: Problem,
    *,
    seconds: float | None = None,
    nodes: int | None = None,
    seed: int = 1,
    hint: Sequence[Served] = (),
    gap: float = 0.0,
    cancelled: Cancelled | None = None,
) -> Outcome:
    """The best plan of a reduced problem, or the best found when the limit came first, with a proved bound.

    :param seconds: wall seconds; None is no limit. :param nodes: branch-and-bound nodes; None is no limit.
    :param hint: a plan to start from; it need not be complete.
    :param gap: relative gap at which to stop.
    :param cancelled: asked now and then; once it says so, the outcome is that nothing was found.
    """
    if not problem.needs:
        return _without_needs(problem)
    model = Model(problem)
    answer = model.program.solved(
        seconds=seconds, nodes=nodes, seed=seed, hint=model.hint(hint), gap=gap, cancelled=cancelled
    )
    return _outcome(model, answer)


def whole(bound: float, ceiling: int) -> int:
    """The integer bound that HiGHS's float stands for, with room for its rounding."""
    return floor(bound + max(1e-6, 1e-9 * abs(bound))) if isfinite(bound) else ceiling


def _without_needs(problem: Problem) -> Outcome:
    unmet = any(c.min > 0 for c in problem.capacities) or problem.pins or any(f.min_value > 0 for f in problem.floors)
    return Outcome(None, None, None, 0) if unmet else Outcome((), 0, 0, 0)


def _outcome(model: "Model", answer: Answer) -> Outcome:
    if answer.ended == "infeasible":
        return Outcome(None, None, None, answer.nodes)
    bound = whole(answer.bound, model.ceiling)
    ledger = model.ledger(answer.values)
    if ledger is None:
        return Outcome(None, None, bound, answer.nodes)
    if answer.ended == "optimal" and bound - ledger.objective < 1 + abs(bound) * 1e-9:
        bound = ledger.objective
    return Outcome(tuple(ledger.served.values()), ledger.objective, max(bound, ledger.objective), answer.nodes)


def _merged(bonds: Sequence[Bond]) -> list[Bond]:
    """One bond for each pair of ends: scores add up, and one ban is enough."""
    pairs: dict[frozenset[End], Bond] = {}
    for bond in bonds:
        pair = frozenset((bond.a, bond.b))
        known = pairs.get(pair, Bond(bond.a, bond.b))
        pairs[pair] = replace(known, score=known.score + bond.score, ban=known.ban or bond.ban)
    return list(pairs.values())


class Model:
    """The program of a problem, and the way back from its columns to plans.

    A need's columns lie together: its options, then its candidates, both in the file's order. Those of bonds follow
    behind all needs', from `chosen` on. `program` is for whoever asks another question of the same week.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.program = Program()
        self.ceiling = 1
        self._needs: Mapping[str, Need] = {need.id: need for need in problem.needs}
        self._first: dict[str, int] = {}
        self._width = 0
        self._rows: dict[str, list[tuple[int, int]]] = {capacity.id: [] for capacity in problem.capacities}
        self._bonds: list[tuple[int, str, Bond]] = []
        must = demanded(problem)
        for need in problem.needs:
            self._add_need(need, need.id in must)
        self.chosen = len(self.program.gain)
        for need in problem.needs:
            self._add_bonds(need)
        self._add_pins_and_bans()
        self._add_capacities()
        self._rows.clear()
        self._add_floors()

    def options(self, need: Need) -> dict[str | None, int]:
        """The columns of a need's options."""
        return {option: self._first[need.id] + i for i, option in enumerate(need.options)}

    def taken(self, need: Need) -> Taken:
        """The columns of a need's candidates."""
        column, found = self._first[need.id] + len(need.options), Taken()
        for slot in need.slots:
            for candidate in slot.candidates:
                found.setdefault((slot.id, candidate.offer), []).append((candidate, column))
                column += 1
        return found

    def _column(self, gain: int, integer: bool = True) -> int:
        self.ceiling += max(0, gain)
        return self.program.add_column(float(gain), integer)

    def _add_need(self, need: Need, must: bool) -> None:
        self._first[need.id] = len(self.program.gain)
        options = {option: self._column(need.value) for option in need.options}
        columns = [[self._column(candidate.score) for candidate in slot.candidates] for slot in need.slots]
        served = [(column, 1.0) for column in options.values()]
        self.program.add_row(served, 1.0 if must else 0.0, 1.0)
        for slot, its in zip(need.slots, columns, strict=True):
            self._add_slot(need, slot, its, options)

    def _add_slot(self, need: Need, slot: Slot, columns: Sequence[int], options: dict[str | None, int]) -> None:
        """Exactly (required) or at most (optional) `count` offers when served, those of the option that is chosen."""
        by_option: dict[str | None, list[int]] = {}
        for candidate, column in zip(slot.candidates, columns, strict=True):
            by_option.setdefault(candidate.option, []).append(column)
            for capacity, amount in candidate.uses.items():
                self._rows[capacity].append((column, amount))
        served = list(options.values())
        bound_to_options = len(need.options) > 1 or None not in need.options
        anywhere = by_option.pop(None, []) if bound_to_options else []
        exact = slot.required and not anywhere
        for option, chosen in options.items():
            self._fill(by_option.get(option, []), slot.count, [chosen], exact)
        if anywhere:
            among = anywhere + [column for columns in by_option.values() for column in columns]
            self._fill(among, slot.count, served, slot.required)
            if slot.count > 1:
                self._one_each(anywhere, served)
        if slot.count > 1:
            for option, those in by_option.items():
                self._one_each(those, [options[option]])

    def _fill(self, columns: list[int], count: int, chosen: list[int], exact: bool) -> None:
        if exact or columns:
            terms = [*((column, 1.0) for column in columns), *((option, -float(count)) for option in chosen)]
            self.program.add_row(terms, 0.0 if exact else -inf, 0.0)

    def _one_each(self, columns: list[int], chosen: list[int]) -> None:
        for column in columns:
            self.program.add_row([(column, 1.0), *((option, -1.0) for option in chosen)], high=0.0)

    def _add_bonds(self, need: Need) -> None:
        taken = self.taken(need) if need.bonds else {}
        gains: dict[tuple[End, str], list[int]] = {}
        for bond in _merged(need.bonds):
            if bond.a not in taken or bond.b not in taken:
                continue
            ends = [*_ones(taken, bond.a), *_ones(taken, bond.b)]
            if bond.ban:
                self.program.add_row(ends, high=1.0)
                continue
            both = self._column(bond.score, integer=False)
            self._bonds.append((both, need.id, bond))
            if bond.score < 0:
                self.program.add_row([*ends, (both, -1.0)], high=1.0)
            else:
                gains.setdefault((bond.a, bond.b[0]), []).append(both)
                gains.setdefault((bond.b, bond.a[0]), []).append(both)
        counts = {slot.id: slot.count for slot in need.slots}
        for (end, other), joined in gains.items():
            self._tie(_ones(taken, end), joined, counts[other])

    def _tie(self, end: list[Term], joined: list[int], count: int) -> None:
        """A positive bond counts only with its end chosen; where the other slot takes one offer, one bond in all."""
        for group in [joined] if count == 1 else [[both] for both in joined]:
            self.program.add_row([*((both, 1.0) for both in group), *((c, -1.0) for c, _ in end)], high=0.0)

    def _add_pins_and_bans(self) -> None:
        for pin in self.problem.pins:
            taken = self.taken(self._needs[pin.need]) if pin.need in self._needs else {}
            self.program.add_row(_ones(taken, (pin.slot, pin.offer)), 1.0, 1.0)
        for ban in self.problem.bans:
            taken = self.taken(self._needs[ban.need]) if ban.need in self._needs else {}
            for column, _ in _ones(taken, (ban.slot, ban.offer)):
                self.program.upper[column] = 0.0

    def _add_capacities(self) -> None:
        """Each row is divided by its greatest common divisor, so that fen beside hours stay within float tolerances."""
        for capacity in self.problem.capacities:
            uses = self._rows[capacity.id]
            step = gcd(*(amount for _, amount in uses)) or 1
            if uses or capacity.min > 0:
                least = float(-(-capacity.min // step)) if capacity.min > 0 else -inf
                terms = [(column, float(amount // step)) for column, amount in uses]
                self.program.add_row(terms, least, float(capacity.max // step))

    def _add_floors(self) -> None:
        for wanted in self.problem.floors:
            inside = [need for need in self.problem.needs if need.group == wanted.group]
            terms = [(column, float(need.value)) for need in inside for column in self.options(need).values()]
            self.program.add_row(terms, low=float(wanted.min_value))

    def values(self, plan: Iterable[Served]) -> Floats | None:
        """A plan as the values of all columns; None where it takes what this problem does not offer."""
        values = np.zeros(self._width or len(self.program.gain))
        ends = set[tuple[str, End]]()
        for served in plan:
            columns = self._columns(served)
            if columns is None:
                return None
            values[columns] = 1.0
            ends |= {(served.need, (slot, offer)) for slot, offers in served.slots.items() for offer in offers}
        for column, id, bond in self._bonds:
            values[column] = float((id, bond.a) in ends and (id, bond.b) in ends)
        return values

    def handed_over(self) -> Arrays:
        """The program for whoever solves it, once: it is not kept here, only the way back from its columns."""
        self._width, arrays = len(self.program.gain), self.program.arrays()
        self.program = Program()
        return arrays

    def hint(self, plan: Sequence[Served]) -> dict[int, float] | None:
        """A start for HiGHS: every option and candidate, 1 where the plan takes it; None where it is not known here."""
        values = self.values(plan) if plan else None
        return None if values is None else dict(enumerate(values[: self.chosen].tolist()))

    def _columns(self, served: Served) -> list[int] | None:
        """The columns that are 1 where a need is served so."""
        need = self._needs.get(served.need)
        if need is None or served.option not in need.options:
            return None
        taken, columns = self.taken(need), [self.options(need)[served.option]]
        for slot, offers in served.slots.items():
            for offer in offers:
                fit = [column for c, column in taken.get((slot, offer), ()) if c.option in (None, served.option)]
                if not fit:
                    return None
                columns += fit
        return columns

    def ledger(self, values: Floats | None) -> Ledger | None:
        """The rounded plan of these values, entered in integers; None where there is none, or it breaks a limit."""
        if values is None:
            return None
        ledger = Ledger(self.problem, self.served(values))
        return ledger if ledger.keeps_limits() else None

    def served(self, values: Floats) -> Iterator[Served]:
        """The rounded plan, needs, slots and offers in the file's order."""
        for need in self.problem.needs:
            for option, column in self.options(need).items():
                if values[column] > 0.5:
                    yield Served(need.id, option, self._filled(need, values))

    def _filled(self, need: Need, values: Floats) -> dict[str, tuple[str, ...]]:
        slots: dict[str, tuple[str, ...]] = {}
        for (slot, offer), those in self.taken(need).items():
            if any(values[column] > 0.5 for _, column in those):
                slots[slot] = (*slots.get(slot, ()), offer)
        return slots


def _ones(taken: Taken, end: End) -> list[Term]:
    return [(column, 1.0) for _, column in taken.get(end, ())]
