"""An explanation in plain lines, as the command line tells it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from matching.explain import Alternate, Explanation, Repair, Taken

CERTAIN = {
    "must": "in every best plan",
    "never": "in no best plan",
    "may": "in some best plans, not in others",
}
"""What is not here is open."""

OTHERS = 5
"""So many alternates of a slot are told; the JSON has all."""


def told(explanation: Explanation, cost: tuple[int, int] | None = None) -> Iterator[str]:
    """The explanation line by line.

    :param cost: what serving the need instead of others would cost the week, at least and at most.
    """
    yield from _served(explanation) if explanation.served else _unserved(explanation, cost)
    if behind := explanation.behind:
        least = f"its community got less than others in the last {behind['weeks']} weeks"
        yield f"  {least}: {behind['points']:+} of the value"


def _served(found: Explanation) -> Iterator[str]:
    when = f" on {found.option}" if found.option else ""
    yield f"{found.need} is served{when}: value {found.value}, worth {found.worth} with scores and bonds"
    yield from _certain(found)
    for slot, taken in found.slots.items():
        for each in taken:
            yield f"  {slot}: {_taken(each)}"
        yield from _others(found.alternates.get(slot, ()))
    for bond in found.bonds:
        yield f"  bond {bond['a'][1]} with {bond['b'][1]}: {bond['score']:+}"


def _taken(taken: Taken) -> str:
    rules = ", ".join(f"{rule} {points:+}" for rule, points in taken.points.items())
    sure = f"; {CERTAIN[taken.certain]}" if taken.certain in CERTAIN else ""
    return f"{taken.offer}, score {taken.score:+}" + (f" ({rules})" if rules else "") + sure


def _certain(found: Explanation) -> Iterator[str]:
    if found.certain in CERTAIN:
        how = ": both are known" if found.certain == "may" else ", as the prices prove"
        yield f"  served {CERTAIN[found.certain]}{how}"


def _others(alternates: Sequence[Alternate]) -> Iterator[str]:
    for other in alternates[:OTHERS]:
        yield f"    or {other.offer}, score {other.score:+}: {_price(other)}"
    if len(alternates) > OTHERS:
        yield f"    and {len(alternates) - OTHERS} more"


def _price(other: Alternate) -> str:
    if other.cost is None:
        return f"it would take from {', '.join(other.takes_from)}"
    return f"it would cost {other.cost}" if other.cost >= 0 else f"it would gain {-other.cost}"


def _unserved(found: Explanation, cost: tuple[int, int] | None) -> Iterator[str]:
    yield f"{found.need} is not served, value {found.value}: {found.reason}"
    yield from _certain(found)
    for line in _plain(found.detail):
        yield f"  {line}"
    if cost is not None:
        points = f"{cost[0]}" if cost[0] == cost[1] else f"{cost[0]} to {cost[1]}"
        yield f"  served instead of others, it would cost the week {points}"
    yield from _repair(found.repair) if found.repair else ["  no repair found"]


def _repair(repair: Repair) -> Iterator[str]:
    for slot, wanted in repair.wanted.items():
        yield f"  repair: {wanted} more for {slot}"
    if repair.slots:
        team = "; ".join(f"{slot}: {', '.join(offers)}" for slot, offers in repair.slots.items())
        more = ", ".join(f"{amount} more of {capacity}" for capacity, amount in repair.add.items())
        when = f" on {repair.option}" if repair.option else ""
        yield f"  repair: {more or 'nothing more'} lets it be served{when} by {team}"
    if repair.objective is not None:
        yield f"  the plan would then be worth {repair.objective} (checked)"


def _plain(value: Mapping[str, Any], place: str = "") -> Iterator[str]:
    """Nested JSON values, one leaf a line, with its place."""
    for name, inner in value.items():
        where = f"{place}.{name}" if place else name
        if isinstance(inner, Mapping):
            yield from _plain(inner, where)
        elif isinstance(inner, list | tuple):
            yield f"{where}: {', '.join(map(str, inner))}"
        else:
            yield f"{where}: {inner}"
