"""Which helpers' minimums can be kept: one that its helper's candidates cannot reach would leave no plan at all."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from matching.problem import Candidate, Capacity, Choice, Need

Uses = Mapping[str, int]
State = dict[str, int]
"""What is taken so far, by capacity id."""

Banned = Collection[tuple[str, str, str]]
"""(need, slot, offer) that may not be."""

TRIES = 50_000
"""How many ways of filling one helper's week are looked at: some five visits on any of 14 half-days."""


def with_minimums(
    capacities: Sequence[Capacity], asked: Mapping[str, int], needs: Sequence[Need], bans: Sequence[Choice]
) -> tuple[tuple[Capacity, ...], dict[str, int]]:
    """The capacities with those of the minimums that can be kept; and those that cannot, by capacity id.

    :param asked: capacity id → minimum.
    """
    banned = {(ban.need, ban.slot, ban.offer) for ban in bans}
    kept = keepable(asked, needs, {capacity.id: capacity.max for capacity in capacities}, banned)
    unmet = {id: least for id, least in sorted(asked.items()) if id not in kept}
    return tuple(replace(c, min=asked[c.id]) if c.id in kept else c for c in capacities), unmet


def keepable(asked: Mapping[str, int], needs: Sequence[Need], most: Mapping[str, int], banned: Banned) -> set[str]:
    """The capacities, among those asked, whose minimum their helper could reach by serving these needs.

    Looks at each helper alone: one candidate, or none, of each need, in an option in which every required slot of the
    need has enough candidates, within the maxima of what these candidates use.

    :param asked: capacity id → minimum.
    :param most: capacity id → maximum, of all that candidates use.
    """
    ways: dict[str, list[list[Uses]]] = defaultdict(list)
    for need in needs:
        for id, here in _ways(need, asked, banned).items():
            ways[id].append(here)
    return {id for id, least in asked.items() if reaches(ways[id], id, least, most)}


def _ways(need: Need, asked: Mapping[str, int], banned: Banned) -> dict[str, list[Uses]]:
    """What may be taken from each capacity with a minimum in serving this need."""
    touching = [(slot.id, c) for slot in need.slots for c in slot.candidates if any(id in asked for id in c.uses)]
    found: dict[str, list[Uses]] = defaultdict(list)
    options = _possible(need, banned) if touching else set()
    for slot, candidate in touching:
        if _fits(candidate, options) and (need.id, slot, candidate.offer) not in banned:
            for id in candidate.uses.keys() & asked.keys():
                found[id].append(candidate.uses)
    return found


def _possible(need: Need, banned: Banned) -> set[str | None]:
    """The options in which every required slot has enough candidates."""

    def enough(option: str | None) -> bool:
        return all(
            len({c.offer for c in slot.candidates if _fits(c, {option}) and (need.id, slot.id, c.offer) not in banned})
            >= slot.count
            for slot in need.slots
            if slot.required
        )

    return {option for option in need.options if enough(option)}


def _fits(candidate: Candidate, options: set[str | None]) -> bool:
    return candidate.option in options or (candidate.option is None and bool(options))


def reaches(needs: Sequence[Sequence[Uses]], id: str, least: int, most: Mapping[str, int]) -> bool:
    """Whether one of the uses, or none, of each need can add up to at least `least` of a capacity within the maxima.

    Takes what fits first, the largest needs first; where that is not enough, tries every way. After TRIES it gives up,
    and the minimum counts as one that cannot be kept.
    """
    largest_first = sorted(needs, key=lambda ways: -max(uses[id] for uses in ways))
    if sum(max(uses[id] for uses in ways) for ways in needs) < least:
        return False
    return _taking_what_fits(largest_first, most).get(id, 0) >= least or _some_way(largest_first, id, least, most)


def _taking_what_fits(needs: Sequence[Sequence[Uses]], most: Mapping[str, int]) -> State:
    state: State = {}
    for ways in needs:
        state = next((added for uses in ways if _fit(added := _added(state, uses), most)), state)
    return state


def _some_way(needs: Sequence[Sequence[Uses]], id: str, least: int, most: Mapping[str, int]) -> bool:
    states, tries = {frozenset[tuple[str, int]](): State()}, 0
    for ways in needs:
        tries += len(states) * len(ways)
        if tries > TRIES:
            return False
        reached = [added for state in states.values() for uses in ways if _fit(added := _added(state, uses), most)]
        if any(state[id] >= least for state in reached):
            return True
        states |= {frozenset(state.items()): state for state in reached}
    return False


def _added(state: State, uses: Uses) -> State:
    return state | {used: state.get(used, 0) + amount for used, amount in uses.items()}


def _fit(state: State, most: Mapping[str, int]) -> bool:
    return all(amount <= most[used] for used, amount in state.items())
