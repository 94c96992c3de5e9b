"""Places: city → town → community → grid → building → household, and the rooms that can be booked (S7, S10)."""

from typing import Annotated, Literal

from pydantic import Field

from graph.model.base import Count, Fen, HalfDays, Metres, Name, Node, Share, Text, Week, Whole

GridRole = Literal["party_member", "building_head", "volunteer", "social_worker", "property_manager", "owner"]
"""The six members of one grid (一格六员)."""


class City(Node):
    """The top of the place tree (市)."""

    name: Name
    code: Annotated[str, Field(pattern=r"^[0-9]{6}$", description="statistical code")]


class Town(Node):
    """A town-level unit (镇、街道、开发区)."""

    name: Name
    code: Annotated[str, Field(pattern=r"^[0-9]{9}$", description="statistical code")]
    latitude: Annotated[float, Field(ge=-90, le=90, description="WGS-84 degrees")] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180, description="WGS-84 degrees")] | None = None


class Community(Node):
    """A community or village (社区、村), the platform of a linkage.

    `east` and `north` are metres from the city's south-west corner, schematic where `invented` says so:
    no coordinates of single communities are published.
    """

    name: Name
    official_name: Name
    code: Annotated[str, Field(pattern=r"^[0-9]{12}$", description="statistical code")]
    rural: bool
    east: Metres
    north: Metres
    residents: Count | None = None
    pilot: Literal["none", "town", "city"] = "none"
    staff_hours: Annotated[int, Field(ge=0, le=10_000, description="staff hours a week for hosting linkages")] = 0


class CommunityType(Node):
    """One of the types in which communities are profiled by how people live, who they are, economy, character (S4)."""

    name: Name
    description: Text = ""


class Grid(Node):
    """A grid (网格): the unit of doorstep governance, with six seats (一格六员)."""

    name: Name


class Seat(Node):
    """One of a grid's six seats. A seat that nobody HOLDS is a missing member (S7)."""

    role: GridRole


class Building(Node):
    """A building (楼栋), the unit of a weekly round of visits (扫楼)."""

    name: Name
    storeys: Annotated[int, Field(ge=1, le=120)] = 1
    lift: bool = False
    built: Annotated[int, Field(ge=1900, le=2100, description="year")] | None = None
    managed: bool = True  # by a property company


class Household(Node):
    """A household (户) in a building. It can pledge a share of a collective need's cost (S8)."""

    label: Name


class Room(Node):
    """A room (场地) that can be booked by the half-day for a linkage (S10)."""

    name: Name
    purpose: Literal["casework", "group_work", "party_service", "incubator", "deliberation", "activity", "practice"]
    seats: Annotated[int, Field(ge=1, le=5000)]
    half_days: HalfDays
    accessible: bool = True


class Council(Node):
    """A building or community council (楼栋议事会), where people raise, decide, do and judge (S7, S8)."""

    name: Name


class Indicator(Node):
    """A measured standard, for example of a "beautiful community", with its target (S13)."""

    name: Name
    unit: Name
    target: Whole


class Reading(Node):
    """One indicator read in one place in one week (S13)."""

    week: Week
    value: Whole


class Measure(Node):
    """A measure (举措) fitted to a type of community (S4), or one of the six actions (六大行动, S6)."""

    name: Name
    description: Text = ""
    action: bool = False
    budget: Fen | None = None


class Responsibility(Node):
    """A line of a responsibility list (清单): who answers for what (S5)."""

    title: Name
    list_name: Literal["by_law", "assisting", "negative"]
    share: Share = 100
