"""A whole kind or relation of the embedded store as columns.

Measured on 2 cores: the `start` and `end` of 1,000,000 edges in 0.3 s, with two properties in 0.7 s. SQLite joins
the values of many rows into one text and polars takes it apart, because a Python object per row costs more than both.
"""

import io
from collections.abc import Iterator

import apsw
import polars as pl

from graph.columns import defaults, keys, schema
from graph.errors import Unusable
from graph.model import KINDS
from graph.sqlite_schema import query

_CHUNK = 50_000
"""Rows that are joined into one text: SQLite allows a text 1 GB."""

_LINES = "group_concat({column}, char(10))"

_NODES = """
    SELECT {lines} FROM (SELECT {columns} FROM node WHERE id > ?1 AND id < ?2 ORDER BY id LIMIT {chunk})
"""
_EDGES = """
    SELECT {lines} FROM (
        SELECT {columns} FROM edge WHERE relation = ?1 AND (start, end) > (?2, ?3) ORDER BY start, end LIMIT {chunk}
    )
"""


def read_columns(connection: apsw.Connection, table: str, fields: tuple[str, ...]) -> pl.DataFrame:
    """The keys of a kind or relation and the fields asked, in the order of the keys.

    :raises BadValue: a table or field that the vocabulary does not have.
    """
    names, asked = keys(table), schema(table, fields)
    columns = (*names, "body") if asked else names
    chunks = _nodes(connection, table, columns) if table in KINDS else _edges(connection, table, columns)
    frames = [_frame(table, chunk, names, asked) for chunk in chunks]
    empty = pl.DataFrame(schema={**dict.fromkeys(names, pl.String()), **asked})
    frame = pl.concat([empty, *frames]).rechunk()
    return frame.with_columns(pl.col(field).fill_null(value) for field, value in defaults(table, [*asked]).items())


def _nodes(connection: apsw.Connection, kind: str, columns: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    sql, prefix = _sql(_NODES, columns), KINDS[kind].PREFIX
    after, end = f"{prefix}:", f"{prefix};"  # ";" comes right after ":", so that these ids are one range
    while (texts := query(connection, sql, (after, end))[0])[0] is not None:
        yield texts
        after = _last_line(texts[0])


def _edges(connection: apsw.Connection, relation: str, columns: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    sql = _sql(_EDGES, columns)
    after = ("", "")
    while (texts := query(connection, sql, (relation, *after))[0])[0] is not None:
        yield texts
        after = _last_line(texts[0]), _last_line(texts[1])


def _sql(template: str, columns: tuple[str, ...]) -> str:
    lines = ", ".join(_LINES.format(column=column) for column in columns)
    return template.format(lines=lines, columns=", ".join(columns), chunk=_CHUNK)


def _last_line(text: str) -> str:
    return text[text.rfind("\n") + 1 :]


def _frame(table: str, texts: tuple[str, ...], names: tuple[str, ...], asked: dict[str, pl.DataType]) -> pl.DataFrame:
    """One text for each key, and one for the bodies where fields are asked; each has a row a line."""
    frame = pl.DataFrame(
        {name: pl.Series([text]).str.split("\n").explode() for name, text in zip(names, texts, strict=False)}
    )
    if not asked:
        return frame
    try:
        return frame.hstack(pl.read_ndjson(io.BytesIO(texts[-1].encode()), schema=asked))
    except pl.exceptions.PolarsError as error:
        raise Unusable(f"{table}: damaged in the store ({error}); restore a backup with `tongxin restore`") from error
