"""What planners and coordinators see of gaps and of the graph.

As in `service.schemas`, nothing here tells who a resident is. Points are those of a plan's objective.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from graph.model import HomeName, Society
from graph.model.base import NodeId, Week
from service.schemas import NodeLabel, Shown, StepView

Dimension = Literal["service", "community", "town", "type", "home", "society"]


class GapKey(Shown):
    """What a row of the table is about, in one dimension. `id` is null where it is not known of these needs."""

    dimension: Dimension
    id: str | None
    label_zh: str
    label_en: str


class RangeView(Shown):
    """What is certain, in points: at least `low`, at most `high`."""

    low: int
    high: int


class SocietyGap(Shown):
    """One society's part in a row: places asked for in required slots, those filled, and those that are missing.

    A place is missing where it keeps a need from being served. The price of one more unit is there where something is
    missing and the week has a plan; a unit is one more offer that may fill one required slot of the society in one of
    the row's needs once, using nothing else.
    """

    society: Society
    asked: int
    filled: int
    missing: int
    price: Annotated[float | None, Field(description="points that one more unit adds at the plan's prices: to rank by")]
    effect: Annotated[RangeView | None, Field(description="points that one more unit certainly adds to the plan")]


class TrendPoint(Shown):
    """A row's needs in one week, and how many the week's newest plan serves, or were recorded as served."""

    week: Week
    needs: int
    served: int


class GapRow(Shown):
    """What a part of the week's needs lacks. Where `society` is among the keys, `societies` has that one only."""

    id: Annotated[str, Field(description="the ids of its keys, joined by a bar")]
    keys: tuple[GapKey, ...]
    needs: int
    served: int
    unserved: Annotated[int, Field(description="needs that the plan does not serve; others may not be planned yet")]
    share: Annotated[float, Field(description="served of all needs, 0 to 1")]
    missing_value: Annotated[int, Field(description="value of the unserved needs that lack something, in points")]
    societies: tuple[SocietyGap, ...]
    trend: Annotated[tuple[TrendPoint, ...], Field(description="the last 8 weeks that have needs, oldest first")]
    invented: bool


class GapPage(Shown):
    """A page of rows, those that lack most value first."""

    week: Week
    run: Annotated[NodeId | None, Field(description="the run whose plan is told; null before there is one")]
    by: tuple[Dimension, ...]
    items: tuple[GapRow, ...]
    next: str | None


class CapacityView(Shown):
    """Something that the week can use up: hours, a half-day, a caseload, money, goods, a room."""

    capacity: Annotated[str, Field(description="its id in the problem file")]
    holder: NodeLabel
    part: Annotated[str, Field(description="hours, tasks, asks, cases, linkages, amount, balance, week, or a half-day")]
    unit: str | None
    max: int
    used: int
    price: Annotated[float, Field(description="points that one more unit is worth at the plan's prices")]


class CapacityPage(Shown):
    """A page of a week's capacities, the scarcest first."""

    week: Week
    run: NodeId
    items: tuple[CapacityView, ...]
    next: str | None


class IdleSociety(Shown):
    """One society's week in a row: what the row's needs could use of it, what the plan leaves of that, and how many
    places of the society are missing there all the same."""

    society: Society
    unit: Annotated[str, Field(description="hour, linkage, or fen")]
    max: int
    idle: Annotated[int, Field(description="of `max`, what no need is planned to use")]
    missing: int


class IdleRow(Shown):
    """What lies idle that the needs of a row could use."""

    key: GapKey
    needs: int
    societies: tuple[IdleSociety, ...]


class IdlePage(Shown):
    """Every row, those that miss most value first. What several rows could use counts in each."""

    week: Week
    run: NodeId
    by: Dimension
    items: tuple[IdleRow, ...]


class NeedChanges(Shown):
    """The needs that become served, are served no more, and are served otherwise.

    Those of communities that the caller does not see are counted only.
    """

    served: tuple[NodeId, ...]
    dropped: tuple[NodeId, ...]
    moved: tuple[NodeId, ...]
    elsewhere: Annotated[int, Field(description="needs of other communities that change")]


class WhatIfView(Shown):
    """What more of something would do: the week solved again with it.

    `before` and `after` say what the best plan is worth, `gain` how much that is above the plan as it stands. `exact`:
    the plan found is proved the best there is with so much more.
    """

    week: Week
    run: NodeId
    capacity: str | None
    society: Society | None
    service: NodeId | None
    community: NodeId | None
    town: NodeId | None
    type: NodeId | None
    home: HomeName | None
    unit: str | None
    add: int
    before: RangeView
    after: RangeView
    gain: RangeView
    served_before: int
    served_after: int
    changes: NeedChanges
    exact: bool


class RelationCount(Shown):
    """How many relations of one name a thing has in one direction, of those that the caller may see."""

    relation: str
    direction: Literal["out", "in"]
    count: int
    more: Annotated[bool, Field(description="there are more than were counted")]


class NodeView(NodeLabel):
    """A thing in the graph: the fields that tell nothing personal."""

    kind: str
    fields: dict[str, Any]


class NodeDetail(NodeView):
    """A thing with its relations."""

    relations: tuple[RelationCount, ...]
    withheld: Annotated[bool, Field(description="it has relations that the caller may not see")]


class EdgeView(Shown):
    """A relation: start RELATION end, with where the fact comes from and when it holds."""

    relation: str
    start: NodeId
    end: NodeId
    source: str
    since: str | None
    until: str | None


class NearView(NodeView):
    """A thing, and how many relations it is away."""

    hops: int


class CutView(Shown):
    """A node that has more relations of this name than are shown."""

    node: NodeId
    relation: str


class Neighbourhood(Shown):
    """What lies around a node, nearest first."""

    nodes: tuple[NearView, ...]
    edges: tuple[EdgeView, ...]
    cut_off: tuple[CutView, ...]
    withheld: Annotated[bool, Field(description="there is something around that the caller may not see")]


class Chain(Shown):
    """A chain of relations between two nodes."""

    nodes: tuple[NodeLabel, ...]
    steps: tuple[StepView, ...]


class Chains(Shown):
    """The shortest chains between two nodes, and what was not looked at."""

    paths: tuple[Chain, ...]
    more: Annotated[bool, Field(description="there are further chains")]
    cut_off: Annotated[tuple[NodeId, ...], Field(description="hubs of whose relations only some were followed")]
    withheld: Annotated[bool, Field(description="something on the way may not be seen by the caller")]


class Found(NodeLabel):
    """A thing that a search found."""

    kind: str


class SearchResult(Shown):
    """What is called so: the same name first, then names that begin with it, then names that contain it."""

    items: tuple[Found, ...]
    more: Annotated[bool, Field(description="there are more than were asked for")]
