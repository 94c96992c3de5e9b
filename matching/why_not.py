"""Why a need is not served: nobody can, something blocks it, or others hold what it lacks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from matching.clock import Clock
from matching.conflict import Demand, blocking
from matching.duties import ByHand
from matching.errors import NoPlanInTime
from matching.greedy import Teams, teams_by_need
from matching.ledger import Ledger, uses
from matching.more import extended
from matching.plan import Served, Unserved
from matching.problem import Candidate, Capacity, Need, Problem, Slot
from matching.restrict import demanded
from matching.short import short_slots
from matching.tally import Tally

SECONDS_TO_PROVE, NODES_TO_PROVE = 5.0, 500
"""For one need: a cause that is not proved by then is said to be open."""

FREE = "extra:anybody"
"""The capacity of the offers that a slot would need; no id of a graph begins like it."""


class WhyNot:
    """What the reasons of one plan are read from: the problem, the plan, the prices, and the rules' tally if known."""

    def __init__(
        self,
        problem: Problem,
        reduced: Problem,
        served: Iterable[Served],
        price: Mapping[str, float],
        tally: Tally | None,
        clock: Clock,
    ) -> None:
        self.problem, self.reduced, self.tally, self.clock = problem, reduced, tally, clock
        self.most = {c.id: c.max for c in problem.capacities}
        self.ledger = Ledger(problem, served)
        self.teams = teams_by_need(reduced, [_cost(candidate, price) for candidate in _candidates(reduced)])

    def of(self, need: Need) -> Unserved:
        """The reason of one unserved need, with its evidence."""
        if need.id in self.teams:
            outbid = self._could_be(need.id)
            return Unserved(need.id, "outbid", self._outbid(self.teams[need.id])) if outbid else self._proved(need)
        short = short_slots(need)
        if not short:
            return self._proved(need)
        detail: dict[str, Any] = {"slots": {slot.id: self._short_slot(need, slot, held) for slot, held in short}}
        others = self._also_blocked(need, {slot.id for slot, _ in short})
        return Unserved(need.id, "no_candidate", detail | ({"conflict": others} if others else {}))

    def _could_be(self, need: str) -> bool:
        """Whether a plan that serves it and keeps every demand is found by hand: from this plan's, or anew."""
        if self.teams[need].best(self._left_by_duties) is not None:
            return True
        return not self.clock.stopped() and self._by_hand.plan(need) is not None

    @cached_property
    def _by_hand(self) -> ByHand:
        return ByHand(self.reduced, self.teams)

    def _short_slot(self, need: Need, slot: Slot, candidates: int) -> dict[str, Any]:
        found: dict[str, Any] = {"society": slot.society, "asked": slot.count, "candidates": candidates}
        if self.tally is not None:
            found["ruled_out"] = dict(self.tally.ruled_out.get(need.id, {}).get(slot.id, {}))
            only = self.tally.only.get(need.id, {}).get(slot.id, {})
            found["unlocks"] = dict(sorted(only.items(), key=lambda rule: -rule[1]))
        return found

    def _also_blocked(self, need: Need, short: set[str]) -> list[dict[str, Any]]:
        """The demands that would keep the need from being served even if these slots had enough offers."""
        filled = replace(need, slots=tuple(extended(s, s.count, FREE) if s.id in short else s for s in need.slots))
        plenty = sum(slot.count for slot in need.slots)
        if not any(ban.need == need.id for ban in self.problem.bans) and self._has_team(filled, plenty):
            return []
        needs = tuple(filled if one.id == need.id else one for one in self.problem.needs)
        larger = replace(self.problem, needs=needs, capacities=(*self.problem.capacities, Capacity(FREE, plenty)))
        try:
            return [demand.as_json() for demand in self._blocking(larger, need.id) or ()]
        except NoPlanInTime:
            return []

    def _has_team(self, need: Need, plenty: int) -> bool:
        """Whether the duties leave it a team, found by hand."""
        teams = Teams(need, [0.0] * need.size, set())
        return teams.best({**self._left_by_duties, FREE: plenty}) is not None

    @cached_property
    def _left_by_duties(self) -> dict[str, int]:
        """What is left when only so many needs stay, as the plan serves them, as keep every demand."""
        kept = [self.ledger.served[id] for id in self._bound]
        lacking = {c.id: c.min for c in self.problem.capacities if c.min > 0}
        for id, served in self.ledger.served.items():
            used = uses(self.ledger.needs[id], served) if lacking else {}
            if id in self._bound or any(lacking.get(capacity, 0) > 0 for capacity in used):
                lacking = {c: least - used.get(c, 0) for c, least in lacking.items()}
                kept += [served] if id not in self._bound else []
        return Ledger(self.problem, kept).left

    @cached_property
    def _bound(self) -> set[str]:
        """The needs that must be served or count towards a floor, of those that are."""
        floored = {floor.group for floor in self.problem.floors}
        must = demanded(self.problem)
        return {n.id for n in self.problem.needs if n.id in must or n.group in floored} & self.ledger.served.keys()

    def _proved(self, need: Need) -> Unserved:
        """No team was found beside the demands: prove that none exists, and why, or that one does, if time is left."""
        if self.clock.stopped():
            return Unserved(need.id, "open")
        try:
            found = self._blocking(self.problem, need.id)
        except NoPlanInTime:
            return Unserved(need.id, "open")
        if found is None:
            return Unserved(need.id, "outbid", self._outbid(self.teams[need.id]))
        return Unserved(need.id, "blocked", {"conflict": [demand.as_json() for demand in found]})

    def _blocking(self, problem: Problem, need: str) -> tuple[Demand, ...] | None:
        return blocking(problem, need, self.clock, SECONDS_TO_PROVE, NODES_TO_PROVE)

    def _outbid(self, teams: Teams) -> dict[str, Any]:
        """What its best priced team lacks in this plan, and which needs hold it."""
        team = teams.best(self.most)
        if team is None:
            return {"lacks": {}, "winners": []}
        left = self.ledger.left
        lacks = {c: amount - left[c] for c, amount in uses(teams.need, team).items() if amount > left[c]}
        winners = {holder for capacity in lacks for holder in self._holders.get(capacity, ())}
        return {
            "option": team.option,
            "slots": {slot: list(offers) for slot, offers in team.slots.items()},
            "lacks": lacks,
            "winners": sorted(winners),
        }

    @cached_property
    def _holders(self) -> dict[str, list[str]]:
        """The served needs that use each capacity."""
        holders: dict[str, list[str]] = {}
        for id, served in self.ledger.served.items():
            for capacity in uses(self.ledger.needs[id], served):
                holders.setdefault(capacity, []).append(id)
        return holders


def _candidates(problem: Problem) -> Iterator[Candidate]:
    return (candidate for need in problem.needs for slot in need.slots for candidate in slot.candidates)


def _cost(candidate: Candidate, price: Mapping[str, float]) -> float:
    return sum(price.get(capacity, 0.0) * amount for capacity, amount in candidate.uses.items())
