"""What a decision would do to the week, before it is taken; and which others it could not hold beside."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from graph.decisions import Demanded, InForce
from matching.changes import Changes, changes
from matching.clash import clashing, holds
from matching.clock import Clock
from matching.limits import Limits
from matching.narrower import narrower
from matching.nearby import near, standing
from matching.problem import Need
from service.known import Basis, Known, State, asked, at_most, sources
from service.refusals import Busy, Clash

QUICK = 0.35
"""Seconds for a plan near the present one; nearly always it is there in half of that."""

THOROUGH = 10.0
"""Seconds for telling whether there is any plan at all, and which decisions stand in its way."""


@dataclass(frozen=True)
class Closed:
    """Offers that will not be candidates: of these needs (all where empty), in this half-day (any where empty)."""

    offers: tuple[str, ...]
    needs: tuple[str, ...] = ()
    half_day: str = ""


@dataclass(frozen=True)
class Weighed:
    """The week's value before and after, each with the most that any plan could be worth, and what would change."""

    before: int
    before_bound: int
    after: int
    after_bound: int
    changes: Changes

    @property
    def exact(self) -> bool:
        """Whether both values are proved the best."""
        return self.before == self.before_bound and self.after == self.after_bound


@dataclass(frozen=True)
class Weigh:
    """What would come of demanding more, closing offers, or undoing what was decided.

    `undo` are the decisions and linkages that would count no more; of those that remain `only` says which demands, by
    (need, slot, offer), a release takes back.
    """

    week: str
    add: tuple[Demanded, ...] = ()
    closed: Closed | None = None
    undo: tuple[str, ...] = ()
    release: tuple[str, str, str] | None = None

    def answer(self, known: Known) -> Weighed:
        """:raises Clash: it cannot hold. :raises Stands: the week has no plan. :raises Busy: not known in time."""
        state = known.state(self.week)
        base = _closing(state.base, self.closed)
        kept = [one for one in state.force if not self._gone(one)]
        problem = asked(base, [*(one.demanded for one in kept), *self.add])
        found = near(problem, state.served, state.prices, Clock(Limits(seconds=QUICK)))
        if found is None:
            self._refuse(base, kept)
            found = near(problem, state.served, state.prices, Clock(Limits(seconds=THOROUGH)))
        if found is None:
            raise Busy("that it can hold is known, but not yet what it would do; compute the week, then ask again")
        ceiling = state.bound if narrower(problem, state.problem) else None
        bound = at_most(problem, state.planned.plan, found.objective, ceiling)
        return Weighed(state.objective, state.bound, found.objective, bound, changes(state.served, found.served))

    def _gone(self, one: InForce) -> bool:
        if one.source in self.undo:
            return True
        if self.release is None:
            return False
        need, slot, offer = self.release
        demanded = one.demanded
        return demanded.need == need and slot in ("", demanded.slot) and offer in ("", demanded.offer)

    def _refuse(self, base: Basis, kept: Sequence[InForce]) -> None:
        """:raises Clash: no plan keeps all that would be demanded."""
        clock = Clock(Limits(seconds=THOROUGH))
        if holds(asked(base, [*(one.demanded for one in kept), *self.add]), clock):
            return
        demands = {source: [one.demanded for one in kept if one.source == source] for source in sources(kept)}
        demands[_NEW] = list(self.add)
        found = clashing(
            _NEW, sources(kept), lambda those: asked(base, [one for each in those for one in demands[each]]), clock
        )
        raise Clash(_sentence(found), found)


_NEW = "what is weighed"


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
    ends = {(slot.id, c.offer) for slot in slots for c in slot.candidates}
    return replace(need, slots=slots, bonds=tuple(b for b in need.bonds if b.a in ends and b.b in ends))


@dataclass(frozen=True)
class Fitting:
    """Whether a week's plan still keeps all that the graph and people demand; the needs where it does not."""

    week: str

    def answer(self, known: Known) -> tuple[str, ...]:
        """:raises Stands: the week has no plan."""
        state: State = known.state(self.week)
        _, broken = standing(state.problem, state.planned.plan.served)
        return tuple(sorted(broken))
