"""Erasing a resident (PIPL Art. 47): what must change so that nothing is left of her but counts.

She and all her relations go. Her needs stay as needs without words, so that the weeks' figures, the linkages and the
helpers' own records (Order 67) stay true; what people wrote about them is emptied. Open needs are closed, and what was
linked for them is cancelled.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import polars as pl

from graph.columns import keys
from graph.errors import Missing
from graph.model import (
    KIND_OF_PREFIX,
    Commission,
    Decision,
    Folder,
    Household,
    Intake,
    Linkage,
    Need,
    Node,
    Pledge,
    Rating,
    Resident,
    Service,
    Visit,
)
from graph.store import Change, Direction, DropEdge, DropNode, Put, Reader

N = TypeVar("N", bound=Node)

WORDS: Mapping[type[Node], str] = {
    Visit: "note",
    Intake: "words",
    Decision: "reason",
    Commission: "note",
    Rating: "words",
    Pledge: "note",
}
"""What people wrote, by kind: emptied where it is about her needs. Words about others may go with it."""

ELSEWHERE: Mapping[str, tuple[str, ...]] = {
    "Resident": ("notes",),
    "Household": ("label",),
    "Need": ("title", "description"),
    "Offer": ("name",),
    "Edition": ("reason",),
    "CONSENTS_TO": ("guardian",),
    "REFUSES": ("reason",),
    **{kind.KIND: (field,) for kind, field in WORDS.items()},
}
"""Where her name may also stand, in words about others or by others: found and told, not changed."""

UNDONE = frozenset({"proposed", "accepted", "dispatched"})
"""A linkage in such a state, of a need that is closed, is cancelled."""


@dataclass(frozen=True)
class Erasure:
    """What erases one resident, planned on one snapshot.

    dropped: nodes and relations that go, by name · emptied: nodes that lose their words, by kind · closed: needs ·
    cancelled: linkages · roles: the volunteer or social worker who is the same person and stays · mentions: ids of what
    else holds her name or phone in its words, left for somebody to read.
    """

    changes: Sequence[Change]
    expect: Mapping[str, int]
    dropped: Mapping[str, int]
    emptied: Mapping[str, int]
    closed: tuple[str, ...]
    cancelled: tuple[str, ...]
    roles: tuple[str, ...]
    mentions: tuple[str, ...]


@dataclass(frozen=True)
class _Hers:
    """What of the graph is hers. `homes`: the household that nobody lives in when she is gone; its needs are hers."""

    resident: Resident
    homes: tuple[Household, ...]
    needs: tuple[Need, ...]
    linkages: tuple[Linkage, ...]

    @property
    def open_needs(self) -> tuple[str, ...]:
        """The ids of her needs that somebody may yet serve."""
        return tuple(sorted(need.id for need in self.needs if need.state == "open"))


def erasure(reader: Reader, id: str) -> Erasure:
    """What erases this resident; written whole, with `expect`, or not at all.

    :raises Missing: no such resident.
    """
    hers = _hers(reader, id)
    emptied = [
        *map(_nameless, hers.homes),
        *(_wordless(reader, need) for need in hers.needs),
        *_emptied(_told(reader, hers)),
    ]
    cancelled = _cancelled(reader, hers)
    changes: list[Change] = [
        *map(Put, emptied),
        *map(Put, cancelled),
        *map(Put, _folders(reader, hers)),
        *map(DropNode, _receipts(reader, hers)),
        *(DropEdge("OF", edge.start, edge.end) for home in hers.homes for edge in reader.neighbours(home.id, "OF")),
        DropNode(id),
    ]
    return Erasure(
        changes=changes,
        expect=_versions(reader, changes),
        dropped=_dropped(reader, changes),
        emptied=Counter(node.KIND for node in emptied),
        closed=hers.open_needs,
        cancelled=tuple(linkage.id for linkage in cancelled),
        roles=tuple(edge.start for edge in reader.neighbours(id, "IS", "in")),
        mentions=_mentions(reader, hers.resident, {node.id for node in emptied}),
    )


def _hers(reader: Reader, id: str) -> _Hers:
    resident = reader.get(id)
    if not isinstance(resident, Resident):
        raise Missing(f"resident {id!r}: not in the graph; `tongxin export` lists the ids")
    homes = _of(Household, _others(reader, [id], "LIVES_IN", "out"))
    homes = [home for home in homes if len(reader.neighbours(home.id, "LIVES_IN", "in")) == 1]
    needs = _of(Need, _others(reader, [id, *(home.id for home in homes)], "OF", "in"))
    linkages = _of(Linkage, _others(reader, _ids(needs), "SERVES", "in"))
    return _Hers(resident, tuple(homes), tuple(needs), tuple(linkages))


def _told(reader: Reader, hers: _Hers) -> Iterator[Node]:
    """Whatever holds words about her needs or by her."""
    needs, linkages = _ids(hers.needs), _ids(hers.linkages)
    yield from _others(reader, needs, "RAISED", "in")
    yield from _others(reader, needs, "CONCERNS", "in")
    yield from _others(reader, linkages, "DISPATCHES", "in")
    yield from _others(reader, linkages, "RATES", "in")
    yield from _others(reader, [hers.resident.id], "GAVE", "out")
    yield from _others(reader, [hers.resident.id], "PLEDGED", "out")


def _others(reader: Reader, ids: Iterable[str], relation: str, direction: Direction) -> list[Node]:
    """The nodes at the other ends of a relation, each once."""
    edges = [edge for id in ids for edge in reader.neighbours(id, relation, direction)]
    ends = dict.fromkeys(edge.start if direction == "in" else edge.end for edge in edges)
    return [node for node in reader.get_all(list(ends)) if node is not None]


def _of(kind: type[N], nodes: Iterable[Node]) -> list[N]:
    return [node for node in nodes if isinstance(node, kind)]


def _ids(nodes: Iterable[Node]) -> list[str]:
    return [node.id for node in nodes]


def _nameless(home: Household) -> Household:
    return home.model_copy(update={"label": home.id.partition(":")[2]})


def _wordless(reader: Reader, need: Need) -> Need:
    """The need under its service's name; closed where it was open."""
    services = _of(Service, _others(reader, [need.id], "ASKS_FOR", "out"))
    title = services[0].name if services else "—"
    state = "closed" if need.state == "open" else need.state
    return need.model_copy(update={"title": title, "description": "", "state": state})


def _emptied(nodes: Iterable[Node]) -> Iterator[Node]:
    """Each node that has words, once, without them."""
    for node in {node.id: node for node in nodes}.values():
        field = WORDS.get(type(node), "")
        if getattr(node, field, ""):
            yield node.model_copy(update={field: ""})


def _cancelled(reader: Reader, hers: _Hers) -> list[Linkage]:
    """What was linked for her open needs and is not done."""
    serving = _of(Linkage, _others(reader, hers.open_needs, "SERVES", "in"))
    return [each.model_copy(update={"state": "cancelled"}) for each in serving if each.state in UNDONE]


def _folders(reader: Reader, hers: _Hers) -> Iterator[Folder]:
    """The folders of the weeks whose needs are closed, moved on: who decides on such a need must look again."""
    for week in sorted({need.week for need in hers.needs if need.state == "open"}):
        found = reader.get(f"folder:{week}")
        folder = found if isinstance(found, Folder) else Folder(id=f"folder:{week}", week=week)
        yield folder.model_copy(update={"decisions": folder.decisions + 1})


def _receipts(reader: Reader, hers: _Hers) -> list[str]:
    """Kept answers that tell of her or her needs."""
    names = [f'"{id}"' for id in (hers.resident.id, *_ids(hers.needs))]
    kept = reader.columns("Receipt", "body")
    told: list[str] = kept.filter(pl.col("body").str.contains_any(names))["id"].to_list()
    return told


def _versions(reader: Reader, changes: Iterable[Change]) -> dict[str, int]:
    """The version of each node that changes, as it must still be."""
    ids = [change.item.id for change in changes if isinstance(change, Put) and isinstance(change.item, Node)]
    ids += [change.id for change in changes if isinstance(change, DropNode)]
    known = zip(ids, reader.get_all(ids), strict=True)
    return {id: 0 if node is None else reader.node_version(id) for id, node in known}


def _dropped(reader: Reader, changes: Iterable[Change]) -> dict[str, int]:
    """How many nodes of each kind and edges of each relation go."""
    names: list[str] = []
    for change in changes:
        if isinstance(change, DropNode):
            names += [KIND_OF_PREFIX[change.id.partition(":")[0]].KIND]
            names += [edge.relation for edge in reader.neighbours(change.id)]
        elif isinstance(change, DropEdge):
            names.append(change.relation)
    return dict(sorted(Counter(names).items()))


def _mentions(reader: Reader, resident: Resident, emptied: set[str]) -> tuple[str, ...]:
    """What else has her name, if it is more than one letter, or her phone in its words."""
    marks = [mark for mark in (resident.name, resident.phone) if len(mark) > 1]
    found: set[str] = set()
    for table, fields in ELSEWHERE.items() if marks else ():
        key = keys(table)[0]
        for field in fields:
            said = reader.columns(table, field).filter(pl.col(field).str.contains_any(marks))
            found.update(said[key])
    return tuple(sorted(found - emptied - {resident.id}))
