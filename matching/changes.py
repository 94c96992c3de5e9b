"""What became of each need between two plans of a week: served now, dropped, or moved to others."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from matching.plan import Served


@dataclass(frozen=True, slots=True)
class Moved:
    """A need that both plans serve, but not alike.

    `options`: before and after. `slots`: those that are filled otherwise, each with who was in it and who is.
    """

    need: str
    options: tuple[str | None, str | None]
    slots: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Changes:
    """Needs by id, in the order of the later plan (dropped ones in that of the earlier)."""

    served: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    moved: tuple[Moved, ...] = ()

    def __len__(self) -> int:
        """How many needs change."""
        return len(self.served) + len(self.dropped) + len(self.moved)

    def among(self, needs: Collection[str]) -> "Changes":
        """What changes for these needs."""
        return Changes(
            tuple(need for need in self.served if need in needs),
            tuple(need for need in self.dropped if need in needs),
            tuple(one for one in self.moved if one.need in needs),
        )


def changes(before: Iterable[Served], after: Iterable[Served]) -> Changes:
    """What the later plan does otherwise."""
    was, now = {one.need: one for one in before}, {one.need: one for one in after}
    both = ((was[need], one) for need, one in now.items() if need in was)
    return Changes(
        tuple(need for need in now if need not in was),
        tuple(need for need in was if need not in now),
        tuple(_moved(one, other) for one, other in both if not alike(one, other)),
    )


def alike(one: Served, other: Served) -> bool:
    """Whether two plans serve a need by the same people at the same time; in which order they are named is nothing."""
    return one.option == other.option and _filled(one) == _filled(other)


def _filled(served: Served) -> dict[str, frozenset[str]]:
    return {slot: frozenset(offers) for slot, offers in served.slots.items() if offers}


def _moved(one: Served, other: Served) -> Moved:
    names = dict.fromkeys([*one.slots, *other.slots])
    pairs = {name: (tuple(one.slots.get(name, ())), tuple(other.slots.get(name, ()))) for name in names}
    return Moved(
        one.need,
        (one.option, other.option),
        {name: pair for name, pair in pairs.items() if frozenset(pair[0]) != frozenset(pair[1])},
    )
