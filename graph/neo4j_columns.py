"""A whole kind or relation of a Neo4j graph as columns.

The server sends one row of whole lists: a record for each edge costs ten times as much. They are put in order here.
"""

from collections.abc import Sequence
from typing import Any

import orjson
import polars as pl

from graph.columns import defaults, keys, schema
from graph.model import KINDS
from graph.neo4j_gate import Past, Question

_NODES = (
    "MATCH (x:<thing>) WHERE x.id > $after AND x.id < $end AND <seen> WITH collect(x) AS all WITH [<lists>] AS found"
)
_EDGES = "MATCH (:<thing>)-[x:<relation>]->() WHERE <seen> WITH collect(x) AS all WITH [<lists>] AS found"

_KEYS = {"id": "x.id", "start": "startNode(x).id", "end": "endNode(x).id"}


def columns_question(table: str, fields: tuple[str, ...]) -> Question:
    """Asks for a list for each key and field, all in one order.

    :raises BadValue: a table or field that the vocabulary does not have.
    """
    names = [*keys(table), *schema(table, fields)]
    # `collect` leaves nulls out, and a list that is made of another does not.
    lists = ", ".join(f"[x IN all | {_KEYS.get(name, f'x.{name}')}]" for name in names)
    if table in KINDS:
        prefix = KINDS[table].PREFIX
        text, values = _NODES, {"after": f"{prefix}:", "end": f"{prefix};"}
    else:
        text, values = _EDGES.replace("<relation>", table), {}
    return Question(text.replace("<lists>", lists), (table,), values, large=True, nothing=[[] for _ in names])


def frame_of(table: str, fields: tuple[str, ...], lists: Sequence[list[Any]], past: list[Past]) -> pl.DataFrame:
    """The columns from what was found, and from what was there instead of what is otherwise now."""
    names, asked = keys(table), schema(table, fields)
    types = {**dict.fromkeys(names, pl.String()), **asked}
    frames = [_frame(types, lists)]
    if past:
        bodies = [orjson.loads(each.body) for each in past]
        then = [list(column) for column in zip(*(each.key[-len(names) :] for each in past), strict=True)]
        frames.append(_frame(types, [*then, *([body.get(field) for body in bodies] for field in asked)]))
    return in_order(pl.concat(frames), table)


def in_order(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """The rows in the order of their keys, and what stands for a field that a row has not."""
    names = keys(table)
    frame = frame.sort(names)
    absent = defaults(table, [name for name in frame.columns if name not in names])
    return frame.with_columns(pl.col(field).fill_null(value) for field, value in absent.items())


def series(name: str, values: Sequence[Any], type: pl.DataType) -> pl.Series:
    """A column of these values. Polars takes lists one by one, and reads them from JSON in a twentieth of the time."""
    if type != pl.List or not values:
        return pl.Series(name, values, type)
    return pl.Series(name, [orjson.dumps(values).decode()]).str.json_decode(pl.List(type)).explode()


def _frame(types: dict[str, pl.DataType], lists: Sequence[list[Any]]) -> pl.DataFrame:
    columns = zip(types.items(), lists, strict=True)
    return pl.DataFrame([series(name, values, type) for (name, type), values in columns])
