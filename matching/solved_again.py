"""The week solved again with something changed: a plan that is worth so much, and what no plan is worth more than."""

from dataclasses import replace

from matching.clock import Clock
from matching.ledger import Ledger
from matching.limits import Limits
from matching.nearby import Near, near
from matching.problem import Need, Problem
from matching.proofs import Proofs, with_need
from matching.what_if import Range, WhatIf


def solved_again(
    changed: Problem, proofs: Proofs, seconds: float, *, known: Ledger | None = None, prove: bool = False
) -> WhatIf | None:
    """What comes of a change. None where no plan that keeps every demand was found in time.

    :param changed: a problem made from that of the plan whose proofs these are.
    :param known: a plan of it that keeps every demand, if there is one at hand.
    :param prove: go on until the plan found is proved the best, or the time is over.
    """
    plan, proved = proofs.plan, proofs.bound(changed)
    if proved is None:
        return None
    guide = {id: float(price) for id, price in plan.prices.items()}
    found = near(changed, plan.served, guide, Clock(Limits(seconds=seconds)), prove=prove)
    if known is not None and (found is None or found.objective < known.objective):
        found = Near(tuple(known.served.values()), known.objective, found.bound if found else None)
    if found is None:
        return None
    high = proved if found.bound is None else min(proved, found.bound)
    after = Range(found.objective, max(found.objective, high))
    return WhatIf(before(proofs), after, found.served)


def before(proofs: Proofs) -> Range:
    """What the best plan is worth without any change."""
    objective, bound = proofs.plan.objective or 0, proofs.plan.bound
    return Range(objective, objective if bound is None else bound)


def demanding(problem: Problem, need: str) -> Problem:
    """The same problem, in which the need must be served."""
    return replace(problem, needs=with_need(problem, need, _must), sha256="")


def _must(need: Need) -> Need:
    return replace(need, must=True)
