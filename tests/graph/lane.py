"""A tiny world for the stores: Willow Lane, its grid, two neighbours and the volunteer who shops for them."""

from graph.model import Building, Community, Grid, Node, Organization, Resident, Seat, Volunteer
from graph.relations import Edge, History, Membership, Properties
from graph.store import Change, Put

LANE = Community(
    id="community:willow", name="柳巷", official_name="柳巷社区居民委员会", code="999999001001",
    rural=False, east=1200, north=3400, residents=412,
)  # fmt: skip
GRID = Grid(id="grid:willow-1", name="一网格")
HOUSE = Building(id="building:7", name="7 幢", storeys=5)
LI = Resident(id="resident:li", name="李𠮷", sex="female", birth_year=1938, lives_alone=True, conditions=("frail",))
QIN = Resident(id="resident:qin", name="秦", sex="male", birth_year=1941)
BAO = Volunteer(
    id="volunteer:bao", name="鲍", number="TC0001", sex="female", birth_year=1966,
    half_days=("mon-am", "wed-pm"), max_hours=6,
)  # fmt: skip
HELPERS = Organization(id="organization:helpers", name="邻里互助社", max_linkages=12)

HELPED = History(times=3, last_week="2026-W40", source="service records")


def edge(start: Node | str, relation: str, end: Node | str, properties: Properties | None = None) -> Edge:
    ids = [node if isinstance(node, str) else node.id for node in (start, end)]
    return Edge(relation=relation, start=ids[0], end=ids[1], properties=properties or Properties())


NODES: tuple[Node, ...] = (LANE, GRID, HOUSE, LI, QIN, BAO, HELPERS)
EDGES: tuple[Edge, ...] = (
    edge(GRID, "IN", LANE),
    edge(HOUSE, "IN", GRID),
    edge(LI, "LIVES_IN", HOUSE),
    edge(QIN, "LIVES_IN", HOUSE),
    edge(BAO, "LIVES_IN", HOUSE),
    edge(BAO, "HELPED", LI, HELPED),
    edge(BAO, "MEMBER_OF", HELPERS, Membership(share=100)),
    edge(BAO, "KNOWS", QIN),
)
WORLD: list[Change] = [*map(Put, NODES), *map(Put, EDGES)]


def resident(number: int) -> Resident:
    return Resident(id=f"resident:n{number:04d}", name=f"居民{number}", sex="female", birth_year=1950)


def seat(number: int) -> Seat:
    return Seat(id=f"seat:{number}", role="volunteer")
