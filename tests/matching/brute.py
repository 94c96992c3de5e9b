"""The best plan of a tiny problem, by trying everything. Knows nothing of any solver or of the verifier.

Each need's every way of being served is written out; then the needs are taken one after the other, and of all partial
plans that use the same amounts and have reached the same values towards the floors, the best is kept.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from matching.plan import Served
from matching.problem import Candidate, Need, Problem, Slot


@dataclass(frozen=True, slots=True)
class Best:
    """The highest objective, and one plan that reaches it."""

    objective: int
    served: tuple[Served, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to treat a need: served so (or not at all, None), for that worth, using that."""

    served: Served | None
    worth: int
    uses: Mapping[str, int]
    value: int


Taken = tuple[tuple[int, ...], tuple[int, ...]]
NOTHING = Way(None, 0, {}, 0)


def brute(problem: Problem) -> Best | None:
    """None when no plan keeps every demand."""
    start: Taken = (tuple(0 for _ in problem.capacities), tuple(0 for _ in problem.floors))
    partial: dict[Taken, Best] = {start: Best(0, ())}
    for need in problem.needs:
        partial = _extended(problem, need, partial)
    whole = [best for (used, reached), best in partial.items() if _enough(problem, used, reached)]
    return max(whole, key=lambda best: best.objective, default=None)


def _extended(problem: Problem, need: Need, partial: Mapping[Taken, Best]) -> dict[Taken, Best]:
    longer: dict[Taken, Best] = {}
    ways = list(_ways(problem, need))
    for (used, reached), best in partial.items():
        for way in ways:
            after = tuple(u + way.uses.get(c.id, 0) for u, c in zip(used, problem.capacities, strict=True))
            if any(u > c.max for u, c in zip(after, problem.capacities, strict=True)):
                continue
            values = tuple(
                r + (way.value if floor.group == need.group else 0)
                for r, floor in zip(reached, problem.floors, strict=True)
            )
            objective = best.objective + way.worth
            if (after, values) not in longer or objective > longer[after, values].objective:
                longer[after, values] = Best(objective, (*best.served, *([way.served] if way.served else [])))
    return longer


def _enough(problem: Problem, used: tuple[int, ...], reached: tuple[int, ...]) -> bool:
    minimums = all(u >= c.min for u, c in zip(used, problem.capacities, strict=True))
    return minimums and all(r >= floor.min_value for r, floor in zip(reached, problem.floors, strict=True))


def _ways(problem: Problem, need: Need) -> Iterator[Way]:
    """Every way that keeps the need's own demands; of those with equal uses, the best."""
    best: dict[tuple[tuple[str, int], ...], Way] = {}
    for way in _all_ways(problem, need):
        key = tuple(sorted(way.uses.items()))
        if key not in best or way.worth > best[key].worth:
            best[key] = way
    if not need.must and all(pin.need != need.id for pin in problem.pins):
        yield NOTHING
    yield from best.values()


def _all_ways(problem: Problem, need: Need) -> Iterator[Way]:
    pinned = {(pin.slot, pin.offer) for pin in problem.pins if pin.need == need.id}
    banned = {(ban.slot, ban.offer) for ban in problem.bans if ban.need == need.id}
    for option in need.options:
        for chosen in product(*(_fillings(slot, option) for slot in need.slots)):
            pairs = [(slot.id, c) for slot, filling in zip(need.slots, chosen, strict=True) for c in filling]
            ends = {(slot, candidate.offer) for slot, candidate in pairs}
            joined = [bond for bond in need.bonds if bond.a in ends and bond.b in ends]
            if pinned <= ends and not banned & ends and not any(bond.ban for bond in joined):
                worth = need.value + sum(c.score for _, c in pairs) + sum(bond.score for bond in joined)
                yield Way(_served(need, option, pairs), worth, _uses(pairs), need.value)


def _fillings(slot: Slot, option: str | None) -> Iterator[tuple[Candidate, ...]]:
    usable = [c for c in slot.candidates if c.option is None or c.option == option]
    for size in range(slot.count if slot.required else 0, slot.count + 1):
        yield from combinations(usable, size)


def _uses(pairs: list[tuple[str, Candidate]]) -> Mapping[str, int]:
    uses: Counter[str] = Counter()
    for _, candidate in pairs:
        uses.update(candidate.uses)
    return uses


def _served(need: Need, option: str | None, pairs: list[tuple[str, Candidate]]) -> Served:
    slots: dict[str, tuple[str, ...]] = {}
    for slot, candidate in pairs:
        slots[slot] = (*slots.get(slot, ()), candidate.offer)
    return Served(need.id, option, slots)


def least_changes(problem: Problem, before: Sequence[Served]) -> int | None:
    """The fewest needs that a best plan treats otherwise than an earlier one did; None when no plan keeps every demand.

    As `brute`, with a second figure: of plans that are worth the same, that which changes less.
    """
    was = {one.need: one for one in before}
    partial: dict[Taken, tuple[int, int]] = {
        (tuple(0 for _ in problem.capacities), tuple(0 for _ in problem.floors)): (0, 0)
    }
    for need in problem.needs:
        longer: dict[Taken, tuple[int, int]] = {}
        for way in _nothing_and_all(problem, need):
            same = _as_before(was.get(need.id), way.served)
            for (used, reached), (worth, stays) in partial.items():
                after = tuple(u + way.uses.get(c.id, 0) for u, c in zip(used, problem.capacities, strict=True))
                values = tuple(
                    r + (way.value if floor.group == need.group else 0)
                    for r, floor in zip(reached, problem.floors, strict=True)
                )
                if all(u <= c.max for u, c in zip(after, problem.capacities, strict=True)):
                    best = longer.get((after, values), (-(10**9), 0))
                    longer[after, values] = max(best, (worth + way.worth, stays + same))
        partial = longer
    whole = [best for (used, reached), best in partial.items() if _enough(problem, used, reached)]
    return len(problem.needs) - max(whole)[1] if whole else None


def _nothing_and_all(problem: Problem, need: Need) -> Iterator[Way]:
    if not need.must and all(pin.need != need.id for pin in problem.pins):
        yield NOTHING
    yield from _all_ways(problem, need)


def _as_before(was: Served | None, now: Served | None) -> bool:
    if was is None or now is None:
        return was is now
    filled = [{slot: set(offers) for slot, offers in one.slots.items() if offers} for one in (was, now)]
    return was.option == now.option and filled[0] == filled[1]
