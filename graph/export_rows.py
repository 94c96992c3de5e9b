"""What an export writes, row by row: every node and edge with the fields that may leave."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from graph.columns import schema
from graph.model import KINDS
from graph.personal import fields_of, tables
from graph.store import Reader

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """The graph of a reader. `personal`: also what `graph.personal` lists."""

    reader: Reader
    personal: bool

    @property
    def version(self) -> int:
        return self.reader.version

    def kinds(self) -> list[str]:
        """The kinds of which there is any."""
        return [kind for kind in tables(personal=self.personal)[0] if self.reader.count(kind)]

    def relations(self) -> list[str]:
        """The relations of which there is any."""
        return [name for name in tables(personal=self.personal)[1] if self.reader.count(name)]

    def types(self, table: str) -> Mapping[str, pl.DataType]:
        """The fields of a table's rows, with their types as columns."""
        return schema(table, fields_of(table, personal=self.personal))

    def nodes(self, kind: str) -> Iterator[tuple[str, Fields]]:
        """The id of each node and its fields, None left out."""
        fields = set(fields_of(kind, personal=self.personal))
        for node in self.reader.nodes(KINDS[kind]):
            yield node.id, node.model_dump(include=fields, exclude_none=True)

    def edges(self, relation: str) -> Iterator[tuple[str, str, Fields]]:
        """The start and end of each edge and its properties, None left out."""
        fields = fields_of(relation, personal=self.personal)
        for start, end, *values in self.reader.columns(relation, *fields).iter_rows():
            told = zip(fields, values, strict=True)
            yield start, end, {field: value for field, value in told if value is not None}
