"""A week too large for one machine: regions of it, each a problem of its own that may be solved anywhere.

Needs that share what is scarce belong together, and mostly they live near each other: groups (communities) that share
most are put into one region, up to a size. Of what several regions want each gets what its needs hold in the plan so
far, and of what nobody holds a share by how much it could use; so whatever the regions make of it fits together again.
In the next round the regions are cut elsewhere, and what lay on a border lies inside.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from matching.ledger import Ledger, uses
from matching.plan import Served
from matching.problem import Capacity, Need, Problem
from matching.restrict import restrict, touched

LOCAL = 12
"""A capacity that more groups than this could use says nothing about who is near whom."""

Group = tuple[str, str]
"""A group's name, or a need's id where it has none."""


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the week within what the others leave it, and how its needs are served so far."""

    problem: Problem
    served: tuple[Served, ...]


def regions(problem: Problem, ledger: Ledger, size: int, turn: int = 0) -> list[Region]:
    """The week cut into regions of about `size` needs. Any plans of theirs together are a plan of the week.

    :param ledger: a plan of the problem that keeps every demand.
    :param size: at least 1; a group is never cut.
    :param turn: another number cuts elsewhere.
    """
    cut = list(_cut(problem, size, size * (1 + turn % 2) // 2 or 1))
    allotted = _allotted(problem, ledger, cut)
    return [_region(problem, ledger, needs, given) for needs, given in zip(cut, allotted, strict=True)]


def merged(problem: Problem, plans: Iterable[Iterable[Served]]) -> Ledger:
    """The plan of the week that the regions' plans are together."""
    found = {served.need: served for plan in plans for served in plan}
    return Ledger(problem, (found[need.id] for need in problem.needs if need.id in found))


def _cut(problem: Problem, size: int, first: int) -> Iterator[list[Need]]:
    """The needs of each region. The first has about `first` needs."""
    members: dict[Group, list[Need]] = {}
    for need in problem.needs:
        members.setdefault(_group(need), []).append(need)
    region: list[Need] = []
    most = first
    for group in _in_a_row(members):
        if region and len(region) + len(members[group]) > most:
            yield region
            region, most = [], size
        region += members[group]
    if region:
        yield region


def _group(need: Need) -> Group:
    return ("need", need.id) if need.group is None else ("group", need.group)


def _in_a_row(members: Mapping[Group, Sequence[Need]]) -> Iterator[Group]:
    """The groups, each after those with which it shares most; where nobody shares, in the order of the file."""
    near = _shared(members)
    waiting = dict.fromkeys(members)
    pull: Counter[Group] = Counter()
    while waiting:
        group = max(pull, key=lambda each: pull[each], default=None) or next(iter(waiting))
        del waiting[group]
        pull.pop(group, None)
        for other, weight in near[group].items():
            if other in waiting:
                pull[other] += weight
        yield group


def _shared(members: Mapping[Group, Sequence[Need]]) -> Mapping[Group, Counter[Group]]:
    """How many capacities each two groups could both use, those that nearly everybody could use aside."""
    users: dict[str, list[Group]] = {}
    for group, needs in members.items():
        for capacity in dict.fromkeys(c for need in needs for c in sorted(touched(need))):
            users.setdefault(capacity, []).append(group)
    near: dict[Group, Counter[Group]] = {group: Counter() for group in members}
    for groups in users.values():
        if len(groups) <= LOCAL:
            for one in groups:
                near[one].update(other for other in groups if other != one)
    return near


def _allotted(problem: Problem, ledger: Ledger, cut: Sequence[Sequence[Need]]) -> list[dict[str, Capacity]]:
    """What each region has of every capacity that its needs could use, and how much of each minimum it must keep."""
    held = [_held(ledger, needs) for needs in cut]
    wanted = [_wanted(ledger, needs) for needs in cut]
    at: dict[str, list[int]] = {}
    for number, needs in enumerate(cut):
        for id in dict.fromkeys(c for need in needs for c in touched(need)):
            at.setdefault(id, []).append(number)
    given: list[dict[str, Capacity]] = [{} for _ in cut]
    for capacity in problem.capacities:
        here = at.get(capacity.id, [])
        shares = _shares(ledger.left[capacity.id], [wanted[number][capacity.id] for number in here])
        least = capacity.min
        for number, share in zip(here, shares, strict=True):
            mine = held[number][capacity.id]
            given[number][capacity.id] = replace(capacity, max=mine + share, min=min(mine, least))
            least -= min(mine, least)
    return given


def _held(ledger: Ledger, needs: Sequence[Need]) -> Counter[str]:
    total: Counter[str] = Counter()
    for need in needs:
        if need.id in ledger.served:
            total.update(uses(need, ledger.served[need.id]))
    return total


def _wanted(ledger: Ledger, needs: Sequence[Need]) -> Counter[str]:
    """How much of each capacity the unserved needs' candidates could use, each for itself."""
    total: Counter[str] = Counter()
    for need in needs:
        if need.id not in ledger.served:
            for slot in need.slots:
                for candidate in slot.candidates:
                    total.update(candidate.uses)
    return total


def _shares(amount: int, wanted: Sequence[int]) -> list[int]:
    """The amount in whole parts, in proportion to what is wanted (largest remainder); all to the first where nobody
    wants any."""
    total = sum(wanted)
    if not total:
        return [amount if place == 0 else 0 for place in range(len(wanted))]
    parts = [amount * each // total for each in wanted]
    by_rest = sorted(range(len(wanted)), key=lambda place: (-(amount * wanted[place] % total), place))
    for place in by_rest[: amount - sum(parts)]:
        parts[place] += 1
    return parts


def _region(problem: Problem, ledger: Ledger, needs: Sequence[Need], given: Mapping[str, Capacity]) -> Region:
    ids = [need.id for need in needs]
    groups = {need.group for need in needs}
    part = restrict(problem, ids)
    within = replace(
        part,
        capacities=tuple(given[c.id] for c in part.capacities if c.id in given),
        floors=tuple(floor for floor in part.floors if floor.group in groups),
        sha256="",
    )
    return Region(within, tuple(ledger.served[id] for id in ids if id in ledger.served))
