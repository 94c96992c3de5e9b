"""What every best plan of a week has in common, as far as the prices prove it: from the two files, by weak duality.

Force a need out, or an offer in or out, in the need's own little problem, and leave all other parts of the bound as
they are: the sum is still at least every plan's objective that is so forced. Where it falls short of what some plan is
worth, no best plan is so. This needs no trust but in the plan's feasibility: a plan that is not proved the best is
worth no more than the best one. Exact integers throughout; shares no code with any solver.

A plan has two certificates, `prices` and `weeks`. A way to serve a need that either of them rules out is ruled out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from matching.plan import Plan, Served
from matching.problem import Choice, Need, Problem, Slot
from matching.swaps import Swaps
from matching.verify import Case, Certificate

Verdict = Literal["must", "may", "never", "open"]
"""Of a need that it is served, or of an offer that it has a place: `must`, in every best plan; `never`, in none; `may`,
in one that is known and not in another that is known; `open`, none of these is proved."""

Key = tuple[str | None, str | None]


class Certain:
    """The verdicts on one plan of one problem. What is costly is worked out when it is first asked for."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        """:raises ValueError: an infeasible result, which has no plan."""
        if plan.objective is None:
            raise ValueError(f"plan: it is {plan.status}, so there is no plan that anything could be certain of")
        self._needs = {need.id: need for need in problem.needs}
        self._served = {served.need: served for served in plan.served}
        self._proofs = _proofs(problem, plan, plan.objective)
        self._best = plan.status == "optimal"
        self._problem, self._ways = problem, dict[str, _Ways]()

    @cached_property
    def needs(self) -> Mapping[str, Verdict]:
        """The verdict on each need, in the problem's order."""
        return {need: self._told(self._ways_of(need).served, need in self._swaps.needs) for need in self._needs}

    @cached_property
    def offers(self) -> Mapping[Choice, Verdict]:
        """The verdict on each offer that has a place in the plan, in the plan's order."""
        return {choice: self.of(choice) for served in self._served.values() for choice in choices(served)}

    def of(self, choice: Choice) -> Verdict:
        """The verdict on an offer in a slot, whether the plan has it there or not.

        :raises KeyError: the problem has no such need or slot.
        """
        return self._told(self._ways_of(choice.need).of(choice), choice in self._swaps.choices)

    def candidates(self, need: str) -> Mapping[Choice, Verdict]:
        """The verdict on every candidate of every slot of a need."""
        asked = self._needs[need]
        every = dict.fromkeys(Choice(need, slot.id, c.offer) for slot in asked.slots for c in slot.candidates)
        return {choice: self.of(choice) for choice in every}

    def _ways_of(self, need: str) -> "_Ways":
        if need not in self._ways:
            self._ways[need] = _Ways(self._needs[need], [proof.of(need) for proof in self._proofs])
        return self._ways[need]

    @cached_property
    def _swaps(self) -> Swaps:
        """Other best plans: there are none that are known unless the plan itself is one."""
        unsure = [need for need in self._needs if self._ways_of(need).served == "open"]
        return Swaps(self._problem, self._served.values() if self._best else (), unsure if self._best else ())

    def _told(self, proved: Verdict, varies: bool) -> Verdict:
        return "may" if proved == "open" and varies else proved


def certain(problem: Problem, plan: Plan) -> Certain:
    """The verdicts on a plan that `verify` accepts; a plan that it does not accept proves nothing.

    :raises ValueError: an infeasible result, which has no plan.
    """
    return Certain(problem, plan)


def choices(served: Served) -> Iterator[Choice]:
    """Every place that a served need fills."""
    return (Choice(served.need, slot, offer) for slot, offers in served.slots.items() for offer in offers)


@dataclass(frozen=True, slots=True)
class _Margin:
    """One need in one certificate: its cases by option and hub, and the least that it must be worth in a best plan.

    `unserved` is 0, or None where it must be served.
    """

    cases: Mapping[Key, tuple[Case, int]]
    needed: int
    unserved: int | None


class _Proof:
    """One certificate: the cases of every need, and what all plans fall short of the bound by at most."""

    def __init__(self, problem: Problem, certificate: Certificate, objective: int) -> None:
        self._margins: dict[str, tuple[dict[Key, tuple[Case, int]], int, int | None]] = {}
        total = certificate.limits(problem)
        for need in problem.needs:
            unserved = None if need.must or need.id in certificate.pins else 0
            cases = {
                (case.option, case.hub): (case, worth)
                for case in certificate.cases(need)
                if (worth := case.worth()) is not None
            }
            best = max([worth for _, worth in cases.values()] + ([] if unserved is None else [unserved]))
            self._margins[need.id] = cases, best, unserved
            total += best
        self._slack = total - certificate.scale * objective

    def of(self, need: str) -> _Margin:
        cases, best, unserved = self._margins[need]
        return _Margin(cases, best - self._slack, unserved)


def _proofs(problem: Problem, plan: Plan, objective: int) -> list[_Proof]:
    certificates = [Certificate.of(problem, plan.prices, plan.floor_prices)]
    if plan.weeks is not None:
        weeks = plan.weeks
        certificates.append(Certificate.of(problem, weeks.prices, weeks.floor_prices, weeks.classes))
    return [_Proof(problem, certificate, objective) for certificate in certificates]


class _Ways:
    """The ways to treat one need that no certificate rules out."""

    def __init__(self, need: Need, margins: Sequence[_Margin]) -> None:
        self._slots: Mapping[str, Slot] = {slot.id: slot for slot in need.slots}
        self._margins = margins
        self._live = [
            key
            for key in margins[0].cases
            if all(key in margin.cases and margin.cases[key][1] >= margin.needed for margin in margins)
        ]
        self._may_wait = all(margin.unserved is not None and margin.unserved >= margin.needed for margin in margins)

    @property
    def served(self) -> Verdict:
        if not self._may_wait:
            return "must"
        return "open" if self._live else "never"

    def of(self, choice: Choice) -> Verdict:
        """The verdict on an offer in a slot of this need."""
        slot, offer = self._slots[choice.slot], choice.offer
        if not any(self._holds(key, slot, taken=offer) for key in self._live):
            return "never"
        if self._may_wait or any(self._holds(key, slot, left_out=offer) for key in self._live):
            return "open"
        return "must"

    def _holds(self, key: Key, slot: Slot, taken: str | None = None, left_out: str | None = None) -> bool:
        """Whether a way may still be of a best plan when the slot takes an offer, or may not take it."""
        for margin in self._margins:
            case, worth = margin.cases[key]
            forced, freely = case.slot_worth(slot, taken, left_out), case.slot_worth(slot)
            if forced is None or freely is None or worth - freely + forced < margin.needed:
                return False
        return True
