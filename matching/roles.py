"""Roles that one absence would leave empty, and who could stand in without anybody else having to move.

Volunteers, social workers and organizations can be absent: people fall ill and groups drop out. What a community or a
charity gives, a room, goods or money, does not; nor does an optional place that stays empty break anything.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from matching.ledger import Ledger, banned_together, chosen, worth
from matching.plan import Plan, Served
from matching.problem import Candidate, Choice, Need, Problem, Slot

ABSENT = ("volunteer", "social_worker", "organization")
"""The societies whose members can be absent."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """An offer that could take over a role in the same option. `cost` is what the plan's value would lose by it
    (negative: gain); `takes` what it would use of each capacity beyond what the absent one leaves."""

    offer: str
    cost: int
    takes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Backup:
    """The second choice for a role; `offer` and `cost` None where there is none."""

    role: Choice
    offer: str | None = None
    cost: int | None = None


@dataclass(frozen=True, slots=True)
class Backups:
    """Every fragile role of a plan, in its order, with its backup. All of them could be called upon at once.

    `proved`: no other choice gives more roles a backup, or as many at less cost.
    """

    roles: tuple[Backup, ...]
    proved: bool


class Roles:
    """The fragile roles of one plan."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.ledger = Ledger(problem, plan.served)
        self._bans = set(problem.bans)

    def fragile(self) -> Iterator[Choice]:
        """Each offer of somebody who can be absent in a required slot of a served need."""
        for served in self.ledger.served.values():
            for slot in self.ledger.needs[served.need].slots:
                if slot.required and slot.society in ABSENT:
                    yield from (Choice(served.need, slot.id, offer) for offer in served.slots.get(slot.id, ()))

    def stand_ins(self, role: Choice) -> list[StandIn]:
        """Those who could take over this role alone, all others staying where they are, cheapest first.

        Whoever shares a capacity of its society's with the absent one (`volunteer:v12/hours`) is the same one. That
        the absent one asked for at least so much work counts no more.
        """
        need, served = self.ledger.needs[role.need], self.ledger.served[role.need]
        slot = next(slot for slot in need.slots if slot.id == role.slot)
        absent = next(c for where, c in chosen(need, served) if where == slot.id and c.offer == role.offer)
        found = [
            self._stand_in(need, served, role, absent, candidate)
            for candidate in _others(slot, served, absent)
            if replace(role, offer=candidate.offer) not in self._bans
        ]
        return sorted((one for one in found if one), key=lambda one: (one.cost, one.offer))

    def _stand_in(
        self, need: Need, served: Served, role: Choice, absent: Candidate, candidate: Candidate
    ) -> StandIn | None:
        """None where a bond bans it, or it does not fit what the plan and the absent one leave."""
        offers = tuple(candidate.offer if one == role.offer else one for one in served.slots[role.slot])
        team = replace(served, slots={**served.slots, role.slot: offers})
        takes = {c: amount - absent.uses.get(c, 0) for c, amount in candidate.uses.items()}
        takes = {c: amount for c, amount in takes.items() if amount > 0}
        if banned_together(need, team.slots) or any(more > self.ledger.left[c] for c, more in takes.items()):
            return None
        return StandIn(candidate.offer, worth(need, served) - worth(need, team), takes)


def _others(slot: Slot, served: Served, absent: Candidate) -> Iterable[Candidate]:
    """The candidates in the same option who are not there, and not the absent one under another name."""
    there, own = served.slots[slot.id], _givers(slot, absent)
    return (
        c
        for c in slot.candidates
        if c.option in (None, served.option) and c.offer not in there and own.isdisjoint(_givers(slot, c))
    )


def _givers(slot: Slot, candidate: Candidate) -> set[str]:
    """Whose capacities of the slot's society it uses."""
    return {id.partition("/")[0] for id in candidate.uses if id.startswith(f"{slot.society}:")}
