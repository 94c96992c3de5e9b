"""What a partial plan has used so far, in plain integers: the book in which every heuristic step is entered."""

from collections.abc import Iterable, Mapping, Sequence

from matching.plan import Served
from matching.problem import Bond, Candidate, Need, Problem


def chosen(need: Need, served: Served) -> list[tuple[str, Candidate]]:
    """The candidates that a served need takes, each with its slot, in the file's order."""
    taken = []
    for slot in need.slots:
        offers = set(served.slots.get(slot.id, ()))
        taken += [(slot.id, c) for c in slot.candidates if c.offer in offers and c.option in (None, served.option)]
    return taken


def uses(need: Need, served: Served) -> dict[str, int]:
    """What a served need takes of each capacity, amounts above 0."""
    total: dict[str, int] = {}
    for _, candidate in chosen(need, served):
        for capacity, amount in candidate.uses.items():
            if amount:
                total[capacity] = total.get(capacity, 0) + amount
    return total


def bond_score(need: Need, served: Served) -> int:
    """The scores of the bonds whose two ends are both chosen."""
    if not need.bonds:
        return 0
    ends = {(slot, offer) for slot, offers in served.slots.items() for offer in offers}
    return sum(bond.score for bond in need.bonds if bond.a in ends and bond.b in ends)


def banned_together(need: Need, slots: Mapping[str, Sequence[str]]) -> bool:
    """Whether a bond bans two of these offers beside each other."""
    if not need.bonds:
        return False
    ends = {(slot, offer) for slot, offers in slots.items() for offer in offers}
    return any(bond.ban and bond.a in ends and bond.b in ends for bond in need.bonds)


def worth(need: Need, served: Served) -> int:
    """What a served need adds to the objective: its value, its candidates' scores and its bonds' scores."""
    return need.value + sum(c.score for _, c in chosen(need, served)) + bond_score(need, served)


def partners(need: Need) -> dict[tuple[str, str], list[tuple[tuple[str, str], Bond]]]:
    """Each end of a bond with the other ends that it is joined to."""
    joined: dict[tuple[str, str], list[tuple[tuple[str, str], Bond]]] = {}
    for bond in need.bonds:
        joined.setdefault(bond.a, []).append((bond.b, bond))
        joined.setdefault(bond.b, []).append((bond.a, bond))
    return joined


class Ledger:
    """A partial plan of a problem with what each capacity has left. `served` is by need, in the order of entry."""

    def __init__(self, problem: Problem, served: Iterable[Served] = ()) -> None:
        self.problem = problem
        self.needs: Mapping[str, Need] = {need.id: need for need in problem.needs}
        self.left = {capacity.id: capacity.max for capacity in problem.capacities}
        self.served: dict[str, Served] = {}
        self.objective = 0
        for one in served:
            self.enter(one)

    def enter(self, served: Served) -> None:
        """Serve a need that is not served yet."""
        self._book(served, 1)
        self.served[served.need] = served

    def strike(self, need: str) -> Served:
        """Take a served need out again."""
        served = self.served.pop(need)
        self._book(served, -1)
        return served

    def _book(self, served: Served, sign: int) -> None:
        need = self.needs[served.need]
        for capacity, amount in uses(need, served).items():
            self.left[capacity] -= sign * amount
        self.objective += sign * worth(need, served)

    def achieved(self) -> dict[str, int]:
        """The values of the served needs of each group."""
        total: dict[str, int] = {}
        for need in map(self.needs.__getitem__, self.served):
            if need.group is not None:
                total[need.group] = total.get(need.group, 0) + need.value
        return total

    def keeps_limits(self) -> bool:
        """Whether what is booked lies between every capacity's minimum and maximum, and reaches every floor."""
        reached = self.achieved()
        return all(0 <= self.left[c.id] <= c.max - c.min for c in self.problem.capacities) and all(
            reached.get(f.group, 0) >= f.min_value for f in self.problem.floors
        )
