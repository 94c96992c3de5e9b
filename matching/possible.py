"""The teams that could serve each need of a problem as it was written, bans, pins and maxima included."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from matching.greedy import Teams
from matching.problem import Candidate, Problem, Slot


class Possible(dict[str, Teams]):
    """By need its teams, without what is banned or asks for more than there is; they are made when they are asked for.

    `most` is what each capacity holds, for whoever asks what could be if nobody else were served.
    """

    def __init__(self, problem: Problem, price: Mapping[str, Fraction]) -> None:
        super().__init__()
        self._limit = {capacity.id: capacity.max for capacity in problem.capacities}
        self.most = dict(self._limit)
        self._needs = {need.id: need for need in problem.needs}
        self._price = {id: float(of_one) for id, of_one in price.items()}
        self._banned = {(ban.need, ban.slot, ban.offer) for ban in problem.bans}
        self._pinned: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for pin in problem.pins:
            self._pinned[pin.need].add((pin.slot, pin.offer))

    def __missing__(self, id: str) -> Teams:
        need = self._needs[id]
        possible = replace(need, slots=tuple(self._possible(id, slot) for slot in need.slots))
        cost = [self._cost(candidate) for slot in possible.slots for candidate in slot.candidates]
        self[id] = Teams(possible, cost, self._pinned.get(id, set()))
        return self[id]

    def _possible(self, need: str, slot: Slot) -> Slot:
        def may(candidate: Candidate) -> bool:
            fits = all(amount <= self._limit[capacity] for capacity, amount in candidate.uses.items())
            return fits and (need, slot.id, candidate.offer) not in self._banned

        return replace(slot, candidates=tuple(filter(may, slot.candidates)))

    def _cost(self, candidate: Candidate) -> float:
        return sum(self._price.get(capacity, 0.0) * amount for capacity, amount in candidate.uses.items())
