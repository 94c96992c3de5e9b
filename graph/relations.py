"""Which relation may join what to what: one table, checked by every store.

An edge is identified by (relation, start, end). Its direction reads as a sentence: start RELATION end.
`start_max` is how many such edges one start may have, `end_max` how many one end may have; None is no limit.
"""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from graph.model.base import Day, Fen, Frozen, Name, NodeId, Text, Week


class Properties(Frozen):
    """What every relation may carry: where the fact comes from, from when until when it holds, and who entered it."""

    source: Annotated[str, Field(max_length=120)] = ""
    since: Day | None = None
    until: Day | None = None
    by: Annotated[str, Field(max_length=120)] = ""


class Membership(Properties):
    """`share` in percent, for what is divided among several."""

    share: Annotated[int, Field(ge=0, le=100)] | None = None


class Certificate(Properties):
    """A training passed on `since`, valid until `until`."""

    number: Annotated[str, Field(max_length=40)] = ""


class History(Properties):
    """How often this provider has helped this resident, and when last."""

    times: Annotated[int, Field(ge=1, le=100_000)]
    last_week: Week


class Filling(Properties):
    """Which slot of the linkage the offer fills, and how much it gave, in the slot's unit."""

    slot: Annotated[str, Field(max_length=31)]
    amount: Annotated[int, Field(ge=0, le=10**12)] = 0


class Contribution(Properties):
    """A household's share of a collective need's cost."""

    amount: Fen
    paid: bool = False


class Refusal(Properties):
    """Why a resident does not want this helper; not shown to the helper."""

    reason: Text = ""


class Consent(Properties):
    """Consent for one purpose. `withdrawn` is the day of withdrawal; `guardian` who consented for a minor or ward."""

    withdrawn: Day | None = None
    guardian: Annotated[str, Field(max_length=120)] = ""


@dataclass(frozen=True)
class Relation:
    """One row of the table: its name, the kinds it may join, its cardinality, its properties, what it means."""

    name: str
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    means: str
    start_max: int | None = None
    end_max: int | None = None
    properties: type[Properties] = Properties


class Edge(Frozen):
    """One relation between two nodes. `properties` is of the type that the table names for the relation."""

    relation: Name
    start: NodeId
    end: NodeId
    properties: Properties = Properties()


PERSONS = ("Resident", "Volunteer", "SocialWorker")
PROVIDERS = ("Community", "Organization", "SocialWorker", "Volunteer", "Enterprise", "Program", "Fund")
SPONSORS = ("Enterprise", "Program", "Fund")
PLACES = ("City", "Town", "Community", "Grid", "Building", "Household", "Room")

_ROWS = (
    # the place tree
    Relation("IN", PLACES[1:], PLACES[:-1], "a place lies in the next larger one", start_max=1),
    Relation("OF_TYPE", ("Community",), ("CommunityType",), "a community is profiled as this type"),
    Relation("FITS", ("Measure", "Project"), ("CommunityType",), "a measure or project is fitted to this type"),
    Relation("HAS_SEAT", ("Grid",), ("Seat",), "a grid has six seats", start_max=6, end_max=1),
    Relation("HOLDS", PERSONS, ("Seat",), "a person holds a seat of a grid", end_max=1),
    Relation("HAS_COUNCIL", ("Community", "Grid", "Building"), ("Council",), "a place has a council", end_max=1),
    Relation("SITS_ON", PERSONS, ("Council",), "a person sits on a council"),
    Relation("OWNS", ("Community", "Organization", "Enterprise"), ("Room",), "who lends the room", end_max=1),
    Relation("MEASURES", ("Reading",), ("Indicator",), "a reading is of this indicator", start_max=1),
    Relation("READ_IN", ("Reading",), ("Community", "Town"), "a reading was taken here", start_max=1),
    Relation("ANSWERS_FOR", ("Responsibility",), ("City", "Town", "Community"), "who answers for it"),
    # people
    Relation("LIVES_IN", PERSONS, ("Household", "Building"), "a person lives here", start_max=1),
    Relation("WORKS_AT", ("SocialWorker",), ("Community", "Town"), "a social worker's station", start_max=1),
    Relation("MEMBER_OF", ("Volunteer", "SocialWorker"), ("Organization",), "belongs to it", properties=Membership),
    Relation("BASED_IN", ("Organization", "Enterprise"), ("Community", "Town", "City"), "its seat", start_max=1),
    Relation("IS", ("Volunteer", "SocialWorker"), ("Resident",), "the same person", start_max=1, end_max=1),
    Relation("CARES_FOR", ("Resident",), ("Resident",), "a guardian or carer in the family"),
    Relation("TRAINED_IN", ("Volunteer", "SocialWorker"), ("Training",), "passed it", properties=Certificate),
    Relation("REFUSES", ("Resident",), ("Volunteer", "SocialWorker"), "does not want", properties=Refusal),
    Relation("HELPED", ("Volunteer", "SocialWorker", "Organization"), ("Resident",), "past help", properties=History),
    Relation("CONSENTS_TO", ("Resident",), ("Purpose",), "agreed to processing", properties=Consent),
    Relation("KNOWS", PERSONS, ("Resident",), "an old neighbour or friend"),
    # services
    Relation("UNDER", ("Service",), ("Home",), "a service stands under one home", start_max=1),
    Relation("NARROWS", ("Service",), ("Service",), "a narrower kind of the other", start_max=1),
    Relation("TAKES", ("Service",), ("Training",), "helpers need this training"),
    # needs
    Relation("ASKS_FOR", ("Need", "Intake"), ("Service",), "what is needed", start_max=1),
    Relation("OF", ("Need",), ("Resident", "Household"), "whose need it is", start_max=1),
    Relation("AT", ("Need", "Intake", "Visit"), ("Community", "Grid", "Building"), "where", start_max=1),
    Relation("HAS_SLOT", ("Need",), ("Slot",), "a place in its linkage", start_max=20, end_max=1),
    Relation("WALKED", PERSONS, ("Visit",), "who walked the round"),
    Relation("RAISED", ("Visit", "Intake", "Deliberation", "Council"), ("Need",), "where the need became known"),
    Relation("ABOUT", ("Deliberation",), ("Need",), "the need deliberated", start_max=1, end_max=1),
    Relation("PUT_TO", ("Proposal",), ("Deliberation",), "a proposal in it", start_max=1),
    Relation("PROPOSED", ("Resident", "Council"), ("Proposal",), "who proposed it"),
    Relation("TOOK_PART_IN", ("Resident",), ("Deliberation",), "spoke, surveyed or represented"),
    Relation("SHARES", ("Household",), ("Need",), "a household's share of its cost", properties=Contribution),
    # resources
    Relation("GIVES", PROVIDERS, ("Offer",), "who gives it", end_max=1),
    Relation("FOR", ("Offer",), ("Service",), "what it may be used for"),
    Relation("REACHES", ("Offer", "Agreement"), ("City", "Town", "Community"), "where it may be used"),
    Relation("STANDS_IN", ("Offer",), ("Room",), "the room that a place offer lends", start_max=1),
    Relation("PARTNER_OF", ("Organization",), SPONSORS, "a standing partnership"),
    Relation("PURCHASES", ("City", "Town"), ("Agreement",), "the public side of it", end_max=1),
    Relation("PROVIDES", ("Organization",), ("Agreement",), "the organization's side of it", end_max=1),
    Relation("COVERS", ("Agreement",), ("Service",), "a service that may be commissioned under it"),
    Relation("PAYS_INTO", SPONSORS, ("Program", "Fund"), "a donor"),
    Relation("PLEDGED", (*SPONSORS, "Resident"), ("Pledge",), "who pledged", end_max=1),
    Relation("TOWARDS", ("Pledge",), ("Service", "Town", "Community", "Need", "Slot"), "what it is for"),
    Relation("BECAME", ("Pledge",), ("Offer",), "the offer that it became", start_max=1, end_max=1),
    Relation("RUNS", ("Organization",), ("Project",), "who runs the project"),
    Relation("SERVES_WITH", ("Project",), ("Service",), "what the project gives"),
    # the week's work
    Relation("SERVES", ("Linkage",), ("Need",), "the need that it serves", start_max=1),
    Relation("FILLS", ("Offer",), ("Linkage",), "an offer in one of its slots", properties=Filling),
    Relation("PROPOSES", ("Run",), ("Linkage",), "the run that proposed it", end_max=1),
    Relation("CONCERNS", ("Decision",), ("Need",), "the need decided on", start_max=1),
    Relation("NAMES", ("Decision",), ("Offer",), "the offer decided on", start_max=1),
    Relation("SETTLES", ("Decision",), ("Linkage",), "the linkage that it accepted or let go of"),
    Relation("DISPATCHES", ("Commission",), ("Linkage",), "the linkage it is part of", start_max=1),
    Relation("COMMISSIONS", ("Organization",), ("Commission",), "who sends", end_max=1),
    Relation("SENT_TO", ("Commission",), PROVIDERS, "who is asked", start_max=1),
    Relation("RATES", ("Rating",), ("Linkage",), "the linkage judged", start_max=1),
    Relation("GAVE", ("Resident",), ("Rating",), "who judged", end_max=1),
    Relation("FIXES", ("Edition",), ("Run",), "the run whose plan was published", start_max=1),
    # the office
    Relation("SEES", ("Account",), ("City", "Town", "Community"), "a coordinator's places"),
    Relation("SPEAKS_FOR", ("Account",), SPONSORS, "the giver whose account it is", start_max=1),
    Relation("SIGNS_IN", ("Session",), ("Account",), "whose session it is", start_max=1),
    Relation("ACTS_FOR", ("Token",), ("Account",), "whose token it is", start_max=1),
)

RELATIONS: dict[str, Relation] = {row.name: row for row in _ROWS}
"""The whole table, by name."""
