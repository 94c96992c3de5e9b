"""Filling a store with a world: only an empty one, and never half of a world under its mark."""

from collections.abc import Callable, Iterator
from itertools import chain, islice

from graph.errors import BadValue, NotEmpty
from graph.model import KINDS
from graph.store import Change, DropNode, GraphStore, Reader
from graph.weeks import monday
from seeds.world import MARK, World, mark, world_of

BATCH = 250_000
"""Changes in one write: every world but a large city is one atomic write."""

BY = "seed"


def _tiny(world: World) -> Iterator[Change]:
    from seeds.tiny import changes

    return changes(world.week)


def _hard(world: World) -> Iterator[Change]:
    from seeds.hard import changes

    return changes(world.week)


def _taicang(world: World) -> Iterator[Change]:
    from seeds.taicang import changes

    return changes(world.week, seed=world.seed)


def _city(world: World) -> Iterator[Change]:
    from seeds.city import changes

    if world.needs is None:
        raise BadValue("needs: a city has no size of its own; say how many needs its week has, such as 5000")
    return changes(world.needs, world.seed, world.week)


WORLDS: dict[str, Callable[[World], Iterator[Change]]] = {
    "tiny": _tiny, "hard": _hard, "taicang": _taicang, "city": _city,
}  # fmt: skip
"""Every world by name."""


def fill(
    store: GraphStore, world: str, week: str, *, seed: int = 1, needs: int | None = None, reset: bool = False
) -> int:
    """Fill an empty store with a world and return the store's version.

    The world's mark is written last: a world too large for one write is not taken for whole when it is interrupted.

    :param needs: how many needs a city's week has; for no other world.
    :param reset: first drop whatever the store holds; a world of one write replaces it in that write.
    :raises NotEmpty: the store holds anything and `reset` is not given.
    :raises BadValue: an unknown world or week, or a size where none belongs.
    """
    asked = _asked(world, week, seed, needs)
    changes = chain(_emptied(store, reset), WORLDS[world](asked), [mark(asked)])
    version = 0
    while batch := list(islice(changes, BATCH)):
        version = store.write(batch, by=BY)
    return version


def _asked(world: str, week: str, seed: int, needs: int | None) -> World:
    if world not in WORLDS:
        raise BadValue(f"world {world!r}: no such world; give one of {', '.join(WORLDS)}")
    if needs is not None and world != "city":
        raise BadValue(f"needs {needs}: the world {world!r} has its own size; only a city takes a number of needs")
    monday(week)
    return World(world, week, seed, needs)


def _emptied(store: GraphStore, reset: bool) -> Iterator[Change]:
    """What drops everything, the mark first: whoever interrupts it leaves no mark behind."""
    with store.snapshot() as reader:
        held = [DropNode(id) for kind in KINDS for id in reader.columns(kind)["id"]]
        held.sort(key=lambda drop: drop.id != MARK)
        if held and not reset:
            raise NotEmpty(f"the store holds {len(held)} things ({_what(reader)}); give an empty store, or --reset")
    return iter(held)


def _what(reader: Reader) -> str:
    world = world_of(reader)
    return f"the world {world.name} of {world.week}" if world else "no demonstration world, or half of one"
