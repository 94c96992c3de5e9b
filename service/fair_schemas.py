"""What the API gives and takes about fairness between communities. Values are points, shares percent."""

from typing import Annotated

from pydantic import ConfigDict, Field, field_validator

from graph.model.base import NodeId, Week
from service.planner_schemas import NeedChanges, RangeView
from service.schemas import NodeLabel, Shown

Percent = Annotated[int, Field(ge=0, le=100)]
Weeks = Annotated[int, Field(ge=0, le=52)]


class FairnessOrder(Shown):
    """What the city asks of each week; zeros ask for nothing. It counts from the next run on.

    Where a floor cannot hold beside what people decided it is lowered, and where a cap would leave a duty or a decision
    undone it gives way: the week's tally tells.
    """

    model_config = ConfigDict(strict=True)

    share: Annotated[Percent, Field(description="each community gets so much of what is servable there")] = 0
    waited: Annotated[
        Weeks, Field(description="a community with a servable need that waited so long gets as much as that is worth")
    ] = 0
    weeks: Annotated[
        Weeks, Field(description="needs of communities that got less in so many past weeks are worth more")
    ] = 0
    asks: Annotated[int, Field(ge=0, le=1000, description="a volunteer is asked at most so often; 0 is no limit")] = 0
    asks_weeks: Annotated[int, Field(ge=1, le=52, description="within so many weeks, the present one among them")] = 4

    @field_validator("*", mode="before")
    @classmethod
    def _whole(cls, value: object) -> object:
        """JSON knows no difference between 4 and 4.0."""
        return int(value) if isinstance(value, float) and value.is_integer() else value


class FairnessPolicy(FairnessOrder):
    """The city's policy of fairness in force. `revision` grows with each change; 0: nobody has decided anything."""

    revision: int


class LedgerWeek(Shown):
    """A past week of a community: what its needs were worth by urgency and wait, and how much of that was served."""

    week: Week
    wanted: int
    served: int


class CommunityShare(NodeLabel):
    """A community's part in the week's plan.

    `wanted` is the value of all its needs, `servable` of those that could be served if they were alone, `served` of
    those that the plan serves; `share` is served in servable, null where nothing is servable.
    """

    needs: int
    wanted: int
    servable: int
    served: int
    share: Annotated[float | None, Field(description="percent")]
    waited: Annotated[int | None, Field(description="weeks that the longest waiting need not served has waited")]
    floor: Annotated[int | None, Field(description="what the plan had to serve of it at least")]
    asked: Annotated[int | None, Field(description="what the policy asked for, where the floor had to be lower")]
    floor_price: Annotated[float | None, Field(description="points that one more point of its floor costs: to rank by")]
    behind: Annotated[int, Field(description="by so many percent its needs are worth more for having got less lately")]
    ledger: Annotated[tuple[LedgerWeek, ...], Field(description="the last weeks in which it had needs, oldest first")]


class ShareRange(Shown):
    """The highest share that every community can have at once, in percent: a plan that gives each at least `low` is
    known, and none gives each more than `high`, to a hundredth. `exact`: they are the same."""

    low: float
    high: float
    exact: bool


class FairnessPage(Shown):
    """Who gets which share of the week, the smallest share first.

    `spread`: of two communities of the city taken at random, how many percentage points their shares lie apart on
    average; 0 is all alike. It and `highest` count every community, whoever asks.
    """

    week: Week
    run: NodeId
    policy: FairnessPolicy
    spread: Annotated[float | None, Field(description="null where fewer than two communities have anything servable")]
    highest: Annotated[ShareRange | None, Field(description="null where it was not asked for, or nothing is servable")]
    items: tuple[CommunityShare, ...]
    next: str | None


class FloorCommunity(NodeLabel):
    """What a floor does to one community: the value of what is served there, before and after."""

    floor: int
    before: int
    after: int
    floor_price: Annotated[float | None, Field(description="points that one more point of its floor costs: to rank by")]


class FloorView(Shown):
    """What the week would be with a floor of that share under every community, in place of the floors that it has.

    `holds`: whether all can have it at once; null where that was not found in time. `price` is what the week's value
    loses by it, certainly at least `low` and at most `high`. `communities` are those whom the floor or the new plan
    touches, the greatest gain first, the greatest loss last.
    """

    week: Week
    run: NodeId
    share: Percent
    holds: bool | None
    before: RangeView
    after: RangeView | None
    price: RangeView | None
    exact: bool
    changes: NeedChanges | None
    communities: tuple[FloorCommunity, ...]
