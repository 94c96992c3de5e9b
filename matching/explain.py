"""One need of one plan: why it is served this way and what else could be, or why it is not and what would mend it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from matching.alternates import Alternate, Held, alternates
from matching.certain import Certain, Verdict, choices
from matching.ledger import Ledger, chosen, worth
from matching.plan import Plan, Served
from matching.problem import Choice, Need, Problem
from matching.repair import Repair, missing, repair
from matching.tally import Tally

__all__ = ["Alternate", "Explainer", "Explanation", "Repair", "Taken", "alternates", "explain"]


@dataclass(frozen=True, slots=True)
class Taken:
    """An offer in a slot, with its score, the points of each rule that make it up where the tally is known, and whether
    it has this place in every best plan (`matching.certain`)."""

    offer: str
    score: int
    points: Mapping[str, int] = field(default_factory=dict)
    certain: Verdict = "open"


@dataclass(frozen=True, slots=True)
class Explanation:
    """A served need has `slots`, `bonds` and `alternates`; one that is not has `reason`, `detail` and `repair`.

    `certain` tells whether it is served in every best plan, or in none (`matching.certain`). `behind` is there where a
    part of the value, `points`, is for its community's having got less than others in the last `weeks` weeks.
    """

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
    certain: Verdict = "open"
    behind: Mapping[str, int] = field(default_factory=dict)

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

    def __init__(
        self, problem: Problem, plan: Plan, tally: Tally | None = None, certain: Certain | None = None
    ) -> None:
        """:param certain: what is certain of this plan, where it was made before."""
        self._problem, self._tally = problem, tally
        self._ledger = Ledger(problem, plan.served)
        self._held = Held(self._ledger)
        self._unserved = {unserved.need: unserved for unserved in plan.unserved}
        self._certain = certain
        if certain is None and plan.objective is not None:
            self._certain = Certain(problem, plan)

    def __call__(self, need: str) -> Explanation:
        """As `explain`."""
        asked = self._ledger.needs[need]
        told = self._served(asked) if need in self._ledger.served else self._not_served(asked)
        return replace(told, behind=self._behind(need))

    def _behind(self, need: str) -> dict[str, int]:
        fairness = self._tally.fairness if self._tally else None
        points = fairness.behind.get(need) if fairness else None
        return {"points": points, "weeks": fairness.weeks} if fairness and points else {}

    def _not_served(self, need: Need) -> Explanation:
        unserved = self._unserved[need.id]
        mended = repair(self._problem, self._ledger, need) or missing(unserved.detail)
        return Explanation(
            need.id, False, need.value, reason=unserved.reason, detail=unserved.detail, repair=mended,
            certain=self._certain.need(need.id) if self._certain else "open",
        )  # fmt: skip

    def _served(self, need: Need) -> Explanation:
        served = self._ledger.served[need.id]
        ends = {(slot, offer) for slot, offers in served.slots.items() for offer in offers}
        others = self._held.alternates(need.id)
        told = self._verdicts(need, others)
        return Explanation(
            need.id,
            True,
            need.value,
            option=served.option,
            worth=worth(need, served),
            slots=self._taken(need, served, told),
            bonds=tuple({"a": b.a, "b": b.b, "score": b.score} for b in need.bonds if b.a in ends and b.b in ends),
            alternates={
                slot: tuple(replace(each, certain=told[Choice(need.id, slot, each.offer)]) for each in found)
                for slot, found in others.items()
            },
            certain=self._certain.need(need.id) if self._certain else "open",
        )

    def _taken(self, need: Need, served: Served, told: Mapping[Choice, Verdict]) -> dict[str, tuple[Taken, ...]]:
        points = self._tally.points.get(need.id, {}) if self._tally else {}
        slots: dict[str, tuple[Taken, ...]] = {slot.id: () for slot in need.slots}
        for slot, c in chosen(need, served):
            verdict = told[Choice(need.id, slot, c.offer)]
            slots[slot] = (*slots[slot], Taken(c.offer, c.score, points.get(slot, {}).get(c.offer, {}), verdict))
        return slots

    def _verdicts(self, need: Need, others: Mapping[str, Sequence[Alternate]]) -> Mapping[Choice, Verdict]:
        """On those who serve the need, and on those who could instead."""
        asked = [*choices(self._ledger.served[need.id])]
        asked += [Choice(need.id, slot, each.offer) for slot, found in others.items() for each in found]
        return self._certain.offers(need.id, asked) if self._certain else dict.fromkeys(asked, "open")
