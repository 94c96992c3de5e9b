"""Who gives, and what: organizations, enterprises, programs, funds, offers, agreements, pledges (S3, S12, S14)."""

from typing import Annotated, Literal

from pydantic import Field

from graph.model.base import Count, Day, Fen, Form, HalfDays, Moment, Name, Node, Society, Text


class Organization(Node):
    """A social organization (社会组织), the carrier: it plans, links resources and commissions helpers.

    `max_linkages` is how many linkages it can carry in a week.
    """

    name: Name
    registered: Annotated[int, Field(ge=1900, le=2100, description="year")] | None = None
    max_linkages: Count
    grade: Annotated[int, Field(ge=0, le=5, description="5A is 5, ungraded 0")] = 0
    active: bool = True


class Enterprise(Node):
    """A caring enterprise (爱心企业): money, goods, places, staff hours."""

    name: Name
    industry: Name
    phone: Annotated[str, Field(max_length=30)] = ""
    active: bool = True


class Program(Node):
    """A charity program (公益项目), of the Red Cross or another sponsor, with whom it is for.

    A bound that is None does not limit. `low_income_only` and `conditions_any` restrict to such residents.
    """

    name: Name
    sponsor: Literal["red_cross", "civil_affairs", "federation", "other"]
    min_age: Annotated[int, Field(ge=0, le=150)] | None = None
    max_age: Annotated[int, Field(ge=0, le=150)] | None = None
    low_income_only: bool = False
    conditions_any: tuple[str, ...] = ()
    opens: Day
    closes: Day


class Fund(Node):
    """A community or charity fund (基金) with its balance; eligibility as for a program."""

    name: Name
    balance: Fen
    low_income_only: bool = False
    collective_only: bool = False


class Offer(Node):
    """What one provider gives (资源供给), of one form. Relations: GIVES from its provider, FOR services,
    REACHES places, STANDS_IN a room for a place.

    `society` is the slot that it can fill. `amount` a week: hours, CNY fen, units of `item`; for a place 1.
    Where it is given `once`, `amount` is all there is: what other weeks used is gone.
    `most_per_need` bounds what one need may take. Time is given in `half_days`; empty means that the offer
    is not bound to half-days (money, goods, desk work).
    """

    name: Name
    society: Society
    form: Form
    amount: Annotated[int, Field(ge=0, le=10**12)]
    item: Annotated[str, Field(max_length=60)] = ""
    most_per_need: Annotated[int, Field(ge=0, le=10**12)] | None = None
    half_days: HalfDays = ()
    opens: Day | None = None
    closes: Day | None = None
    once: bool = False
    active: bool = True


class Agreement(Node):
    """A purchase of services by a town from an organization (政社互动, S14).

    It bounds what may be commissioned: the services that it COVERS, in the places that it REACHES, within the
    term and the budget. `spent` counts what past weeks used. `weekly` is the most that one week may use.
    """

    title: Name
    budget: Fen
    spent: Fen = 0
    weekly: Fen | None = None
    opens: Day
    closes: Day


class Pledge(Node):
    """A promise (认捐) of money, goods, hours or a place that becomes an offer (S12).

    It goes TOWARDS a service or a place; or a need and the slot of it that it is to fill; or to whatever asks for it.
    """

    form: Form
    amount: Annotated[int, Field(ge=0, le=10**12)]
    item: Annotated[str, Field(max_length=60)] = ""
    state: Literal["open", "used", "withdrawn"] = "open"
    note: Text = ""
    made: Moment | None = None


class Project(Node):
    """A line of the project catalogue (项目目录, S5): what an organization runs, and for which type of place."""

    title: Name
    opens: Day | None = None
    closes: Day | None = None
    budget: Fen = 0
