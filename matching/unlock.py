"""What a gift would unlock: step by step the least of it with which so many more needs can be served beside a plan.

Nobody loses: all that the plan serves stays as it is. There is a step for each number of further needs: the least
amount, and of all sets of so many needs which that amount serves the one of the greatest value, of equals the one that
comes first by ids. So the steps do not depend on any solver's choice, and more of the gift never unlocks fewer.

Needs that cannot get in each other's way are taken cheapest first. Those that compete for what the plan leaves are
solved exactly, part by part (`matching.rivals`), and the parts are joined count by count: amount, value and ids form
one key that adds up, so that the best of the whole is made of the best of its parts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

from matching.lacking import Beside, Kind, Want, Way
from matching.plan import Served
from matching.problem import Problem
from matching.rivals import Hopeful, Key, Rivals, added, in_turn

Thing = str | Kind
"""What there may be too little of: a capacity, or what is given beside the gift."""


@dataclass(frozen=True, slots=True)
class Step:
    """With `amount` of the gift `count` further needs can be served, and with less they cannot.

    `needs` are by id; `value` is the sum of theirs.
    """

    amount: int
    count: int
    value: int
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unlocked:
    """The steps, one need more each. Where not `exact`, time ran out: less might do, or more needs might be had."""

    steps: tuple[Step, ...]
    exact: bool = True

    def within(self, amount: int) -> Step | None:
        """The last step that this amount reaches; None where it reaches none."""
        return next((step for step in reversed(self.steps) if step.amount <= amount), None)


def unlock(
    problem: Problem,
    served: Iterable[Served],
    wants: Iterable[Want],
    along: Kind,
    *,
    given: Mapping[Kind, int] | None = None,
    most: int | None = None,
    seconds: float = 10.0,
) -> Unlocked:
    """The steps along one kind of gift.

    :param served: a plan of the problem; nothing is asked of the needs in it.
    :param wants: the needs that may be unlocked. One that lacks nothing is left out: it waits for the next plan.
    :param given: what there is of other kinds beside the gift, whatever the step.
    :param most: no step takes more of the gift; None goes on until no further need can be served.
    """
    plan, others = [*served], dict(given or {})
    left, done = Beside(problem, plan), {one.need for one in plan}
    hopeful = _hopeful(left, [want for want in wants if want.need not in done], along, others)
    free, parts = _parts(hopeful, left.left, others)
    frontier, exact = _capped(in_turn(free), most), True
    until = monotonic() + seconds
    for needs, tight in parts:
        more, sure = Rivals(needs, tight, left.left, along, others, until).frontier(most)
        frontier, exact = _joined(frontier, more, most), exact and sure
    return Unlocked(tuple(_step(key, count, hopeful) for count, key in enumerate(frontier) if count), exact)


def _hopeful(left: Beside, wants: Sequence[Want], along: Kind, given: Mapping[Kind, int]) -> list[Hopeful]:
    """The needs that such a gift could unlock, by id."""
    found: list[Hopeful] = []
    for want in sorted(wants, key=lambda want: want.need, reverse=True):
        opening = left.opening(want)
        ways = tuple(way for way in left.ways(opening) if _is_given(way, along, given))
        if ways and all(way.cost for way in ways):
            least = min(way.cost.get(along, 0) for way in ways)
            found.append(Hopeful(opening, ways, least, 1 << len(found)))
    return found[::-1]


def _is_given(way: Way, along: Kind, given: Mapping[Kind, int]) -> bool:
    return all(kind == along or amount <= given.get(kind, 0) for kind, amount in way.cost.items())


def _parts(
    needs: Sequence[Hopeful], left: Mapping[str, int], given: Mapping[Kind, int]
) -> tuple[list[Hopeful], list[tuple[list[Hopeful], frozenset[str]]]]:
    """The needs that no other gets in the way of, and those that compete, in parts that share nothing scarce."""
    loads = [_load(need, given) for need in needs]
    scarce = _scarce(loads, left, given)
    groups: list[tuple[list[int], set[Thing]]] = []
    for row, load in enumerate(loads):
        mine = scarce & load.keys()
        touching = [group for group in groups if group[1] & mine]
        rows = [row for group in touching for row in group[0]] + [row]
        groups = [group for group in groups if group not in touching]
        groups.append((rows, mine.union(*(group[1] for group in touching))))
    alone = [needs[rows[0]] for rows, _ in groups if len(rows) == 1]
    crowds = [
        (sorted((needs[row] for row in rows), key=lambda n: n.key), scarce) for rows, scarce in groups if rows[1:]
    ]
    return alone, [(crowd, frozenset(each for each in scarce if isinstance(each, str))) for crowd, scarce in crowds]


def _load(need: Hopeful, given: Mapping[Kind, int]) -> dict[Thing, int]:
    """The most that serving the need could use of what the plan leaves, and of what is given beside the gift."""
    most = {kind: max(way.cost.get(kind, 0) for way in need.ways) for kind in given}
    return {thing: amount for thing, amount in _together(need.load(), most).items() if amount}


def _scarce(loads: Iterable[Mapping[Thing, int]], left: Mapping[str, int], given: Mapping[Kind, int]) -> set[Thing]:
    """That of which all needs together could use more than there is."""
    total: dict[Thing, int] = {}
    for load in loads:
        for thing, amount in load.items():
            total[thing] = total.get(thing, 0) + amount
    there = _together(left, given)
    return {thing for thing, amount in total.items() if amount > there[thing]}


def _together(capacities: Mapping[str, int], kinds: Mapping[Kind, int]) -> dict[Thing, int]:
    things: dict[Thing, int] = {capacity: amount for capacity, amount in capacities.items()}
    things.update((kind, amount) for kind, amount in kinds.items())
    return things


def _capped(keys: list[Key], most: int | None) -> list[Key]:
    return [key for key in keys if most is None or key[0] <= most]


def _joined(a: Sequence[Key], b: Sequence[Key], most: int | None) -> list[Key]:
    """The best key of each number of needs of both."""
    best: list[Key | None] = [None] * (len(a) + len(b) - 1)
    for i, mine in enumerate(a):
        for j, theirs in enumerate(b):
            both, known = added(mine, theirs), best[i + j]
            if known is None or both < known:
                best[i + j] = both
    return _capped([key for key in best if key is not None], most)


def _step(key: Key, count: int, hopeful: Sequence[Hopeful]) -> Step:
    amount, value, bits = key
    return Step(amount, count, -value, tuple(need.id for need in hopeful if need.bit & -bits))
