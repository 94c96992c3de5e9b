"""What a plan's own prices prove of a week that differs from the plan's in little.

The bound of the plan's certificates is a sum over capacities and needs. Where few of them differ, only their parts are
worked out again; the rest stays as it was. Of all that is proved the least counts. Exact integers throughout; the
definition is that of `matching.verify`, and so is the arithmetic.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from matching.fillings import Fillings, malformed_classes
from matching.plan import Plan, WeekClass
from matching.problem import Capacity, Need, Problem
from matching.restrict import demanded, touched
from matching.verify import Certificate


@dataclass(frozen=True)
class Difference:
    """What is otherwise in a problem than in the one that it was made from: needs and capacities by id."""

    needs: frozenset[str]
    raised: frozenset[str]
    added: frozenset[str]


class Proofs:
    """The certificates of one plan. What they are asked of keeps the needs of the plan's problem, in their order."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        """:param plan: a valid plan of the problem, with its prices."""
        self.problem, self.plan = problem, plan
        self._sides = [_Side(problem, Certificate.of(problem, plan.prices, plan.floor_prices), ())]
        if plan.weeks is not None:
            weeks = plan.weeks
            certificate = Certificate.of(problem, weeks.prices, weeks.floor_prices, weeks.classes)
            self._sides.append(_Side(problem, certificate, weeks.classes))

    def bound(self, changed: Problem) -> int | None:
        """No plan of the changed problem is worth more; None where it has no plan.

        :param changed: made from the plan's problem: the objects that stayed as they were are the same.
        """
        differs = self._difference(changed)
        bounds = [side.bound(changed, differs) for side in self._sides]
        known = [bound for bound in bounds if bound is not None]
        if len(known) < len(bounds):
            return None
        return min([*known, *self._by_the_plan(changed, differs)])

    @cached_property
    def tightest(self) -> Certificate:
        """Of the certificates that with the lowest bound."""
        return min(self._sides, key=lambda side: Fraction(side.total, side.certificate.scale)).certificate

    def _difference(self, changed: Problem) -> Difference:
        was = {capacity.id: capacity for capacity in self.problem.capacities}
        choices = {*self.problem.pins} ^ {*changed.pins} | {*self.problem.bans} ^ {*changed.bans}
        pairs = zip(self.problem.needs, changed.needs, strict=True)
        return Difference(
            frozenset(new.id for old, new in pairs if new is not old) | {choice.need for choice in choices},
            frozenset(one.id for one in changed.capacities if one.id in was and one != was[one.id]),
            frozenset(one.id for one in changed.capacities if one.id not in was),
        )

    def _by_the_plan(self, changed: Problem, differs: Difference) -> Iterator[int]:
        """What the plan's own bound proves: of a problem that only demands more, and of one in which, but for some
        needs that no demand holds, nobody can do better than before."""
        if self.plan.bound is None or differs.raised or not {*self.problem.pins} <= {*changed.pins}:
            return
        mine = [need for need in changed.needs if need.id in differs.needs]
        if {*self.problem.bans} <= {*changed.bans} and not differs.added and all(map(self._only_demanded, mine)):
            yield self.plan.bound
        if not differs.needs & self._held:
            unpriced = Certificate.of(changed, {}, {})
            yield self.plan.bound + sum(max(0, unpriced.need_worth(need) or 0) for need in mine)

    def _only_demanded(self, need: Need) -> bool:
        was = self._needs[need.id]
        return need is was or replace(need, must=was.must) == was

    @cached_property
    def _needs(self) -> dict[str, Need]:
        return {need.id: need for need in self.problem.needs}

    @cached_property
    def _held(self) -> set[str]:
        """The needs that demands hold: without one of them the rest may be no plan."""
        least = {capacity.id for capacity in self.problem.capacities if capacity.min > 0}
        floored = {floor.group for floor in self.problem.floors if floor.min_value > 0}
        held = {need.id for need in self.problem.needs if need.group in floored or least & touched(need)}
        return held | demanded(self.problem)


class _Side:
    """One certificate, with the parts of its sum."""

    def __init__(self, problem: Problem, certificate: Certificate, classes: tuple[WeekClass, ...]) -> None:
        self._problem, self.certificate, self._classes = problem, certificate, classes

    @property
    def total(self) -> int:
        """The certificate's sum, `scale` times, before it is rounded down."""
        return self._limits + sum(self._worths.values())

    def bound(self, changed: Problem, differs: Difference) -> int | None:
        certificate, other_weeks = self._adapted(changed, differs)
        capacities = differs.raised | differs.added | other_weeks
        total = self._limits - self._part(self.certificate, self._problem, capacities)
        total += self._part(certificate, changed, capacities)
        needs = set(differs.needs).union(*(self._users[id] for id in capacities))
        for need in changed.needs:
            if need.id in needs:
                worth = certificate.need_worth(need)
                if worth is None:
                    return None
                total += worth - self._worths[need.id]
        return (total + sum(self._worths.values())) // certificate.scale

    def _adapted(self, changed: Problem, differs: Difference) -> tuple[Certificate, set[str]]:
        """The certificate for the changed problem; and the providers' weeks whose classes had to be given up, since
        what is nested in them or they themselves hold more now than such a week may."""
        bare = Certificate.of(changed, {}, {})
        fillings, given_up = self.certificate.fillings, set[str]()
        touched_classes = [one for one in self._classes if {one.capacity, one.nested} & differs.raised]
        if touched_classes:
            gone = touched_classes if any(malformed_classes(changed, touched_classes)) else []
            given_up = {one.capacity for one in gone}
            kept = [one for one in self._classes if one.capacity not in given_up]
            fillings = Fillings.of(changed, kept, self.certificate.scale)
        adapted = replace(self.certificate, maximum=bare.maximum, pins=bare.pins, bans=bare.bans, fillings=fillings)
        return adapted, given_up

    def _part(self, certificate: Certificate, problem: Problem, ids: Collection[str]) -> int:
        some = tuple(capacity for capacity in problem.capacities if capacity.id in ids)
        return certificate.limits(replace(problem, capacities=some, floors=()))

    @cached_property
    def _limits(self) -> int:
        return self.certificate.limits(self._problem)

    @cached_property
    def _worths(self) -> Mapping[str, int]:
        """A need without worth cannot be in a problem that has a plan."""
        return {need.id: self.certificate.need_worth(need) or 0 for need in self._problem.needs}

    @cached_property
    def _users(self) -> Mapping[str, set[str]]:
        users: dict[str, set[str]] = defaultdict(set)
        for need in self._problem.needs:
            for capacity in touched(need):
                users[capacity].add(need.id)
        return users


def raised(problem: Problem, add: Mapping[str, int], more: Iterable[Capacity] = ()) -> tuple[Capacity, ...]:
    """The problem's capacities and `more`, with so much more of some; those that stay as they are are the same objects.

    :param more: those that the problem has already are left out.
    """
    known = {capacity.id for capacity in problem.capacities}
    new = {capacity.id: capacity for capacity in more if capacity.id not in known}
    every = (*problem.capacities, *new.values())
    return tuple(replace(one, max=one.max + add[one.id]) if add.get(one.id) else one for one in every)


def with_need(problem: Problem, id: str, change: Callable[[Need], Need]) -> tuple[Need, ...]:
    """The problem's needs, one of them changed; the others are the same objects."""
    return tuple(change(need) if need.id == id else need for need in problem.needs)
