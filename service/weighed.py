"""What a decision would do to the week, before it is taken; and which others it could not hold beside."""

from collections.abc import Sequence
from dataclasses import replace

from graph.decisions import InForce, in_force
from matching.asked import Asked
from matching.build import Basis
from matching.changes import Changes, changes
from matching.clash import clashing, holds
from matching.clock import Clock
from matching.limits import Limits
from matching.narrower import narrower
from matching.nearby import near, standing
from matching.problem import Need, Problem
from matching.restrict import live_bonds
from service.known import Known, asked, at_most, sources
from service.refusals import Busy, Clash, Stands
from service.weighing import Closed, Weigh, Weighed

QUICK, PATIENT = 0.35, 2.0
"""Seconds for a plan near the present one: nearly always it is there in half of the first; on a machine that is busy,
or where much must move, it may take the second."""

SMALL = 4000
"""Candidates of a week that is proved within that time too."""

THOROUGH = 10.0
"""Seconds for telling whether there is any plan at all, and which decisions stand in its way."""

_NEW = "what is weighed"


def weighed(known: Known, weigh: Weigh) -> Weighed:
    """The answer to `Weigh`."""
    state = known.state(weigh.week)
    base = _closing(state.base, weigh.closed)
    kept = [one for one in state.force if not _gone(one, weigh)]
    if weigh.release and len(kept) == len(state.force):
        raise Stands(f"{weigh.release[0]}: nothing is decided there that a release could take back")
    problem = asked(base, [*(one.demanded for one in kept), *weigh.add])
    only_asks_more = narrower(problem, state.problem)
    if only_asks_more and not standing(problem, state.served)[1]:
        return Weighed(state.objective, state.bound, state.objective, state.bound, Changes())
    prove = weigh.within is not None or _is_small(problem)
    found = near(problem, state.served, state.planned.prices, Clock(Limits(seconds=weigh.within or QUICK)), prove=prove)
    if found is None:
        found = near(problem, state.served, state.planned.prices, Clock(Limits(seconds=PATIENT)))
    if found is None:
        _refuse(base, kept, weigh)
        found = near(problem, state.served, state.planned.prices, Clock(Limits(seconds=THOROUGH)))
    if found is None:
        raise Busy("that it can hold is known, but not yet what it would do; compute the week, then ask again")
    ceilings = [found.bound, state.bound if only_asks_more else None]
    bound = at_most(problem, state.planned.plan, found.objective, ceilings)
    return Weighed(state.objective, state.bound, found.objective, bound, changes(state.served, found.served))


def _is_small(problem: Problem) -> bool:
    """Whether the whole week can be solved to its proof while somebody waits."""
    return problem.size <= SMALL


def not_fitting(known: Known, week: str) -> tuple[str, ...]:
    """The answer to `Fitting`."""
    base = known.basis(week)
    problem = asked(base, (one.demanded for one in in_force(known.reader, week, base.demand)))
    _, broken = standing(problem, known.planned(week).plan.served)
    return tuple(sorted(broken))


def _gone(one: InForce, weigh: Weigh) -> bool:
    """Whether a demand would count no more."""
    if one.source in weigh.undo:
        return True
    if weigh.release is None:
        return False
    need, slot, offer = weigh.release
    demanded = one.demanded
    return demanded.need == need and slot in ("", demanded.slot) and offer in ("", demanded.offer)


def _refuse(base: Basis, kept: Sequence[InForce], weigh: Weigh) -> None:
    """:raises Clash: no plan keeps all that would be demanded."""
    clock, base = Clock(Limits(seconds=THOROUGH)), replace(base, asked=Asked())  # no floor ever stands in the way
    if holds(asked(base, [*(one.demanded for one in kept), *weigh.add]), clock):
        return
    demands = {source: [one.demanded for one in kept if one.source == source] for source in sources(kept)}
    demands[_NEW] = list(weigh.add)
    found = clashing(
        _NEW, sources(kept), lambda those: asked(base, [one for each in those for one in demands[each]]), clock
    )
    raise Clash(_sentence(found), found)


def _sentence(found: Sequence[str]) -> str:
    if not found:
        return "it cannot hold, whatever else is decided: no plan of this week keeps it"
    return f"it cannot hold beside {', '.join(found)}; undo one of these first, or decide otherwise"


def _closing(base: Basis, closed: Closed | None) -> Basis:
    return base if closed is None else replace(base, needs=tuple(_without(need, closed) for need in base.needs))


def _without(need: Need, closed: Closed) -> Need:
    if closed.needs and need.id not in closed.needs:
        return need
    gone = set(closed.offers)
    if not any(c.offer in gone for slot in need.slots for c in slot.candidates):
        return need
    slots = tuple(
        replace(
            slot,
            candidates=tuple(
                c for c in slot.candidates if c.offer not in gone or closed.half_day not in ("", c.option)
            ),
        )
        for slot in need.slots
    )
    return replace(need, slots=slots, bonds=live_bonds(need, slots))
