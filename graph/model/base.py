"""What every kind of thing in the graph has in common, and the units that they share."""

import re
from datetime import datetime
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

HalfDay = Literal[
    "mon-am", "mon-pm", "tue-am", "tue-pm", "wed-am", "wed-pm", "thu-am", "thu-pm",
    "fri-am", "fri-pm", "sat-am", "sat-pm", "sun-am", "sun-pm",
]  # fmt: skip
HALF_DAYS: tuple[HalfDay, ...] = get_args(HalfDay)
"""The 14 half-days of a week in Asia/Shanghai, in order: am is 8-12, pm is 13-17."""

Society = Literal["community", "organization", "social_worker", "volunteer", "charity"]
SOCIETIES: tuple[Society, ...] = get_args(Society)
"""The five societies (五社), in the order in which every page shows them."""

Form = Literal["time", "skill", "money", "goods", "place"]
"""What an offer gives and a slot asks: hours, hours of a skill, CNY fen, units of an item, a room's half-day."""

Sex = Literal["female", "male"]


def _in_order(half_days: tuple[HalfDay, ...]) -> tuple[HalfDay, ...]:
    if len(set(half_days)) != len(half_days):
        raise ValueError("a half-day stands twice; name each once")
    return tuple(sorted(half_days, key=HALF_DAYS.index))


HalfDays = Annotated[tuple[HalfDay, ...], AfterValidator(_in_order)]
"""Distinct half-days in the order of the week."""


def _that_exists(value: str) -> str:
    """A day, week or moment that the calendar has: no 30 February, no W53 in a year of 52 weeks."""
    try:
        datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{value} is not in the calendar") from None
    return value


Week = Annotated[
    str,
    Field(pattern=r"^[0-9]{4}-W(0[1-9]|[1-4][0-9]|5[0-3])$", description="ISO week, Asia/Shanghai"),
    AfterValidator(_that_exists),
]
Day = Annotated[
    str,
    Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$", description="ISO date"),
    AfterValidator(_that_exists),
]
Moment = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\+08:00$",
        description="date and time, Asia/Shanghai",
    ),
    AfterValidator(_that_exists),
]
Name = Annotated[str, Field(min_length=1, max_length=120)]
Text = Annotated[str, Field(max_length=2000)]
Fen = Annotated[int, Field(ge=0, le=10**12, description="CNY fen: 100 are one yuan")]
Hours = Annotated[int, Field(ge=0, le=168, description="whole hours")]
Metres = Annotated[int, Field(ge=0, le=200_000, description="metres")]
Count = Annotated[int, Field(ge=0, le=10**6)]
Share = Annotated[int, Field(ge=0, le=100, description="percent")]
Whole = Annotated[int, Field(ge=-(2**63), lt=2**63, description="a whole number of 64 bits")]
Year = Annotated[int, Field(ge=1900, le=2100)]

NodeId = Annotated[str, Field(pattern=r"^[a-z]+(_[a-z]+)*:[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
"""`kind:local`, the kind in snake case, the local part of ASCII letters, digits, dot, dash and underscore."""


class Frozen(BaseModel):
    """Immutable, complete and closed: an unknown or missing field is an error, and no value is coerced."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Node(Frozen):
    """A thing in the graph. Its kind is its class; its id begins with the kind in snake case.

    `invented` marks what a seed made up: pages say so wherever such a figure is shown.
    """

    KIND: ClassVar[str] = ""
    PREFIX: ClassVar[str] = ""

    id: NodeId
    invented: bool = False

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: object) -> None:
        cls.KIND = cls.__name__
        cls.PREFIX = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def model_post_init(self, context: object, /) -> None:
        if self.id.partition(":")[0] != self.PREFIX:
            raise ValueError(f"id {self.id!r}: a {self.KIND} has an id that begins with '{self.PREFIX}:'")
