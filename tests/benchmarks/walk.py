"""The alternative to candidates by columns: the whole graph in NetworkX, walked from each need, slot by slot."""

from collections.abc import Iterator
from typing import Any

import networkx as nx

from graph.model import KINDS
from graph.relations import RELATIONS
from graph.store import Reader

Row = tuple[str, str, str, str]


def load(reader: Reader) -> Any:
    """The whole graph: a node for each node with its model as `it`, an edge keyed by relation with its properties."""
    graph = nx.MultiDiGraph()
    for kind in KINDS.values():
        graph.add_nodes_from((node.id, {"it": node}) for node in reader.nodes(kind))
    for relation in RELATIONS:
        amount = ("amount",) if relation == "SHARES" else ()
        for start, end, *rest in reader.columns(relation, *amount).iter_rows():
            graph.add_edge(start, end, relation, amount=rest[0] if rest else None)
    return graph


def walk(graph: Any, week: str, monday: str) -> list[Row]:
    """What `graph.candidates.candidates` finds, as sorted rows: need, slot, offer, provider."""
    found: set[Row] = set()
    for id, data in graph.nodes(data=True):
        if id.startswith("need:") and data["it"].week == week and data["it"].state == "open":
            found |= set(_of_need(graph, id, monday))
    return sorted(found)


def _of_need(graph: Any, need: str, monday: str) -> Iterator[Row]:
    services = set(_upward(graph, "NARROWS", _end(graph, "ASKS_FOR", need)))
    places = list(_upward(graph, "IN", _end(graph, "AT", need)))
    for slot in _slots(graph, need):
        for service in services:
            for offer, provider in _fitting(graph, slot, service, places, monday):
                yield need, slot.name, offer, provider


def _slots(graph: Any, need: str) -> Iterator[Any]:
    """The need's slots, without the money slots of a collective need that its households' shares have paid for."""
    shared = sum(data["amount"] for *_, key, data in graph.in_edges(need, keys=True, data=True) if key == "SHARES")
    collective = graph.nodes[need]["it"].nature == "collective"
    slots = [graph.nodes[end]["it"] for end in _ends(graph, "HAS_SLOT", need)]
    for slot in sorted(slots, key=lambda slot: str(slot.name)):
        if not collective or slot.form != "money":
            yield slot
            continue
        paid = min(shared, slot.amount)
        shared -= paid
        if paid < slot.amount:
            yield slot


def _fitting(graph: Any, slot: Any, service: str, places: list[str], monday: str) -> Iterator[tuple[str, str]]:
    for id in _starts(graph, "FOR", service):
        offer = graph.nodes[id]["it"]
        if (offer.society, offer.form) != (slot.society, slot.form) or (
            slot.form == "goods" and offer.item != slot.item
        ):
            continue
        provider = graph.nodes[next(_starts(graph, "GIVES", id))]["it"]
        if _open(offer, monday) and _open(provider, monday) and _reaches(graph, id, provider, places):
            yield id, provider.id


def _is_asked(offer: Any, slot: Any) -> bool:
    same_item = slot.form != "goods" or offer.item == slot.item
    return same_item and (offer.society, offer.form) == (slot.society, slot.form)


def _open(thing: Any, monday: str) -> bool:
    opens, closes = getattr(thing, "opens", None) or "", getattr(thing, "closes", None) or "9"
    return getattr(thing, "active", True) and opens <= monday <= closes


def _reaches(graph: Any, offer: str, provider: Any, places: list[str]) -> bool:
    named = set(_ends(graph, "REACHES", offer))
    volunteer = provider.KIND == "Volunteer"
    if not named.intersection(places) and (named or not volunteer):
        return False
    return not volunteer or _near(graph, provider, places)


def _near(graph: Any, volunteer: Any, places: list[str]) -> bool:
    home = next(_ends(graph, "LIVES_IN", volunteer.id), None)
    if home is None:
        residents = _ends(graph, "IS", volunteer.id)
        home = next((place for resident in residents for place in _ends(graph, "LIVES_IN", resident)), None)
    if home is None:
        return False
    here, there = _community(graph, _upward(graph, "IN", home)), _community(graph, places)
    squared = (here.east - there.east) ** 2 + (here.north - there.north) ** 2
    return bool(squared <= volunteer.max_distance**2)


def _community(graph: Any, places: Any) -> Any:
    return graph.nodes[next(place for place in places if place.startswith("community:"))]["it"]


def _ends(graph: Any, relation: str, start: str) -> Iterator[str]:
    return (end for _, end, key in graph.out_edges(start, keys=True) if key == relation)


def _starts(graph: Any, relation: str, end: str) -> Iterator[str]:
    return (start for start, _, key in graph.in_edges(end, keys=True) if key == relation)


def _end(graph: Any, relation: str, start: str) -> str:
    return next(_ends(graph, relation, start))


def _upward(graph: Any, relation: str, start: str) -> Iterator[str]:
    yield start
    for end in _ends(graph, relation, start):
        yield from _upward(graph, relation, end)
