"""The service taxonomy: five homes (五大家园) and the services under them (S6)."""

from typing import Annotated, Literal

from pydantic import Field

from graph.model.base import Hours, Name, Node
from graph.model.people import Fitness

HomeName = Literal["ecology", "convenience", "humanity", "neighbourhood", "governance"]
"""生态宜居, 便捷生活, 人文精神, 温馨邻里, 善治平安."""


class Home(Node):
    """One of the five homes (五大家园)."""

    name: Name
    home: HomeName


class Service(Node):
    """A kind of help (服务类别), under one home (relation UNDER), perhaps a narrower kind of another (NARROWS).

    `effort` is the least fitness that a helper needs, `min_age` the youngest helper in years. `at_home` marks
    care in the resident's home, where the wish for a helper of the same sex counts. `fee_per_hour` is what an
    agreement pays an organization per helper hour.
    """

    name: Name
    english: Name
    effort: Fitness = "light"
    min_age: Annotated[int, Field(ge=8, le=100)] = 16
    max_age: Annotated[int, Field(ge=8, le=120)] = 80
    at_home: bool = False
    with_minors: bool = False  # the person helped is a minor: helpers are adults
    uses_health: bool = False  # needs the resident's consent for health facts
    usual_hours: Hours = 2
    fee_per_hour: Annotated[int, Field(ge=0, le=10**7, description="CNY fen")] = 0
