"""What coordinators and planners see of repairs and alternates, and of what they cost: in points of a plan."""

from typing import Annotated, Literal

from pydantic import Field

from graph.model import Society
from graph.model.base import NodeId, Week
from service.planner_schemas import NeedChanges, RangeView
from service.schemas import Filled, NodeLabel, Reason, Shown

StepKind = Literal["undo", "consent", "free", "ask", "time", "open", "train", "give", "sign", "new"]


class RepairStep(Shown):
    """One thing that people would do.

    `undo` a decision against an offer in a slot; ask for a `consent`; ask somebody to be `free` on another half-day, or
    `ask` somebody to help for this service or in this place too; find more `time` of a capacity; have an offer `open`
    for this week, service or place; `train` somebody; find more to `give` of a capacity; `sign` an agreement for this
    service and place; find `new` offers for a slot.
    """

    kind: StepKind
    offer: Annotated[Filled | None, Field(description="the offer that it is about, under its giver's name")]
    capacity: Annotated[str | None, Field(description="of which there would be more; its id in the problem file")]
    holder: Annotated[NodeLabel | None, Field(description="whose capacity it is")]
    slot: str | None
    to: Annotated[tuple[NodeLabel, ...], Field(description="services, places or trainings that it would be joined to")]
    half_day: str | None
    purposes: Annotated[tuple[str, ...], Field(description="what the resident would be asked to consent to")]
    add: Annotated[int, Field(description="so much more, in the unit; so many new offers; else 0")]
    unit: str | None


class RepairFound(Shown):
    """Steps by which the need could be served, certified: the week was solved again with them and the need in it.

    `beside`: nobody whom the plan serves has to give way. `before` and `after` tell what the best plan is worth without
    and with the steps; a step counts for this need alone, so that where it would help others too the week gains more.
    `changes` are those of the plan that is worth `after.low`. `what_if` is the query by which
    `/api/weeks/{week}/gaps/what-if` tells of the same step for the whole week, where there is one.
    """

    steps: tuple[RepairStep, ...]
    beside: bool
    half_day: str | None
    slots: dict[str, tuple[Filled, ...]]
    before: RangeView
    after: RangeView
    gain: RangeView
    exact: bool
    changes: NeedChanges
    what_if: dict[str, str] | None


class RepairsView(Shown):
    """Why a need is not served, what serving it instead of others would cost, and what would mend it, cheapest first.

    What counts as cheaper: first that nobody has to give way; then the dearest step, in the order undo, consent, free,
    ask, time, open, train, give, sign, new; then fewer steps, then less.
    """

    week: Week
    run: NodeId
    need: NodeId
    reason: Reason
    cost: Annotated[
        RangeView | None,
        Field(description="what the week would lose if it had to be served with what there is; null: not known"),
    ]
    instead: Annotated[NeedChanges | None, Field(description="what would become of others then")]
    repairs: tuple[RepairFound, ...]


class AlternateCost(Filled):
    """Another offer for a slot, in the same option.

    `cost` is what the need itself would lose by it, all else as it is; null where others hold what it would take.
    `week` is what the best plan of the whole week with it is worth less, at least and at most; null where no such plan
    was found in time, which is then `open`.
    """

    option: str | None
    score: int
    cost: int | None
    takes_from: Annotated[tuple[NodeId, ...], Field(description="needs that hold what it would take")]
    takes_elsewhere: Annotated[int, Field(description="needs of other communities that do")]
    week: RangeView | None
    open: bool


class SlotAlternates(Shown):
    """Who else could fill a slot, those that cost the week least first."""

    slot: str
    society: Society
    alternates: tuple[AlternateCost, ...]


class AlternatesView(Shown):
    """Who else could fill the slots of a linkage, and what each would cost."""

    week: Week
    run: NodeId
    need: NodeId
    slots: tuple[SlotAlternates, ...]


class PartnershipView(Shown):
    """A standing partnership that is missing, between an organization that carries and a sponsor that gives.

    `price` is what its points add to the needs' worths at the plan's prices: to rank by. `gain` is certain: what the
    best plan of the week with it is worth above the plan as it stands, at least and at most.
    """

    organization: NodeLabel
    sponsor: NodeLabel
    price: float
    gain: RangeView
    needs: Annotated[tuple[NodeId, ...], Field(description="to whose worth it adds, those that gain most first")]
    elsewhere: Annotated[int, Field(description="needs of other communities to whose worth it adds")]


class PartnershipPage(Shown):
    """The missing partnerships that would be worth most, by their price."""

    week: Week
    run: NodeId
    items: tuple[PartnershipView, ...]
