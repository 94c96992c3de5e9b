"""A whole kind or relation of a Neo4j graph as columns, as it is now: for a snapshot since which nobody wrote to it.

Edges are sent as the numbers of their ends. Of nodes that have much in common each state is sent once, with the places
of those that are in it. Both take the server, the line and polars less than half of what a value for each row takes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
import polars as pl
from neo4j import ManagedTransaction

from graph.columns import schema
from graph.model import KINDS
from graph.neo4j_columns import in_order, series
from graph.neo4j_gate import Gate, gate_of, look_again
from graph.neo4j_link import Link, rows
from graph.neo4j_names import NAMES, Names
from graph.neo4j_schema import Labels
from graph.relations import RELATIONS

FEW = 5000
"""So many rows are sent while the gate is held: asking for it in a statement of its own would take longer."""

_COMMON = 4
"""Nodes have much in common when so many, on average, are in one state."""

_NODES = """
    MATCH (x:<thing>) WHERE x.id > $after AND x.id < $end
    WITH collect(x) AS xs, collect(id(x)) AS numbers, collect(x.id) AS ids
    <parts>
    WITH [numbers, ids, <found>] AS found, size(ids) AS size
"""
_PART = """
    CALL (xs) {
        UNWIND range(0, size(xs) - 1) AS place WITH place, <all>(xs[place]) AS x
        WITH <values>, collect(place) AS places WITH collect([<names>, places]) AS states
        WITH states, size(states) * <common> > size(xs) AS differ
        RETURN [differ, CASE WHEN differ THEN [<lists>] ELSE states END] AS <part>
    }
"""
_EDGES = """
    MATCH (a:<thing>)-[x:<relation>]->(b) WITH collect(id(a)) AS starts, collect(id(b)) AS ends<all>
    WITH [starts, ends, <lists>] AS found, size(starts) AS size
"""
_ANSWER = """
    OPTIONAL MATCH (gate:<store> {name: 'gate'}) WHERE size <= $few SET gate.held = true
    RETURN found, properties(gate)
"""
_SIZE = "CALL () { MATCH (x:<kind>) RETURN count(x) AS <kind> } "
_ALL_NAMES = """
    UNWIND $spans AS span MATCH (x:<thing>) WHERE x.id > span[0] AND x.id < span[1]
    RETURN collect(id(x)), collect(x.id)
"""
_NAMES = "MATCH (x:<thing>) WHERE id(x) IN $numbers RETURN collect(id(x)), collect(x.id)"


def columns_now(link: Link, gate: Gate, table: str, fields: Sequence[str], names: Names) -> pl.DataFrame | None:
    """What `graph.store.Reader.columns` promises at the gate's version; None where it has been written to since.

    :raises BadValue: a table or field that the vocabulary does not have.
    """
    return link.run(_nodes if table in KINDS else _edges, link.labels, gate, table, fields, names)


def _asked(tx: ManagedTransaction, labels: Labels, text: str, **values: Any) -> tuple[Any, Gate | None]:
    """What is found, and what the gate said after it where that came with it."""
    ((found, gate),) = rows(tx, text + labels.fill(_ANSWER), few=FEW, **values)
    return found, gate and gate_of(gate)


# A kind


def _nodes(
    tx: ManagedTransaction, labels: Labels, gate: Gate, kind: str, fields: Sequence[str], names: Names
) -> pl.DataFrame | None:
    asked, prefix = schema(kind, fields), KINDS[kind].PREFIX
    parts = _parts(asked)
    text = labels.fill(_nodes_text(parts))
    (numbers, ids, *found), now = _asked(tx, labels, text, after=f"{prefix}:", end=f"{prefix};")
    if (now or look_again(tx, labels)).last_touch([kind]) > gate.version:
        return None
    frame = _names([numbers, ids])
    names.learn([kind], frame, gate)
    columns = chain.from_iterable(_spread(part, asked, *told) for part, told in zip(parts, found, strict=True))
    return in_order(frame.select("id").with_columns(columns).select("id", *asked), kind)


def _parts(asked: dict[str, pl.DataType]) -> list[list[str]]:
    """Fields that are told together: those that hold one value; and each that holds several, since these combine."""
    single = [field for field, type in asked.items() if type != pl.List]
    return [*([single] if single else []), *([field] for field in asked if field not in single)]


def _nodes_text(parts: Sequence[Sequence[str]]) -> str:
    texts = [_part_text(part, f"part{number}") for number, part in enumerate(parts)]
    found = "".join(f", part{number}" for number in range(len(parts)))
    return _NODES.replace("<parts>", "".join(texts)).replace(", <found>", found)


def _part_text(part: Sequence[str], name: str) -> str:
    words = {
        # All properties at once cost as much as two of them one by one.
        "<all>": "properties" if len(part) > 2 else "",
        "<values>": ", ".join(f"x.{field} AS v{place}" for place, field in enumerate(part)),
        "<names>": ", ".join(f"v{place}" for place in range(len(part))),
        "<lists>": ", ".join(f"[x IN xs | x.{field}]" for field in part),
        "<common>": str(_COMMON),
        "<part>": name,
    }
    text = _PART
    for word, value in words.items():
        text = text.replace(word, value)
    return text


def _spread(
    part: Sequence[str], asked: dict[str, pl.DataType], differ: bool, told: list[list[Any]]
) -> Iterable[pl.Series]:
    """A column for each field, from a list for each field or from states with the places of those that are in them."""
    if differ:
        return [series(field, values, asked[field]) for field, values in zip(part, told, strict=True)]
    *values, places = zip(*told, strict=True) if told else [()] * (len(part) + 1)
    counts = [len(each) for each in places]
    state = np.empty(sum(counts), np.int64)
    state[np.fromiter(chain.from_iterable(places), np.int64, len(state))] = np.repeat(np.arange(len(counts)), counts)
    return [series(field, column, asked[field]).gather(state) for field, column in zip(part, values, strict=True)]


# A relation


def _edges(
    tx: ManagedTransaction, labels: Labels, gate: Gate, relation: str, fields: Sequence[str], names: Names
) -> pl.DataFrame | None:
    asked, row = schema(relation, fields), RELATIONS[relation]
    text = labels.fill(_edges_text(list(asked)), relation=relation)
    (starts, ends, *lists), now = _asked(tx, labels, text)
    numbers = [pl.Series("start", starts, pl.Int64), pl.Series("end", ends, pl.Int64)]
    known = {kind: names.known(kind, gate) for kind in sorted({*row.starts, *row.ends})}
    learned = _learned(tx, labels, known, pl.concat(numbers).unique())
    now = now or look_again(tx, labels)
    if now.last_touch([relation]) > gate.version:
        return None
    names.learn([kind for kind in known if now.last_touch([kind]) == gate.last_touch([kind])], learned, gate)
    ends_of = _named(numbers, pl.concat([*known.values(), learned]).unique("number"))
    columns = (series(field, values, asked[field]) for field, values in zip(asked, lists, strict=True))
    return in_order(pl.DataFrame([*ends_of, *columns]), relation)


def _edges_text(fields: Sequence[str]) -> str:
    # `collect` leaves nulls out, and a list that is made of another does not.
    lists = "".join(f", [x IN xs | x.{field}]" for field in fields)
    return _EDGES.replace("<all>", ", collect(x) AS xs" if fields else "").replace(", <lists>", lists)


def _learned(
    tx: ManagedTransaction, labels: Labels, known: Mapping[str, pl.DataFrame], numbers: pl.Series
) -> pl.DataFrame:
    """The names of those numbers that are not known, and perhaps others of these kinds."""
    unknown, learned = _without(numbers, known.values()), []
    if len(unknown) > FEW:
        texts = [labels.fill(_SIZE, kind=kind) for kind in known]
        (sizes,) = rows(tx, "".join(texts) + f"RETURN {', '.join(known)}")
        partly = {kind: size for kind, size in zip(known, sizes, strict=True) if size > len(known[kind])}
        # Names in the order of the index cost a third of what they cost one by one.
        if sum(partly.values()) <= 2 * len(unknown):
            spans = [[f"{KINDS[kind].PREFIX}:", f"{KINDS[kind].PREFIX};"] for kind in partly]
            learned = [_names(*rows(tx, labels.fill(_ALL_NAMES), spans=spans))]
            unknown = _without(unknown, learned)
    if len(unknown):
        learned.append(_names(*rows(tx, labels.fill(_NAMES), numbers=unknown.to_list())))
    return pl.concat([pl.DataFrame(schema=NAMES), *learned])


def _names(found: Sequence[list[Any]]) -> pl.DataFrame:
    return pl.DataFrame(dict(zip(NAMES, found, strict=True)), NAMES)


def _without(numbers: pl.Series, names: Iterable[pl.DataFrame]) -> pl.Series:
    return numbers.alias("number").to_frame().join(pl.concat(names), "number", "anti")["number"]


def _named(numbers: Iterable[pl.Series], names: pl.DataFrame) -> Iterator[pl.Series]:
    for side in numbers:
        found = side.alias("number").to_frame().join(names, "number", "left", maintain_order="left")
        yield found["id"].alias(side.name)
