"""One need of one plan: why it is served this way and what else could be, or why it is not and what would mend it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from matching.alternates import Alternate, Held, alternates
from matching.ledger import Ledger, chosen, worth
from matching.plan import Plan
from matching.problem import Need, Problem
from matching.repair import Repair, missing, repair
from matching.tally import Tally

__all__ = ["Alternate", "Explainer", "Explanation", "Repair", "Taken", "alternates", "explain"]


@dataclass(frozen=True, slots=True)
class Taken:
    """An offer in a slot, with its score, and the points of each rule that make it up where the tally is known."""

    offer: str
    score: int
    points: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Explanation:
    """A served need has `slots`, `bonds` and `alternates`; one that is not has `reason`, `detail` and `repair`."""

    need: str
    served: bool
    value: int
    option: str | None = None
    worth: int = 0
    slots: Mapping[str, tuple[Taken, ...]] = field(default_factory=dict)
    bonds: tuple[Mapping[str, Any], ...] = ()
    alternates: Mapping[str, tuple[Alternate, ...]] = field(default_factory=dict)
    reason: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    repair: Repair | None = None

    def as_json(self) -> dict[str, Any]:
        """The explanation as JSON values, without what does not apply."""
        told = {name: value for name, value in asdict(self).items() if value not in ({}, (), "", None)}
        return told | ({"option": self.option} if self.served else {})


def explain(problem: Problem, plan: Plan, need: str, tally: Tally | None = None) -> Explanation:
    """Why the plan treats this need as it does.

    :raises KeyError: the problem has no such need, or the plan does not mention it.
    """
    return Explainer(problem, plan, tally)(need)


class Explainer:
    """Explains one plan, need by need: what its answers share is worked out once. Safe for several threads."""

    def __init__(self, problem: Problem, plan: Plan, tally: Tally | None = None) -> None:
        self._problem, self._tally = problem, tally
        self._ledger = Ledger(problem, plan.served)
        self._held = Held(self._ledger)
        self._unserved = {unserved.need: unserved for unserved in plan.unserved}

    def __call__(self, need: str) -> Explanation:
        """As `explain`."""
        asked = self._ledger.needs[need]
        return self._served(asked) if need in self._ledger.served else self._not_served(asked)

    def _not_served(self, need: Need) -> Explanation:
        unserved = self._unserved[need.id]
        mended = repair(self._problem, self._ledger, need) or missing(unserved.detail)
        return Explanation(need.id, False, need.value, reason=unserved.reason, detail=unserved.detail, repair=mended)

    def _served(self, need: Need) -> Explanation:
        served = self._ledger.served[need.id]
        points = self._tally.points.get(need.id, {}) if self._tally else {}
        slots: dict[str, list[Taken]] = {slot.id: [] for slot in need.slots}
        for slot, c in chosen(need, served):
            slots[slot].append(Taken(c.offer, c.score, points.get(slot, {}).get(c.offer, {})))
        ends = {(slot, taken.offer) for slot, filled in slots.items() for taken in filled}
        return Explanation(
            need.id,
            True,
            need.value,
            option=served.option,
            worth=worth(need, served),
            slots={slot: tuple(filled) for slot, filled in slots.items()},
            bonds=tuple({"a": b.a, "b": b.b, "score": b.score} for b in need.bonds if b.a in ends and b.b in ends),
            alternates=self._held.alternates(need.id),
        )
