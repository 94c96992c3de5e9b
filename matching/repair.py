"""The cheapest change that lets an unserved need be served beside all that a plan serves, from the problem alone.

`matching.repairs` tells more: what of the graph could be otherwise, and what comes of it for everybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from matching.ledger import Ledger
from matching.mending import Proposal, mended, proposals
from matching.problem import Need, Problem
from matching.short import short_slots


@dataclass(frozen=True, slots=True)
class Repair:
    """The cheapest change found that would let the need be served beside all that the plan serves.

    `add` is so much more of which capacity, and `wanted` so many new offers for which slot, beside those in `slots`;
    `objective` what the plan would then be worth, certified: with this team it is checked against the problem with that
    much more. Where nobody can, `wanted` alone says how many more offers a slot needs, and `rules` how many offers each
    rule keeps out.
    """

    option: str | None = None
    slots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    add: Mapping[str, int] = field(default_factory=dict)
    objective: int | None = None
    wanted: Mapping[str, int] = field(default_factory=dict)
    rules: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def repair(problem: Problem, ledger: Ledger, need: Need) -> Repair | None:
    """What comes first by `mending.ORDER`; None where no option has enough offers for every place, or the cheapest is
    to take a decision back, which is no matter of more.

    :param ledger: the plan that the need is to be added to.
    """
    if short_slots(need):
        return None
    beside = (one for one in proposals(problem, ledger.served.values(), need.id) if one.team is not None)
    found = next((one for one in beside if all(step.kind != "undo" for step in one.steps)), None)
    return None if found is None else _certified(problem, ledger, found)


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


def _certified(problem: Problem, ledger: Ledger, found: Proposal) -> Repair:
    """The plan with this team, entered again in the problem with that much more."""
    assert found.team is not None
    known = {c.offer for slot in ledger.needs[found.team.need].slots for c in slot.candidates}
    slots = {slot: tuple(offer for offer in offers if offer in known) for slot, offers in found.team.slots.items()}
    add = {step.of: step.add for step in found.steps if step.kind in ("time", "give")}
    wanted = {step.of: step.add for step in found.steps if step.kind == "new"}
    again = Ledger(mended(problem, found.team.need, found.steps, ()), [*ledger.served.values(), found.team])
    objective = again.objective if again.keeps_limits() else None
    return Repair(found.team.option, {slot: offers for slot, offers in slots.items() if offers}, add, objective, wanted)
