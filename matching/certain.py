"""What every best plan of a week has in common, as far as the prices prove it: from the two files, by weak duality.

Force a need out, or an offer in or out, in the need's own little problem, and leave all other parts of the bound as
they are: the sum is still at least every plan's objective that is so forced. Where it falls short of what some plan is
worth, no best plan is so. This needs no trust but in what `verify` has recomputed: the plan and its two bounds; a plan
that is not proved the best is worth no more than the best one. Exact integers throughout; shares no code with a solver.

A plan has two certificates, `prices` and `weeks`. A way to serve a need that either of them rules out is ruled out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Literal

from matching.plan import Plan, Served
from matching.problem import Choice, Need, Problem, Slot
from matching.swaps import NO_OTHER, Swapped, Swaps
from matching.verify import Case, Certificate

Verdict = Literal["must", "may", "never", "open"]
"""Of a need that it is served, or of an offer that it has a place: `must`, in every best plan; `never`, in none; `may`,
in one that is known and not in another that is known; `open`, none of these is proved."""

SUMMED = 2000
"""Of so many needs the sum of a certificate is worked out again. Of more, what the plan states counts, which is rounded
down: the proofs are then less than one point weaker."""

Key = tuple[str | None, str | None]


class Certain:
    """The verdicts on one plan of one problem, each worked out when it is first asked for. Safe for several threads."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        """:raises ValueError: an infeasible result, which has no plan."""
        if plan.objective is None:
            raise ValueError(f"plan: it is {plan.status}, so there is no plan that anything could be certain of")
        self._needs = {need.id: need for need in problem.needs}
        self._plan = plan
        self._proofs = [*_proofs(problem, plan, plan.objective)]
        best = plan.served if plan.status == "optimal" else ()
        self._known = {choice for one in best for choice in choices(one)}
        self._swaps = Swaps(problem, best) if best else None
        self._swapped = dict[str, Swapped]()

    def need(self, id: str) -> Verdict:
        """The verdict on a need. :raises KeyError: the problem has no such need."""
        need = self._needs[id]
        if any(proof.forbids_waiting(need) for proof in self._proofs):
            return "must"
        if any(proof.forbids_serving(need) for proof in self._proofs):
            return "never"
        return "may" if self._swaps_of(need).need else "open"

    def offers(self, need: str, choices: Iterable[Choice]) -> dict[Choice, Verdict]:
        """The verdict on each of these offers in a slot of one need, whether the plan has them there or not."""
        ways = _Ways(self._needs[need], self._proofs)
        return {choice: self._of(ways, choice) for choice in choices}

    def needs(self) -> dict[str, Verdict]:
        """The verdict on each need, in the problem's order."""
        return {need: self.need(need) for need in self._needs}

    def planned(self) -> dict[Choice, Verdict]:
        """The verdict on each offer that has a place in the plan, in the plan's order."""
        return {one: told for each in self._plan.served for one, told in self.offers(each.need, choices(each)).items()}

    def _of(self, ways: "_Ways", choice: Choice) -> Verdict:
        proved = ways.of(choice, choice in self._known)
        return "may" if proved == "open" and choice in self._swaps_of(ways.need).choices else proved

    def _swaps_of(self, need: Need) -> Swapped:
        """Other best plans: none is known unless the plan itself is one."""
        if self._swaps is None:
            return NO_OTHER
        if need.id not in self._swapped:
            self._swapped[need.id] = self._swaps.of(need)
        return self._swapped[need.id]


def certain(problem: Problem, plan: Plan) -> Certain:
    """The verdicts on a plan that `verify` accepts; a plan that it does not accept proves nothing.

    `may` also takes the plan's word that it is `optimal`.

    :raises ValueError: an infeasible result, which has no plan.
    """
    return Certain(problem, plan)


def choices(served: Served) -> Iterator[Choice]:
    """Every place that a served need fills."""
    return (Choice(served.need, slot, offer) for slot, offers in served.slots.items() for offer in offers)


def _proofs(problem: Problem, plan: Plan, objective: int) -> Iterator["_Proof"]:
    certificate = Certificate.of(problem, plan.prices, plan.floor_prices)
    yield _Proof(problem, certificate, plan.bound_from_prices, objective)
    if plan.weeks is not None:
        weeks = plan.weeks
        certificate = Certificate.of(problem, weeks.prices, weeks.floor_prices, weeks.classes)
        yield _Proof(problem, certificate, weeks.bound, objective)


class _Proof:
    """One certificate; its worths are integers, as there."""

    def __init__(self, problem: Problem, certificate: Certificate, bound: int | None, objective: int) -> None:
        self._certificate, self._best = certificate, dict[str, int | None]()
        if bound is not None and len(problem.needs) > SUMMED:
            total = certificate.scale * (bound + 1) - 1
        else:
            total = certificate.limits(problem) + sum(map(self._worth, problem.needs))
        self._slack = total - certificate.scale * objective

    def forbids_waiting(self, need: Need) -> bool:
        """Whether a plan that does not serve the need is none or worth less than the best one."""
        return self._demands(need) or self.needed(need) > 0

    def forbids_serving(self, need: Need) -> bool:
        """Whether one that serves it is."""
        best = self._served(need)
        return best is None or best < self.needed(need)

    def needed(self, need: Need) -> int:
        """The least that the need must add to the certificate's sum in a best plan."""
        return self._worth(need) - self._slack

    def cases(self, need: Need) -> dict[Key, tuple[Case, int]]:
        """By option and hub the ways to serve the need, with their worths, that may be those of a best plan."""
        needed = self.needed(need)
        return {
            (case.option, case.hub): (case, worth)
            for case in self._certificate.cases(need)
            if (worth := case.worth()) is not None and worth >= needed
        }

    def _demands(self, need: Need) -> bool:
        return need.must or need.id in self._certificate.pins

    def _worth(self, need: Need) -> int:
        best = self._served(need) or 0
        return best if self._demands(need) else max(best, 0)

    def _served(self, need: Need) -> int | None:
        if need.id not in self._best:
            self._best[need.id] = max(self._certificate.option_worths(need), default=None)
        return self._best[need.id]


class _Ways:
    """The ways to serve one need that no certificate rules out."""

    def __init__(self, need: Need, proofs: Sequence[_Proof]) -> None:
        self.need, self._proofs = need, proofs
        self._slots: Mapping[str, Slot] = {slot.id: slot for slot in need.slots}
        self._may_wait = not any(proof.forbids_waiting(need) for proof in proofs)

    def of(self, choice: Choice, known: bool) -> Verdict:
        """The verdict on an offer in a slot of this need, as far as the prices prove it.

        :param known: it has this place in some best plan.
        """
        slot, offer = self._slots[choice.slot], choice.offer
        if not known and not any(self._holds(key, slot, taken=offer) for key in self._live):
            return "never"
        if self._may_wait or any(self._holds(key, slot, left_out=offer) for key in self._live):
            return "open"
        return "must"

    @cached_property
    def _needed(self) -> list[int]:
        return [proof.needed(self.need) for proof in self._proofs]

    @cached_property
    def _cases(self) -> list[dict[Key, tuple[Case, int]]]:
        return [proof.cases(self.need) for proof in self._proofs]

    @cached_property
    def _live(self) -> list[Key]:
        return [key for key in self._cases[0] if all(key in cases for cases in self._cases)]

    def _holds(self, key: Key, slot: Slot, taken: str | None = None, left_out: str | None = None) -> bool:
        """Whether a way may still be one of a best plan when the slot takes an offer, or may not take it."""
        for needed, cases in zip(self._needed, self._cases, strict=True):
            case, worth = cases[key]
            forced, freely = case.slot_worth(slot, taken, left_out), case.slot_worth(slot)
            if forced is None or freely is None or worth - freely + forced < needed:
                return False
        return True
