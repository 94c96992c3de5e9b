"""A first plan from prices: needs in the order of their priced worth, each with the best priced team that fits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matching.ledger import Ledger, partners, worth
from matching.plan import Served
from matching.prices import Prices
from matching.problem import Candidate, Need, Problem, Slot

End = tuple[str, str]


def greedy(problem: Problem, prices: Prices, teams: Mapping[str, "Teams"], start: Sequence[Served]) -> Ledger:
    """`start` and whatever can be added to it. Serving more never breaks a minimum or a floor that `start` keeps."""
    ledger = Ledger(problem, start)
    worths = dict(zip((need.id for need in problem.needs), prices.need_worth.tolist(), strict=True))
    for need in sorted(problem.needs, key=lambda need: (-worths[need.id], need.id)):
        if need.id not in ledger.served:
            served = teams[need.id].best(ledger.left)
            if served is not None and worth(need, served) > 0:
                ledger.enter(served)
    return ledger


def teams_by_need(problem: Problem, cost: Sequence[float]) -> dict[str, "Teams"]:
    """What each need can choose from.

    :param cost: the price of what each candidate uses, in the file's order.
    """
    pins: dict[str, set[End]] = {}
    for pin in problem.pins:
        pins.setdefault(pin.need, set()).add((pin.slot, pin.offer))
    teams, at = {}, 0
    for need in problem.needs:
        size = need.size
        teams[need.id] = Teams(need, cost[at : at + size], pins.get(need.id, set()))
        at += size
    return teams


@dataclass(frozen=True, slots=True)
class Priced:
    """A candidate with its score less the price of what it uses."""

    value: float
    candidate: Candidate


class Teams:
    """The teams that could serve one need, built slot by slot: priced value first, with bonds to those already in."""

    def __init__(self, need: Need, cost: Sequence[float], pinned: set[End]) -> None:
        """:param cost: the price of what each candidate uses, slot by slot."""
        self.need = need
        self.pinned = pinned
        self.partners = partners(need)
        self.joined = {slot for slot, _ in self.partners}
        self.ordered: dict[str, list[Priced]] = {}
        costs = iter(cost)
        for slot in need.slots:
            priced = [Priced(c.score - next(costs), c) for c in slot.candidates]
            self.ordered[slot.id] = sorted(priced, key=lambda p: self._place(slot, p))

    def _place(self, slot: Slot, priced: Priced) -> tuple[bool, float]:
        return (slot.id, priced.candidate.offer) not in self.pinned, -priced.value

    def best(self, left: Mapping[str, int], using: str | None = None) -> Served | None:
        """The option whose team has the highest priced value; None where no option has a team that fits.

        :param using: a capacity that the team must use.
        """
        teams = [team for option in self.need.options if (team := self._team(option, left, using)) is not None]
        return max(teams, key=lambda team: team[0])[1] if teams else None

    def _team(self, option: str | None, left: Mapping[str, int], using: str | None) -> tuple[float, Served] | None:
        team = _Team(self, option, left, using)
        if not all(map(team.fill, self.need.slots)) or not (using is None or team.taken.get(using)):
            return None
        return team.value, Served(self.need.id, option, team.slots)


class _Team:
    """One team in the making: whom it has, and what they take."""

    def __init__(self, teams: Teams, option: str | None, left: Mapping[str, int], using: str | None) -> None:
        self.teams, self.option, self.left, self.using = teams, option, left, using
        self.taken: dict[str, int] = {}
        self.ends: set[End] = set()
        self.value = 0.0
        self.slots: dict[str, tuple[str, ...]] = {}

    def fill(self, slot: Slot) -> bool:
        """Take up to `count` offers; False when a required slot or a pin cannot be filled."""
        pinned = {offer for name, offer in self.teams.pinned if name == slot.id}
        chosen: set[str] = set()
        while len(chosen) < slot.count:
            best = self._asked_for(slot) or self._next(slot)
            asked_for = best is not None and self.using is not None and bool(best.candidate.uses.get(self.using))
            if best is None or not (slot.required or best.value > 0 or asked_for or best.candidate.offer in pinned):
                break
            self._take(slot, best)
            chosen.add(best.candidate.offer)
        if chosen:
            self.slots[slot.id] = tuple(dict.fromkeys(c.offer for c in slot.candidates if c.offer in chosen))
        return pinned <= chosen and (len(chosen) == slot.count or not slot.required)

    def _take(self, slot: Slot, best: Priced) -> None:
        self.value += best.value
        self.ends.add((slot.id, best.candidate.offer))
        for capacity, amount in best.candidate.uses.items():
            self.taken[capacity] = self.taken.get(capacity, 0) + amount

    def _asked_for(self, slot: Slot) -> Priced | None:
        """The best that uses the capacity which the team must use and does not yet."""
        if self.using is None or self.taken.get(self.using):
            return None
        users = (p for p in self.teams.ordered[slot.id] if p.candidate.uses.get(self.using))
        return next((gained for p in users if (gained := self._with_bonds(slot, p)) is not None), None)

    def _next(self, slot: Slot) -> Priced | None:
        best: Priced | None = None
        for priced in self.teams.ordered[slot.id]:
            gained = self._with_bonds(slot, priced)
            if gained is None:
                continue
            if slot.id not in self.teams.joined or (slot.id, priced.candidate.offer) in self.teams.pinned:
                return gained
            if best is None or gained.value > best.value:
                best = gained
        return best

    def _with_bonds(self, slot: Slot, priced: Priced) -> Priced | None:
        """The candidate with its bonds to the team, or None when it is not for this option, in already, or too much."""
        candidate, end = priced.candidate, (slot.id, priced.candidate.offer)
        if candidate.option not in (None, self.option) or end in self.ends or not self._fits(candidate):
            return None
        bonds = [bond for other, bond in self.teams.partners.get(end, ()) if other in self.ends]
        if any(bond.ban for bond in bonds):
            return None
        return Priced(priced.value + sum(bond.score for bond in bonds), candidate) if bonds else priced

    def _fits(self, candidate: Candidate) -> bool:
        return all(self.taken.get(r, 0) + amount <= self.left[r] for r, amount in candidate.uses.items())
