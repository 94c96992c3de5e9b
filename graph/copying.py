"""One store's graph into another, whatever keeps them: nodes first, then edges, then both are compared whole."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

import orjson
import polars as pl

from graph.bodies import body_of, edge_of
from graph.columns import keys
from graph.errors import GraphError, NotEmpty
from graph.model import KINDS, Node
from graph.personal import fields_of
from graph.relations import RELATIONS, Edge
from graph.store import GraphStore, Put, Reader

BATCH = 20_000
"""Items in one write."""

BY = "copy"


@dataclass(frozen=True)
class Tally:
    """What a store holds: how many nodes and edges, and the SHA-256 of all of them in order."""

    nodes: int
    edges: int
    sha256: str


def copy(source: GraphStore, target: GraphStore) -> Tally:
    """Bring a graph as it is now into a store that is empty, or that holds a part of it: what an earlier copy left.

    :returns: what both hold.
    :raises NotEmpty: the target holds what the source does not. :raises GraphError: they differ at the end.
    """
    with source.snapshot() as reader:
        with target.snapshot() as there:
            _check_part(reader, there)
        for kind in KINDS.values():
            _bring_nodes(reader, target, kind)
        for relation in RELATIONS:
            _bring_edges(reader, target, relation)
        here = tally(reader)
    with target.snapshot() as there:
        found = tally(there)
    if found != here:
        raise GraphError(f"copy: {found} came of {here}; does anybody else write to the target? Stop that, copy again")
    return found


def tally(reader: Reader) -> Tally:
    """What a reader sees."""
    digest = hashlib.sha256()
    nodes = _fed(digest, _node_lines(reader))
    return Tally(nodes, _fed(digest, _edge_lines(reader)), digest.hexdigest())


def _fed(digest: "hashlib._Hash", lines: Iterator[bytes]) -> int:
    """How many lines it was fed with."""
    number = 0
    for line in lines:
        digest.update(line)
        digest.update(b"\n")
        number += 1
    return number


def _node_lines(reader: Reader) -> Iterator[bytes]:
    for node in chain.from_iterable(reader.nodes(kind) for kind in KINDS.values()):
        yield body_of(node).encode()


def _edge_lines(reader: Reader) -> Iterator[bytes]:
    for relation in RELATIONS:
        for row in _edges(reader, relation).iter_rows():
            yield orjson.dumps([relation, *row])


def _edges(reader: Reader, relation: str) -> pl.DataFrame:
    return reader.columns(relation, *fields_of(relation, personal=True))


def _check_part(source: Reader, target: Reader) -> None:
    """:raises NotEmpty: the target holds what the source does not, and it would be lost, or lie between."""
    for table in (*KINDS, *RELATIONS):
        if target.count(table):
            strange = target.columns(table).join(source.columns(table), on=list(keys(table)), how="anti")
            if strange.height:
                many = f"{strange.height} of {table}"
                raise NotEmpty(f"the target holds {many} that the source does not; give an empty store")


def _bring_nodes(source: Reader, target: GraphStore, kind: type[Node]) -> None:
    nodes = source.nodes(kind)
    while batch := list(islice(nodes, BATCH)):
        with target.snapshot() as reader:
            there = reader.get_all([node.id for node in batch]) if reader.count(kind.KIND) else [None] * len(batch)
        target.write([Put(node) for node, other in zip(batch, there, strict=True) if node != other], by=BY)


def _bring_edges(source: Reader, target: GraphStore, relation: str) -> None:
    edges = _edges(source, relation)
    with target.snapshot() as reader:
        missing = edges.join(_edges(reader, relation), on=edges.columns, how="anti", nulls_equal=True)
    for rows in missing.iter_slices(BATCH):
        target.write([Put(_edge(relation, row)) for row in rows.iter_rows(named=True)], by=BY)


def _edge(relation: str, row: dict[str, object]) -> Edge:
    fields = {name: value for name, value in row.items() if value is not None and name not in keys(relation)}
    return edge_of(relation, str(row["start"]), str(row["end"]), orjson.dumps(fields))
