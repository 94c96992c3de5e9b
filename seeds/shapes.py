"""What a need of each service looks like: how often it is asked for and offered, by whom, and the slots it has.

Demand and supply differ on purpose: many want care at home, many offer culture and waste sorting.
Amounts do not divide the hours that people give (2 and 3 against 5 and 7), as in life.
"""

from dataclasses import dataclass
from typing import Literal

from graph.model import NeedKind
from graph.model.base import Form, Society
from graph.taxonomy import ENTRIES

Audience = Literal["old", "poor", "child", "adult", "place"]
"""Whose need it is; `place` is everybody's, a collective need."""


@dataclass(frozen=True)
class Ask:
    """One slot as a service usually asks for it: one of `amounts`, one of `counts` offers, in `chance` of the needs."""

    name: str
    society: Society
    form: Form
    amounts: tuple[int, ...]
    counts: tuple[int, ...] = (1,)
    chance: float = 1.0
    required: bool = True
    item: str = ""


@dataclass(frozen=True)
class Shape:
    """One service's needs. `demand` and `supply` are weights among needs and among volunteers' offers."""

    service: str
    demand: float
    supply: float
    audience: Audience
    asks: tuple[Ask, ...]
    recurs: float = 0.0

    def nature(self, recurring: bool) -> NeedKind:
        """The kind of need that it is."""
        if self.audience == "place":
            return "collective"
        return "recurring" if recurring else "individual"


CARRIER = Ask("carrier", "organization", "skill", (1,))
YUAN = (130, 170, 190, 230, 290, 310, 370, 430, 590, 710)
"""Money is asked for in these parts of the usual sum of 300."""


def helper(*hours: int, counts: tuple[int, ...] = (1,), chance: float = 1.0) -> Ask:
    """Volunteers who give hours, one of `counts` of them."""
    return Ask("helper", "volunteer", "time", hours, counts, chance)


def trained(*hours: int) -> Ask:
    """A volunteer who gives hours of a trained skill."""
    return Ask("helper", "volunteer", "skill", hours)


def host(*hours: int, chance: float = 1.0) -> Ask:
    """The community's own hours."""
    return Ask("host", "community", "time", hours, chance=chance)


def case(*hours: int, chance: float = 1.0, required: bool = True) -> Ask:
    """A social worker's hours."""
    return Ask("caseworker", "social_worker", "skill", hours, chance=chance, required=required)


def money(usual_yuan: int, chance: float = 1.0, required: bool = True) -> Ask:
    """CNY fen, around a usual sum in yuan."""
    amounts = tuple(usual_yuan * part // 300 * 100 for part in YUAN)
    return Ask("money", "charity", "money", amounts, chance=chance, required=required)


def goods(item: str, *units: int, chance: float = 1.0, required: bool = True) -> Ask:
    """Units of an item."""
    return Ask("goods", "charity", "goods", units, chance=chance, required=required, item=item)


def venue(*seats: int) -> Ask:
    """A community's room with so many seats."""
    return Ask("venue", "community", "place", seats)


def staff(*hours: int, chance: float = 1.0, required: bool = True) -> Ask:
    """Hours of an enterprise's people."""
    return Ask("staff", "charity", "time", hours, chance=chance, required=required)


_TOGETHER = (2, 2, 3)

_SHAPES = (
    # 生态宜居
    Shape("greening", 1.0, 3.0, "place", (host(1, 2), helper(2, 3, counts=_TOGETHER), goods("tool_set", 1, 2, 3))),
    Shape("waste_sorting", 1.2, 4.0, "place", (host(1, 2), helper(2, counts=_TOGETHER))),
    Shape("stairwell", 1.6, 1.5, "place", (host(1, 2), CARRIER, helper(2, 3, counts=_TOGETHER), money(800, 0.4))),
    Shape("river_care", 0.8, 1.5, "place", (host(1), helper(2, 3, counts=_TOGETHER))),
    Shape("estate_repair", 1.2, 0.6, "place", (host(2, 3), CARRIER, money(2600))),
    Shape("home_adaptation", 2.0, 0.6, "old", (CARRIER, helper(3), money(700), case(1, chance=0.4, required=False))),
    # 便捷生活
    Shape("errands", 2.5, 3.5, "old", (CARRIER, helper(1, 2))),
    Shape("shopping", 4.0, 2.5, "old", (CARRIER, helper(1, 2, 2)), 0.5),
    Shape("medicine", 3.0, 1.8, "old", (CARRIER, helper(1, 2), money(170, 0.3)), 0.4),
    Shape("cooking", 4.5, 2.0, "old", (CARRIER, trained(2, 2, 3), money(150, 0.5)), 0.7),
    Shape("meal_delivery", 3.5, 1.8, "old", (CARRIER, helper(2), goods("meal", 3, 5, 7, chance=0.5)), 0.7),
    Shape("haircut", 3.0, 1.5, "old", (CARRIER, helper(1, 2), money(60, 0.3))),
    Shape("home_repair", 3.0, 1.2, "old", (CARRIER, helper(2, 3), money(200, 0.5))),
    Shape("electrical", 1.5, 0.6, "old", (CARRIER, trained(2, 3), money(350, 0.7))),
    Shape("transport", 2.5, 0.9, "old", (CARRIER, helper(2, 3), money(90, 0.3, False))),
    Shape("digital_help", 2.0, 3.5, "old", (CARRIER, helper(2))),
    # 人文精神
    Shape("culture", 1.4, 4.0, "place", (host(2), venue(25, 40, 60), CARRIER, helper(3, counts=_TOGETHER))),
    Shape("opera", 1.0, 2.5, "place", (host(2), venue(30, 50), CARRIER, helper(3, counts=(2, 3)), money(500, 0.5))),
    Shape("calligraphy", 1.0, 2.0, "place", (venue(12, 20), CARRIER, helper(2), goods("book_set", 2, 3, chance=0.5))),
    Shape("reading", 1.4, 3.0, "place", (venue(12, 18), CARRIER, helper(2), goods("book_set", 3, 5, chance=0.6))),
    Shape("local_history", 0.6, 1.0, "place", (host(1), helper(2, 3), money(400, 0.5))),
    Shape("homework", 3.2, 1.4, "child", (CARRIER, trained(2), money(120, 0.4)), 0.6),
    Shape("summer_practice", 1.6, 0.8, "child", (CARRIER, trained(3), staff(3, 4), money(260, 0.3))),
    # 温馨邻里
    Shape("home_care", 5.5, 2.0, "old", (CARRIER, trained(2, 3, 3), case(1, 2, chance=0.5), money(230, 0.35)), 0.7),
    Shape("bathing", 2.8, 1.1, "old", (CARRIER, trained(2), case(1, chance=0.4), money(140, 0.3)), 0.7),
    Shape(
        "dementia_care", 2.4, 0.9, "old", (CARRIER, trained(3), case(2, 3), host(1, chance=0.4), money(260, 0.4)), 0.7
    ),
    Shape("companionship", 6.0, 3.5, "old", (CARRIER, helper(2, 2, 3), case(1, chance=0.15)), 0.6),
    Shape("escort", 4.5, 1.8, "old", (CARRIER, helper(3), money(110, 0.3))),
    Shape("health_advice", 3.0, 1.2, "old", (CARRIER, trained(1, 2), host(1, chance=0.4))),
    Shape("rehabilitation", 2.0, 0.7, "old", (CARRIER, trained(2), money(300, 0.5)), 0.5),
    Shape("counselling", 3.8, 1.1, "adult", (CARRIER, trained(2), case(2, 3))),
    Shape("relief", 3.4, 1.0, "poor", (host(1, chance=0.5), CARRIER, case(1, 2), helper(1, 2, chance=0.4), money(620))),
    Shape("food_aid", 4.4, 0.4, "poor", (host(1), CARRIER, goods("food_box", 1, 2, 3)), 0.6),
    Shape("winter_aid", 2.4, 0.4, "poor", (host(1), goods("quilt", 1, 2, 3), helper(1, chance=0.5))),
    # 善治平安
    Shape("deliberation", 1.4, 1.0, "place", (host(2, 3), venue(20, 30), CARRIER)),
    Shape("parking", 1.2, 0.3, "place", (host(2, 3), venue(20, 30), CARRIER, money(1900))),
    Shape("mediation", 2.2, 0.9, "adult", (host(1, 2), CARRIER, trained(2), case(1, 2, chance=0.4))),
    Shape("legal_advice", 1.6, 0.7, "adult", (CARRIER, trained(1, 2))),
    Shape("safety_check", 2.4, 2.0, "old", (host(1), helper(1, 2))),
    Shape("fire_safety", 1.4, 1.0, "old", (host(1), trained(2), goods("smoke_alarm", 1, 2))),
    Shape("patrol", 1.2, 2.5, "place", (host(1), helper(3, counts=_TOGETHER))),
)  # fmt: skip

SHAPES: dict[str, Shape] = {shape.service: shape for shape in _SHAPES}
"""By local id of the service. Emergency relief is not drawn: `demand` asks for it where it is a duty."""

TRAINED = frozenset(service for service in SHAPES if ENTRIES[f"service:{service}"].takes)
"""Services whose helpers give a trained skill."""
