"""Decisions, what they would do, and editions, as the API gives and takes them."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from graph.model import HalfDay
from graph.model.base import Moment, NodeId, Week
from service.schemas import Filled, Shown

Action = Literal["accept", "pin", "reject", "release"]
Because = Literal["resident", "not_free", "closed"]

SlotName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,30}$", description="a slot of the need")]


class DecisionOrder(Shown):
    """A coordinator's word on the suggestion for one need.

    - `accept`: the linkage as it stands in the plan: it does not move any more.
    - `pin`: this `offer` in this `slot`.
    - `reject`: not this `offer` (in `slot`; in every slot where that is left out). `because` feeds more than this need:
      `resident`, the resident does not want this helper for anything; `not_free`, the offer is not free in `half_day`
      for anybody (left out: the half-day planned); `closed`, the offer is closed until somebody opens it again.
    - `release`: takes back what was decided on the need; only on `slot` and `offer` where these are given.
    """

    need: NodeId
    action: Action
    slot: SlotName | None = None
    offer: NodeId | None = None
    because: Because | None = None
    half_day: HalfDay | None = None
    reason: Annotated[str, Field(max_length=500, description="why, for colleagues; no names of residents")] = ""

    @model_validator(mode="after")
    def _fits(self) -> "DecisionOrder":
        if self.action == "pin" and not (self.slot and self.offer):
            raise ValueError("a pin names the offer and the slot that it is to fill: give both")
        if self.action == "reject" and not self.offer:
            raise ValueError("a rejection names the offer that it rejects: give it")
        if self.action == "accept" and (self.slot or self.offer):
            raise ValueError("a linkage is accepted whole: leave slot and offer out, or pin one offer")
        if self.because and self.action != "reject":
            raise ValueError("only a rejection has a because: leave it out")
        if self.half_day and self.because != "not_free":
            raise ValueError("a half-day goes with because: not_free; leave it out")
        return self


class Seats(Shown):
    """Who was in a slot, and who would be."""

    slot: str
    before: tuple[Filled, ...]
    after: tuple[Filled, ...]


class MovedView(Shown):
    """A need that would still be served, but otherwise."""

    need: NodeId
    half_day_before: str | None
    half_day_after: str | None
    slots: tuple[Seats, ...]


class ChangesView(Shown):
    """What becomes of which needs. Those of communities that the caller does not see are only counted: `elsewhere`."""

    served: tuple[NodeId, ...]
    dropped: tuple[NodeId, ...]
    moved: tuple[MovedView, ...]
    elsewhere: int


class Effect(Shown):
    """What a decision does to the week, in points of its value.

    `after` is the value of a plan that keeps the decision, found and checked; `after_bound` is proved: no plan that
    keeps it is worth more. Where the two are equal, and the two before, the effect is `exact`. `loss`: at least and at
    most so much of the week's value (negative: gain).
    """

    before: int
    before_bound: int
    after: int
    after_bound: int
    least_loss: int
    most_loss: int
    exact: bool
    changes: ChangesView


class DecisionView(Shown):
    """A decision: who, when, why. `effect` is told when it is taken or undone, or in a preview (then `id` is null)."""

    id: NodeId | None
    week: Week
    need: NodeId
    action: Action
    slot: str | None
    offer: NodeId | None
    because: Because | None
    half_day: HalfDay | None
    reason: str
    by: Annotated[str, Field(description="the account's name")]
    at: Moment | None
    undone: Moment | None = None
    undone_by: str = ""
    effect: Effect | None = None


class DecisionPage(Shown):
    """A page of a week's decisions, newest first."""

    items: tuple[DecisionView, ...]
    next: str | None


class EditionOrder(Shown):
    """What publishing asks: nothing the first time; a reason for each repair after it."""

    reason: Annotated[str, Field(max_length=500)] = ""


class EditionView(Shown):
    """A published plan. `served`, `dropped`, `moved` count needs against the edition before."""

    week: Week
    number: int
    kind: Literal["publication", "repair"]
    at: Moment
    by: str
    reason: str
    run: NodeId
    served: int
    dropped: int
    moved: int


class EditionPage(Shown):
    """A page of a week's editions, newest first."""

    items: tuple[EditionView, ...]
    next: str | None


class RunChanges(Shown):
    """What a run's plan does otherwise than the plan before it; `before` is that plan's run.

    `least`: whether it is proved that no plan of the same value treats fewer needs of the week otherwise.
    """

    run: NodeId
    before: NodeId | None
    least: Annotated[bool | None, Field(description="null: without a plan before it, or where two runs overlapped")]
    changes: ChangesView
