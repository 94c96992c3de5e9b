"""Needs: individual, recurring and collective; their slots; and how they became known (S2, S8, S11)."""

from typing import Annotated, Literal

from pydantic import Field

from graph.model.base import Count, Fen, Form, HalfDays, Moment, Name, Node, Society, Text, Week

NeedKind = Literal["individual", "recurring", "collective"]
NeedState = Literal["open", "served", "closed"]


class Need(Node):
    """Something that somebody, or a place together, lacks (需求).

    Relations: ASKS_FOR one service; OF a resident or household (none for a collective need); AT one place;
    HAS_SLOT its slots. In the week's problem each of `half_days` is an option; `urgency` 1 can wait, 5 is today.
    A recurring need comes back each week with `first_week` unchanged. `must` is a duty by law or emergency.
    """

    title: Name
    nature: NeedKind
    state: NeedState = "open"
    week: Week  # the week in which it is to be served
    first_week: Week  # the week in which it was first known: weeks waited count from here
    urgency: Annotated[int, Field(ge=1, le=5)]
    must: bool = False
    half_days: HalfDays
    same_sex: bool = False  # a helper of the same sex is wished for
    description: Text = ""


class Slot(Node):
    """A place in a need's linkage (角色空位): `count` distinct offers of one society, each giving `amount`.

    `amount` is hours for time and skill, CNY fen for money, units of `item` for goods, seats for a place
    (booked for one half-day). An optional slot (`required` false) only adds to the score.
    `name` is unique within the need: host, carrier, caseworker, helper, money, goods, venue.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,30}$")]
    society: Society
    form: Form
    count: Annotated[int, Field(ge=1, le=50)] = 1
    required: bool = True
    amount: Annotated[int, Field(ge=0, le=10**12)]
    item: Annotated[str, Field(max_length=60)] = ""


class Visit(Node):
    """A resident's round of her building (走访, 扫楼): what was seen, and which needs it RAISED (S2)."""

    week: Week
    doors: Count
    answered: Count
    note: Text = ""


class Intake(Node):
    """A need as it came in (S11): the channel, the words, and the suggested service to confirm."""

    channel: Literal["visit", "form", "spreadsheet", "api", "text", "phone"]
    words: Text
    at: Moment
    state: Literal["new", "confirmed", "refused"] = "new"


class Deliberation(Node):
    """The people raise, decide, do and judge (民事民议、民决、民办、民评) one collective need (S8)."""

    stage: Literal["raised", "deliberating", "decided", "doing", "judged", "dropped"]
    cost: Fen = 0
    households: Count = 0
    surveyed: Count = 0


class Proposal(Node):
    """A proposal in a deliberation and its votes (S8)."""

    title: Name
    votes_for: Count = 0
    votes_against: Count = 0
    votes_open: Count = 0
    adopted: bool = False
