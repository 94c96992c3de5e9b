"""What would mend it: the cheapest change found that lets an unserved need be served beside all others."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from matching.ledger import Ledger, banned_together, uses, worth
from matching.plan import Served
from matching.problem import Candidate, Need, Problem

Shortage = tuple[int, float, int]


@dataclass(frozen=True, slots=True)
class Repair:
    """The cheapest change found that would let the need be served beside all that the plan serves.

    `add` is so much more of which capacity; `objective` what the plan would then be worth, certified: the plan with
    this team is checked against the problem with that much more. Where nobody can, `wanted` says how many more offers
    a slot needs, and `rules` how many offers each rule keeps out.
    """

    option: str | None = None
    slots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    add: Mapping[str, int] = field(default_factory=dict)
    objective: int | None = None
    wanted: Mapping[str, int] = field(default_factory=dict)
    rules: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def repair(problem: Problem, ledger: Ledger, need: Need) -> Repair | None:
    """The team that lacks the fewest capacities, then the smallest part of them; None where no option has a team.

    :param ledger: the plan that the need is to be added to.
    """
    most = {c.id: c.max for c in problem.capacities}
    possible = _without_banned(problem, need)
    teams = [team for option in need.options if (team := _team(possible, option, ledger, most)) is not None]
    if not teams:
        return None
    return _certified(problem, ledger, need, min(teams, key=lambda team: _lack(need, team, ledger, most)))


def missing(detail: Mapping[str, Any]) -> Repair | None:
    """Where nobody can: how many offers each slot needs, and what keeps others out."""
    slots: Mapping[str, Any] = detail.get("slots", {})
    lacking = {slot: short for slot, short in slots.items() if isinstance(short, Mapping)}
    if not lacking or "asked" not in next(iter(lacking.values())):
        return None
    return Repair(
        wanted={slot: max(1, short["asked"] - short["candidates"]) for slot, short in lacking.items()},
        rules={slot: short["ruled_out"] for slot, short in lacking.items() if "ruled_out" in short},
    )


def _without_banned(problem: Problem, need: Need) -> Need:
    banned = {(ban.slot, ban.offer) for ban in problem.bans if ban.need == need.id}
    return replace(
        need,
        slots=tuple(
            replace(s, candidates=tuple(c for c in s.candidates if (s.id, c.offer) not in banned)) for s in need.slots
        ),
    )


def _team(need: Need, option: str | None, ledger: Ledger, most: Mapping[str, int]) -> Served | None:
    """Slot by slot the offers that lack least; None where a required slot has too few."""
    slots: dict[str, tuple[str, ...]] = {}
    for slot in need.slots:
        possible = [c for c in slot.candidates if slot.required and c.option in (None, option)]
        for candidate in sorted(possible, key=lambda c: (*_cost(c, ledger, most), c.offer)):
            taken = (*slots.get(slot.id, ()), candidate.offer)
            if len(taken) <= slot.count and not banned_together(need, {**slots, slot.id: taken}):
                slots[slot.id] = taken
        if slot.required and len(slots.get(slot.id, ())) < slot.count:
            return None
    return Served(need.id, option, slots)


def _cost(candidate: Candidate, ledger: Ledger, most: Mapping[str, int]) -> Shortage:
    return _shortage(candidate.uses, candidate.score, ledger, most)


def _lack(need: Need, team: Served, ledger: Ledger, most: Mapping[str, int]) -> Shortage:
    return _shortage(uses(need, team), worth(need, team), ledger, most)


def _shortage(asked: Mapping[str, int], gain: int, ledger: Ledger, most: Mapping[str, int]) -> Shortage:
    """How many capacities are short, what part of them in all, and, to tell equals apart, less gain."""
    short = _short(asked, ledger)
    return len(short), sum(amount / max(1, most[c]) for c, amount in short.items()), -gain


def _short(asked: Mapping[str, int], ledger: Ledger) -> dict[str, int]:
    return {c: amount - ledger.left[c] for c, amount in sorted(asked.items()) if amount > ledger.left[c]}


def _certified(problem: Problem, ledger: Ledger, need: Need, team: Served) -> Repair:
    """The plan with this team, entered again in the problem with that much more of each capacity."""
    add = _short(uses(need, team), ledger)
    larger = (replace(c, max=c.max + add[c.id]) if c.id in add else c for c in problem.capacities)
    enlarged = replace(problem, capacities=tuple(larger))
    again = Ledger(enlarged, [*ledger.served.values(), team])
    return Repair(team.option, team.slots, add, again.objective if again.keeps_limits() else None)
