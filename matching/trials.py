"""What one more offer adds to a plan: another plan that uses it, found by hand and entered in a book of integers.

The need that gets the offer is served with it, beside all others or in the place of those that hold what it lacks;
then whatever fits is served with what has come free.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from matching.ledger import Ledger, uses, worth
from matching.more import extended
from matching.plan import Plan, Served
from matching.possible import Possible
from matching.problem import Capacity, Need, Problem
from matching.restrict import demanded, touched

Place = tuple[str, str]
"""A slot of a need, by their ids."""

MOST_TRIED = 40
"""So many waiting needs are tried with what has come free, those of the highest value."""


class Trials:
    """Plans with one more offer, tried from one plan. Between two trials the book is as the plan has it."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        """:param plan: a valid plan of the problem."""
        ready = _with_extras(problem)
        self._book = Ledger(ready, plan.served)
        self._teams = Possible(ready, plan.prices)
        for extra in _extras(problem):
            self._book.left[extra] = self._teams.most[extra] = 0  # nobody has made the offer yet
        self._must = demanded(problem)
        self._spare = {capacity.id: capacity.max - capacity.min for capacity in ready.capacities}
        served = self._book.served.items()
        self._holders = _by_capacity((id, uses(self._book.needs[id], one)) for id, one in served)
        waiting = [need for need in ready.needs if need.id not in self._book.served]
        self._waiting = _by_capacity((need.id, touched(need)) for need in waiting)

    def gain(self, place: Place) -> int:
        """What the plan found is worth more, at least 0. It keeps every demand."""
        need, slot = place
        book, objective = self._book, self._book.objective
        extra = _extra([one.id for one in book.needs[need].slots].index(slot))
        book.left[extra] = self._teams.most[extra] = 1
        trial = _Trial(book)
        found = self._serve(need, extra, trial)
        if found:
            self._fill(trial)
        gain = book.objective - objective if found else 0
        kept = gain > 0 and self._keeps_demands(trial)
        trial.undo()
        book.left[extra] = self._teams.most[extra] = 0
        return gain if kept else 0

    def _serve(self, need: str, extra: str, trial: "_Trial") -> bool:
        """Serve the need with the offer; False where no team has it, or nobody may make room for that."""
        book, teams = self._book, self._teams[need]
        if need in book.served:
            trial.strike(need)
        team = teams.best(book.left, extra) or teams.best(self._teams.most, extra)
        if team is None or not self._make_room(uses(book.needs[need], team), trial):
            return False
        trial.enter(team)
        return True

    def _make_room(self, wanted: Mapping[str, int], trial: "_Trial") -> bool:
        """Strike whoever holds what is wanted, those of least worth first; False where it does not come free.

        What fewest hold comes first: who must go for it often frees the rest.
        """
        book = self._book
        for capacity, amount in sorted(wanted.items(), key=lambda use: len(self._holders.get(use[0], ()))):
            while book.left[capacity] < amount:
                holders = (self._holders[capacity] & book.served.keys()) - self._must
                if not holders:
                    return False
                trial.strike(min(holders, key=lambda id: (worth(book.needs[id], book.served[id]), id)))
        return True

    def _fill(self, trial: "_Trial") -> None:
        """Serve those who had to go and those who wait, with what has come free."""
        book = self._book
        freed = {capacity for one in trial.struck for capacity in uses(book.needs[one.need], one)}
        waiting = {id for capacity in freed if book.left[capacity] for id in self._waiting.get(capacity, ())}
        wanted = (waiting | {one.need for one in trial.struck}) - book.served.keys()
        for id in sorted(wanted, key=lambda id: (-book.needs[id].value, id))[:MOST_TRIED]:
            team = self._teams[id].best(book.left)
            if team is not None and worth(book.needs[id], team) > 0:
                trial.enter(team)

    def _keeps_demands(self, trial: "_Trial") -> bool:
        """Whether all that must be is served, and what the trial touched lies between its limits."""
        book = self._book
        reached = book.achieved() if book.problem.floors else {}
        return (
            self._must <= book.served.keys()
            and all(0 <= book.left[id] <= self._spare[id] for id in trial.touched())
            and all(reached.get(floor.group, 0) >= floor.min_value for floor in book.problem.floors)
        )


class _Trial:
    """Changes to a book that can be undone."""

    def __init__(self, book: Ledger) -> None:
        self._book = book
        self.struck: list[Served] = []
        self._entered: list[str] = []

    def strike(self, need: str) -> None:
        self.struck.append(self._book.strike(need))

    def enter(self, served: Served) -> None:
        self._book.enter(served)
        self._entered.append(served.need)

    def touched(self) -> set[str]:
        """The capacities that were used or came free."""
        changed = [*self.struck, *(self._book.served[need] for need in self._entered)]
        return {capacity for one in changed for capacity in uses(self._book.needs[one.need], one)}

    def undo(self) -> None:
        for need in self._entered:
            self._book.strike(need)
        for served in self.struck:
            self._book.enter(served)


def _extra(position: int) -> str:
    return f"extra:{position}"


def _extras(problem: Problem) -> list[str]:
    """The capacity that an extra offer uses, by the position of its slot in its need: one is tried at a time."""
    return [_extra(position) for position in range(max((len(need.slots) for need in problem.needs), default=0))]


def _with_extras(problem: Problem) -> Problem:
    def ready(need: Need) -> Need:
        slots = (extended(s, 1, _extra(at)) if s.required else s for at, s in enumerate(need.slots))
        return replace(need, slots=tuple(slots))

    capacities = (*problem.capacities, *(Capacity(extra, 1) for extra in _extras(problem)))
    return replace(problem, needs=tuple(map(ready, problem.needs)), capacities=capacities)


def _by_capacity(rows: Iterable[tuple[str, Iterable[str]]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for need, capacities in rows:
        for capacity in capacities:
            found[capacity].add(need)
    return found
