"""What the page of the graph shows, from the API's own answers to the same caller."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from graph.store import Reader
from graph.weeks import this_week
from service.access import Caller
from service.explorer import found, node_detail
from service.exploring.queries import GraphAsked
from service.exploring.sheet import Line, Sheet, Thing, Way, sheet, way
from service.planner_schemas import NodeDetail, SearchResult
from service.privacy import label

MOST_FOUND = 30


@dataclass(frozen=True)
class Picture:
    """Things and lines with the rectangle that holds them all."""

    things: tuple[Thing, ...]
    lines: tuple[tuple[Line, Thing, Thing], ...]
    left: int
    top: int
    width: int
    height: int


def picture(drawn: Sheet | Way) -> Picture:
    """The picture of a sheet or a way."""
    things = drawn.things
    left, top = (min((t.at[axis] for t in things.values()), default=0) for axis in (0, 1))
    right, low = (max((t.at[axis] for t in things.values()), default=0) for axis in (0, 1))
    lines = tuple((line, things[line.start], things[line.end]) for line in drawn.lines)
    margin = 64
    return Picture(
        tuple(things.values()),
        lines,
        int(left) - margin,
        int(top) - margin,
        ceil(right - left) + 2 * margin,
        ceil(low - top) + 2 * margin,
    )


@dataclass(frozen=True)
class Shown:
    """All that the page shows: what was asked for and is there, else None."""

    sheet: Sheet | None
    way: Way | None
    detail: NodeDetail | None
    found: SearchResult | None
    begin: Sequence[tuple[str, str]]


def shown(reader: Reader, caller: Caller, asked: GraphAsked) -> Shown:
    """What the page shows.

    :raises NotThere: something is asked for that is not there, or that the caller may not see.
    :raises BadValue: words to search for that are blank.
    """
    centres = asked.centres
    ways = way(reader, caller, centres[0], asked.to) if centres and asked.to else None
    return Shown(
        sheet=sheet(reader, caller, centres) if centres and not ways else None,
        way=ways,
        detail=node_detail(reader, caller, centres[-1]) if centres and not ways else None,
        found=found(reader, caller, asked.q, None, MOST_FOUND) if asked.q else None,
        begin=() if centres or asked.q else beginnings(reader),
    )


def beginnings(reader: Reader) -> list[tuple[str, str]]:
    """Where somebody may begin who looks for nothing in particular: the towns and the homes, id and name."""
    ids = [id for kind in ("Town", "Home") for id in sorted(reader.columns(kind)["id"].to_list())]
    return [(node.id, label(node).zh) for node in reader.get_all(ids) if node is not None]


def gaps_of(id: str) -> dict[str, str] | None:
    """The query of the page of gaps for this thing; None where gaps are not told by it."""
    kind, _, name = id.partition(":")
    named = {"town": id, "community": id, "service": id, "community_type": id, "home": name}
    if kind not in named:
        return None
    return {"week": this_week(), "type" if kind == "community_type" else kind: named[kind]}
