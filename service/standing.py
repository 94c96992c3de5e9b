"""Linkages that stand: what was accepted or published, and does not move until it is released."""

from graph.decisions import HELD, Demanded
from graph.model import Linkage, Run, Slot
from graph.relations import Edge, Filling
from graph.store import Change, Put, Reader
from matching.ledger import chosen
from matching.plan import Served
from matching.problem import Need
from service.artifacts import plan_of, plan_run, problem_of, week_runs
from service.refusals import Stands

STOCK = ("/amount", "/balance")
"""How capacities end that hold money and goods: `matching.uses` names them."""


def edge(relation: str, start: str, end: str) -> Edge:
    """Start RELATION end, with nothing more to say."""
    return Edge(relation=relation, start=start, end=end)


def linkages_of(reader: Reader, week: str, need: str) -> list[Linkage]:
    """The week's linkages that stand for a need."""
    ids = [found.start for found in reader.neighbours(need, "SERVES", "in")]
    made = [node for node in reader.get_all(ids) if isinstance(node, Linkage)]
    return [linkage for linkage in made if linkage.week == week and linkage.state in HELD]


def planned(reader: Reader, week: str, need: str) -> tuple[Served, Run]:
    """How the week's newest plan serves a need, and the run that made the plan.

    :raises Stands: it does not, or there is none.
    """
    run = plan_run(week_runs(reader, week))
    if run is None:
        raise Stands(f"week {week}: it has no plan yet; POST /api/weeks/{week}/runs computes one")
    served = next((one for one in plan_of(reader, run.plan).served if one.need == need), None)
    if served is None:
        raise Stands(f"{need}: the plan does not serve it, so there is no linkage to accept")
    return served, run


def linkage_of(week: str, served: Served, local: str) -> Linkage:
    """The linkage that stands for what a plan does for a need."""
    return Linkage.model_validate(
        {"id": f"linkage:{local}", "week": week, "half_day": served.option, "state": "accepted"}
    )


def standing_linkage(reader: Reader, linkage: Linkage, need: Need, served: Served, run: Run) -> list[Change]:
    """A linkage with its need, its members and how much each gives, and the run that proposed it.

    :param need: as the run's problem has it.
    """
    gives = _amounts(reader, need, served)
    members = [
        Edge(relation="FILLS", start=offer, end=linkage.id, properties=Filling(slot=slot, amount=gives[slot, offer]))
        for slot, offers in served.slots.items()
        for offer in offers
    ]
    return [
        Put(linkage),
        Put(edge("SERVES", linkage.id, served.need)),
        Put(edge("PROPOSES", run.id, linkage.id)),
        *map(Put, members),
    ]


def needs_of(reader: Reader, run: Run) -> dict[str, Need]:
    """The needs of a run's problem, by id."""
    return {need.id: need for need in problem_of(reader, run.problem).needs}


def _amounts(reader: Reader, need: Need, served: Served) -> dict[tuple[str, str], int]:
    """What each member gives, in the slot's unit: of money and goods what the problem takes from the offer (which is
    less than the slot asks, where households share the cost), else what the slot asks."""
    slots = reader.get_all([found.end for found in reader.neighbours(served.need, "HAS_SLOT", "out")])
    asked = {slot.name: slot.amount for slot in slots if isinstance(slot, Slot)}
    return {
        (slot, one.offer): next((n for id, n in one.uses.items() if id.endswith(STOCK)), asked.get(slot, 0))
        for slot, one in chosen(need, served)
    }


def holding(served: Served) -> tuple[Demanded, ...]:
    """The demands of a linkage that stands."""
    pins = (Demanded("pin", served.need, slot, offer) for slot, offers in served.slots.items() for offer in offers)
    return (Demanded("hold", served.need, half_day=served.option or ""), *pins)


def served_by(reader: Reader, linkage: Linkage, need: str) -> Served:
    """How a linkage serves its need."""
    slots: dict[str, tuple[str, ...]] = {}
    for found in reader.neighbours(linkage.id, "FILLS", "in"):
        if isinstance(found.properties, Filling):
            slots[found.properties.slot] = (*slots.get(found.properties.slot, ()), found.start)
    return Served(need, linkage.half_day, slots)
