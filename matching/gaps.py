"""What one more unit would be worth: the price that ranks gaps, and what it would certainly do to the plan.

*One more unit* of a society for some needs is one extra offer that may fill one required slot of that society in one of
these needs, once and in any option. It uses nothing else, and has score 0 and no bonds. (`matching.more.with_offers`
is the problem with it.)

*Price*: the most that the offer adds to one of the needs' worth at the plan's prices. It tells where more is worth
most; what it would really do is the *effect*, in points above the plan's objective: at least `low`, since a plan with
the offer that is worth so much is known and keeps every demand (`matching.trials`), and at most `high`, since no plan
with the offer is worth more (`matching.ceilings`). Both are exact integers. Where the plan is not proved optimal, part
of the effect might be had without the offer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from matching.ceilings import Ceilings
from matching.more import asks
from matching.plan import Plan
from matching.problem import Need, Problem, Slot
from matching.trials import Trials

MOST_TRIALS = 8
"""So many places are tried for one effect, those of the highest price first; then the need's value counts."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What one more unit would be worth, in points: see the module."""

    price: Fraction
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class _Place:
    """A slot that the offer may fill, and what is known of it."""

    need: Need
    slot: Slot
    price: Fraction
    high: int


class Gaps:
    """The effects of one more offer on one plan. What was worked out for a place is kept."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        """:param plan: a valid plan of the problem, with its prices."""
        self._needs = {need.id: need for need in problem.needs}
        self._ceilings = Ceilings(problem, plan)
        self._trials = Trials(problem, plan)
        self._places: dict[tuple[str, str], _Place] = {}
        self._gains: dict[tuple[str, str], int] = {}

    def effect(self, needs: Iterable[str], society: str) -> Effect | None:
        """What one more offer of the society for these needs would do; None where none of them asks for it.

        :param needs: ids; those that the problem does not have are passed over.
        """
        known = [self._needs[id] for id in needs if id in self._needs]
        places = [self._place(need, slot) for need in known for slot in need.slots if asks(slot, society)]
        if not places:
            return None
        return Effect(max(place.price for place in places), self._low(places), max(place.high for place in places))

    def _place(self, need: Need, slot: Slot) -> _Place:
        key = (need.id, slot.id)
        if key not in self._places:
            self._places[key] = _Place(need, slot, *self._ceilings.of(need, slot))
        return self._places[key]

    def _low(self, places: list[_Place]) -> int:
        best = sorted(places, key=lambda place: (-place.price, -place.need.value, place.need.id, place.slot.id))
        low = 0
        for place in best[:MOST_TRIALS]:
            if place.high > low:
                low = max(low, self._gain(place))
        return low

    def _gain(self, place: _Place) -> int:
        key = (place.need.id, place.slot.id)
        if key not in self._gains:
            self._gains[key] = self._trials.gain(key)
        return self._gains[key]
