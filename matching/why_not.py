"""Why a need is not served: nobody can, something blocks it, or others hold what it lacks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from matching.clock import Clock
from matching.conflict import conflict
from matching.duties import ByHand, fulfil
from matching.errors import NoPlanInTime
from matching.greedy import Teams, teams_by_need
from matching.ledger import Ledger, uses
from matching.plan import Served, Unserved
from matching.problem import Candidate, Need, Problem, Slot
from matching.reduce import reduce
from matching.restrict import demanded
from matching.tally import Tally

SECONDS_TO_PROVE, NODES_TO_PROVE = 5.0, 500
"""For one need: a cause that is not proved by then is said to be open."""


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
        if need.id not in self.teams:
            return Unserved(need.id, "no_candidate", {"slots": self._short_slots(need)})
        if self._could_be(need.id):
            return Unserved(need.id, "outbid", self._outbid(self.teams[need.id]))
        return self._proved(need)

    def _could_be(self, need: str) -> bool:
        """Whether a plan that serves it and keeps every demand is found by hand: from this plan's, or anew."""
        if self.teams[need].best(self._left_by_duties) is not None:
            return True
        return not self.clock.stopped() and self._by_hand.plan(need) is not None

    @cached_property
    def _by_hand(self) -> ByHand:
        return ByHand(self.reduced, self.teams)

    def _short_slots(self, need: Need) -> dict[str, Any]:
        """The required slots that lack offers in every option; where none does, those that lack them in some."""
        banned = {(ban.slot, ban.offer) for ban in self.problem.bans if ban.need == need.id}
        required = [slot for slot in need.slots if slot.required]
        usable = {slot.id: [self._usable(slot, option, banned) for option in need.options] for slot in required}
        short = [slot for slot in required if max(usable[slot.id]) < slot.count]
        short = short or [slot for slot in required if min(usable[slot.id]) < slot.count]
        return {slot.id: self._short_slot(need, slot, max(usable[slot.id])) for slot in short}

    def _usable(self, slot: Slot, option: str | None, banned: set[tuple[str, str]]) -> int:
        return sum(
            c.option in (None, option)
            and (slot.id, c.offer) not in banned
            and all(amount <= self.most[capacity] for capacity, amount in c.uses.items())
            for c in slot.candidates
        )

    def _short_slot(self, need: Need, slot: Slot, usable: int) -> dict[str, Any]:
        found: dict[str, Any] = {"society": slot.society, "asked": slot.count, "candidates": usable}
        if self.tally is not None:
            found["ruled_out"] = dict(self.tally.ruled_out.get(need.id, {}).get(slot.id, {}))
        return found

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
        needs = (replace(n, must=n.must or n.id == need.id) for n in self.problem.needs)
        forced = replace(self.problem, needs=tuple(needs))
        found = fulfil(reduce(forced), self.clock, SECONDS_TO_PROVE, NODES_TO_PROVE)
        if found.served is not None:
            return Unserved(need.id, "outbid", self._outbid(self.teams[need.id]))
        try:
            demands = [d.as_json() for d in conflict(forced, self.clock)] if found.infeasible else []
        except NoPlanInTime:
            demands = []
        others = [demand for demand in demands if (demand["kind"], demand.get("need")) != ("must", need.id)]
        return Unserved(need.id, "blocked", {"conflict": others}) if demands else Unserved(need.id, "open")

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
