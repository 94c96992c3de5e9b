"""The graph as JSON, an object a line: first what it is, then every node, then every edge."""

from collections.abc import Iterator
from typing import Any

import orjson

from graph.export_rows import Rows


def jsonl(rows: Rows) -> Iterator[str]:
    """The file's lines: `{"format", "version", "personal"}`, then `{"kind", "id", "fields"}`, then `{"relation",
    "start", "end", "properties"}`."""
    yield _line(format="tongxin-graph/1", version=rows.version, personal=rows.personal)
    for kind in rows.kinds():
        for id, fields in rows.nodes(kind):
            yield _line(kind=kind, id=id, fields=fields)
    for relation in rows.relations():
        for start, end, properties in rows.edges(relation):
            yield _line(relation=relation, start=start, end=end, properties=properties)


def _line(**value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE).decode()
