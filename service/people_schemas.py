"""What the API says of people by name, to their coordinator alone, and what it takes to correct it."""

from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from graph.model import Condition, ConsentPurpose, HalfDay, Sex
from graph.model.base import Day, Name, NodeId, Text, Week, Year
from service.schemas import Shown

Phone = Annotated[str, Field(max_length=30)]
BuildingId = Annotated[str, Field(pattern=r"^building:[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
HouseholdId = Annotated[str, Field(pattern=r"^household:[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
Health = Annotated[tuple[Condition, ...] | None, Field(description="null without consent to the use of health facts")]


_BOTH: JsonDict = {
    "required": ["building", "household"],
    "properties": {"building": {"type": "string"}, "household": {"type": "string"}},
}


class PlaceView(Shown):
    """A place of an address, by the name that people know it by."""

    id: NodeId
    name: str


class ResidentView(Shown):
    """A resident, as her coordinator sees her."""

    id: NodeId
    name: str
    sex: Sex
    birth_year: int
    phone: str
    lives_alone: bool
    low_income: bool
    conditions: Health
    notes: str
    home: Annotated[tuple[PlaceView, ...], Field(description="from the household or building to the city")]
    invented: bool


class Visited(Shown):
    """Whom a linkage serves: no more of a resident than whoever sends help must know."""

    id: NodeId
    name: str
    phone: str
    conditions: Health
    notes: str
    home: tuple[PlaceView, ...]


class Helping(Shown):
    """A volunteer or social worker whom the newest plan has chosen for a slot."""

    slot: str
    offer: NodeId
    id: NodeId
    name: str
    phone: str


class LinkagePeople(Shown):
    """The people of one linkage. `residents`: one, a household's members, or none where the need is shared."""

    need: NodeId
    week: Week
    half_day: Annotated[HalfDay | None, Field(description="when, by the newest plan; null: none planned")]
    same_sex: Annotated[bool, Field(description="a helper of the same sex is wished for")]
    residents: tuple[Visited, ...]
    helpers: tuple[Helping, ...]


class Correction(Shown):
    """What is to be otherwise; what is null or not given stays. An address is a building or a household, not both."""

    model_config = ConfigDict(json_schema_extra={"not": _BOTH})

    name: Name | None = None
    sex: Sex | None = None
    birth_year: Year | None = None
    phone: Phone | None = None
    lives_alone: bool | None = None
    low_income: bool | None = None
    conditions: tuple[Condition, ...] | None = None
    notes: Text | None = None
    building: BuildingId | None = None
    household: HouseholdId | None = None

    @model_validator(mode="after")
    def _lives_in_one_place(self) -> Self:
        if self.building is not None and self.household is not None:
            raise ValueError("building and household: give the one that she lives in")
        return self


class ConsentOrder(Shown):
    """Consent to a purpose, given or withdrawn."""

    purpose: ConsentPurpose
    given: bool
    guardian: Annotated[str, Field(max_length=120, description="who consents for a minor")] = ""


class ConsentView(Shown):
    """How consent to one purpose stands today."""

    purpose: ConsentPurpose
    holds: bool
    since: Day | None
    until: Day | None
    withdrawn: Day | None
    by_guardian: bool


class Consents(Shown):
    """A resident's consents, one for each purpose that she was ever asked about."""

    resident: NodeId
    consents: tuple[ConsentView, ...]


class Erased(Shown):
    """What an erasure took away, or with `preview` would take."""

    resident: NodeId
    preview: bool
    dropped: Annotated[dict[str, int], Field(description="nodes and relations that are gone, by name")]
    emptied: Annotated[dict[str, int], Field(description="what lost its words, by kind")]
    closed: Annotated[tuple[NodeId, ...], Field(description="needs that were open")]
    cancelled: Annotated[tuple[NodeId, ...], Field(description="linkages")]
    roles: Annotated[tuple[NodeId, ...], Field(description="the same person in another role, which stays")]
    mentions: Annotated[tuple[NodeId, ...], Field(description="what else has the name or phone in its words: read it")]
    swept: Annotated[bool, Field(description="nothing of it is left in the store's files; backups keep it")]
