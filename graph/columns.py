"""A kind or relation as columns: which there are, and of which type. Every store gives the same."""

from collections.abc import Sequence
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

import polars as pl
from pydantic import BaseModel

from graph.errors import BadValue
from graph.model import KINDS
from graph.relations import RELATIONS

_TYPES: dict[type, type[pl.DataType]] = {str: pl.String, int: pl.Int64, float: pl.Float64, bool: pl.Boolean}


def keys(table: str) -> tuple[str, ...]:
    """The columns that identify a row, and order the rows: `id` of a kind, `start` and `end` of a relation.

    :raises BadValue: neither a kind nor a relation.
    """
    if table in KINDS:
        return ("id",)
    if table in RELATIONS:
        return ("start", "end")
    raise BadValue(f"table {table!r}: neither a kind (see graph.model) nor a relation (see graph.relations)")


def schema(table: str, fields: Sequence[str]) -> dict[str, pl.DataType]:
    """The columns that come after the keys, each once and in the order asked, with their types.

    A field holds null where the model holds None.

    :raises BadValue: a table or field that the vocabulary does not have.
    """
    known = _model(table).model_fields
    columns = {}
    for field in fields:
        if field in keys(table):
            continue
        if field not in known:
            raise BadValue(f"{table}.{field}: no such field; {table} has {', '.join(known)}")
        columns[field] = _column_type(known[field].annotation)
    return columns


def defaults(table: str, fields: Sequence[str]) -> dict[str, Any]:
    """What stands for a field in a row that was written before the vocabulary had it; None is left out."""
    known = _model(table).model_fields
    found = {field: known[field].get_default() for field in fields if not known[field].is_required()}
    return {field: value for field, value in found.items() if value is not None}


def _model(table: str) -> type[BaseModel]:
    keys(table)
    return KINDS[table] if table in KINDS else RELATIONS[table].properties


def _column_type(annotation: Any) -> pl.DataType:
    """str → String, int → Int64, float → Float64, bool → Boolean, tuple of str → List(String); None is null."""
    if annotation in _TYPES:
        return _TYPES[annotation]()
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _column_type(inner[0])
    if origin is Literal:
        return _column_type(type(inner[0]))
    if origin is tuple:
        return pl.List(_column_type(inner[0]))
    return _column_type(next(part for part in inner if part is not NoneType))
