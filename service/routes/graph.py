"""The graph, explored: search, one thing, what lies around it, and how two things hang together."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query

from service import explorer
from service.access import Asking
from service.deps import AtDesk
from service.planner_schemas import Chains, Neighbourhood, NodeDetail, SearchResult

router = APIRouter(prefix="/api/graph", tags=["graph"])

_ID = r"^[a-z]+(_[a-z]+)*:[A-Za-z0-9][A-Za-z0-9._-]{0,79}$"
Named = Literal[
    "City",
    "Town",
    "Community",
    "CommunityType",
    "Grid",
    "Room",
    "Home",
    "Service",
    "Organization",
    "Enterprise",
    "Program",
    "Fund",
    "Project",
]
"""The kinds of `graph.search.NAMES`."""

ThingId = Annotated[str, Path(pattern=_ID, examples=["community:willow"])]
Around = Annotated[str, Query(pattern=_ID, description="the id to begin from")]
From = Annotated[str, Query(alias="from", pattern=_ID, description="the id where chains begin")]
To = Annotated[str, Query(pattern=_ID, description="the id where chains end")]
Words = Annotated[str, Query(min_length=1, max_length=120, description="a name or a part of one, or a whole id")]
MostFound = Annotated[int, Query(ge=1, le=100, description="at most so many things")]
MostNodes = Annotated[int, Query(ge=1, le=500, description="at most so many things, the first among them")]
MostChains = Annotated[int, Query(ge=1, le=20, description="at most so many chains")]


@router.get("/search", summary="Places, services and givers by name, in Chinese or English; anything by its whole id")
def search(desk: AtDesk, caller: Asking, q: Words, kind: Named | None = None, limit: MostFound = 20) -> SearchResult:
    with desk.store.snapshot() as reader:
        return explorer.found(reader, caller, q, kind, limit)


@router.get("/nodes/{id}", summary="One thing, with how many relations it has")
def node(id: ThingId, desk: AtDesk, caller: Asking) -> NodeDetail:
    with desk.store.snapshot() as reader:
        return explorer.node_detail(reader, caller, id)


@router.get("/neighbourhood", summary="What lies around a thing, and what was cut off")
def neighbourhood(
    desk: AtDesk,
    caller: Asking,
    node: Around,
    hops: Annotated[int, Query(ge=1, le=3)] = 1,
    limit: MostNodes = 60,
) -> Neighbourhood:
    with desk.store.snapshot() as reader:
        return explorer.around(reader, caller, node, hops, limit)


@router.get("/paths", summary="The shortest chains of relations between two things, and what was not looked at")
def paths(
    desk: AtDesk,
    caller: Asking,
    start: From,
    to: To,
    hops: Annotated[int, Query(ge=1, le=4)] = 4,
    limit: MostChains = 3,
) -> Chains:
    with desk.store.snapshot() as reader:
        return explorer.chains(reader, caller, start, to, hops, limit)
