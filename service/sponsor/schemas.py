"""What sponsors and the public are shown, and what a sponsor sends. There is no field for anything of a resident.

A need stands here under a pseudonym, with its service, its home and its town; with its community only where at least
five known residents share the profile; with the weeks that it has waited in bands.
"""

from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from graph.model import HomeName
from graph.model.base import Moment, NodeId, Text, Week
from service.schemas import Shown

Waited = Literal["0", "1-3", "4-7", "8+"]
GiftKind = Literal["money", "goods", "hours", "place"]

Pseudonym = Annotated[str, Field(pattern=r"^[a-z2-7]{16}$", description="the need's name for sponsors")]
Amount = Annotated[int, Field(ge=1, le=10**12, description="CNY fen, units of the item, or whole hours")]
Item = Annotated[str, Field(max_length=60, description="which goods; empty unless goods")]


class Missing(Shown):
    """What would have to be given: `amount` is CNY fen, units of `item`, whole hours or seats, by `kind`."""

    kind: GiftKind
    amount: int
    item: str


class Profile(Shown):
    """A need as those may see it who could give for it."""

    id: Pseudonym
    week: Week
    service: NodeId
    service_zh: str
    service_en: str
    home: HomeName
    town: NodeId | None
    town_name: str
    community: Annotated[NodeId | None, Field(description="only where at least five residents share the profile")]
    community_name: str
    waited: Annotated[Waited, Field(description="weeks that it has waited")]


class SponsorNeed(Profile):
    """A need that the week's plan does not serve, and that a gift alone would let be served.

    Everybody else whom it needs is ready. `complete`: a single gift completes it, for only one thing is missing.
    """

    missing: tuple[Missing, ...]
    complete: bool


class SponsorNeedPage(Shown):
    """A page of needs, those first that have waited longest. `week`: whose plan this is; null while there is none."""

    week: Week | None
    items: tuple[SponsorNeed, ...]
    next: str | None


class UnlockStep(Shown):
    """With `amount` of the gift so many needs can be served, and with less they cannot.

    `more` are the needs that the step before did not serve, `less` those of its needs that give way to them.
    """

    amount: int
    count: int
    more: tuple[Pseudonym, ...]
    less: tuple[Pseudonym, ...]


class UnlockView(Shown):
    """What a gift would unlock, beside all that the week's plan serves.

    `steps`, one for each need more, go up to the gift, or to all that can be unlocked where no limit is given. `needs`
    are those of the last step, and `amount` what it takes.
    """

    week: Week
    along: Annotated[GiftKind, Field(description="the kind of gift whose steps these are")]
    count: int
    amount: Annotated[int, Field(description="what of the gift is used: CNY fen, units, hours")]
    needs: tuple[SponsorNeed, ...]
    steps: tuple[UnlockStep, ...]
    exact: Annotated[bool, Field(description="false: time ran out, and more might be had, or the same for less")]


class Towards(Shown):
    """What a pledge is for: exactly one of these."""

    any: Annotated[Literal[True] | None, Field(description="whatever asks for it")] = None
    service: Annotated[str | None, Field(pattern=r"^service:[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")] = None
    town: Annotated[str | None, Field(pattern=r"^town:[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")] = None
    community: Annotated[str | None, Field(pattern=r"^community:[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")] = None
    need: Pseudonym | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(value is not None for _, value in self) != 1:
            raise ValueError("give exactly one of any, service, town, community, need")
        return self


class PledgeOrder(Shown):
    """What a sponsor promises: money in CNY fen, units of an item, or whole hours of its staff."""

    model_config = ConfigDict(strict=True, populate_by_name=True)

    form: Literal["money", "goods", "time"]
    amount: Amount
    item: Item = ""
    towards: Annotated[Towards, Field(alias="for")]
    note: Annotated[Text, Field(description="the sponsor's own words, shown to nobody else")] = ""

    @model_validator(mode="after")
    def _named(self) -> Self:
        if (self.form == "goods") != bool(self.item):
            raise ValueError("item: name it for goods, and leave it empty for anything else")
        return self


class PledgedNeed(Profile):
    """A need that a pledge serves: `planned` in the week's newest plan, or held by a linkage in that state."""

    amount: int
    state: Literal["planned", "accepted", "dispatched", "done"]


class PledgeView(Shown):
    """A pledge and what became of it.

    `used` is held by linkages, `planned` by the newest plan of a week beside those; `left` is what is not used.
    `needs` are those that it serves, as far as they may be shown. `used` as a state: nothing is left.
    """

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    id: NodeId
    form: Literal["money", "goods", "time", "skill", "place"]
    amount: int
    item: str
    towards: Annotated[Towards | None, Field(alias="for", description="null: a need that may not be shown any more")]
    need: Annotated[Profile | None, Field(description="the need that it is for, as far as that may be shown")]
    note: str
    made: Moment | None
    state: Literal["open", "used", "withdrawn"]
    used: int
    planned: int
    left: int
    needs: tuple[PledgedNeed, ...]


class PledgePage(Shown):
    """A page of one's own pledges, the newest first."""

    items: tuple[PledgeView, ...]
    next: str | None
