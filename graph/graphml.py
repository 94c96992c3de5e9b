"""The graph as GraphML, for NetworkX, Gephi, yEd and others. It is written as it is read, never held whole."""

import re
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

import orjson
import polars as pl

from graph.export_rows import Fields, Rows

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="kind" for="node" attr.name="kind" attr.type="string"/>
<key id="relation" for="edge" attr.name="relation" attr.type="string"/>
"""

_TYPES = {pl.Int64: "long", pl.Float64: "double", pl.Boolean: "boolean"}

_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def graphml(rows: Rows) -> Iterator[str]:
    """The file's text. A list is a string that holds its JSON; a character that XML cannot hold becomes U+FFFD.

    An edge's id is `start RELATION end`, so that parallel edges stay apart.
    """
    kinds, relations = rows.kinds(), rows.relations()
    yield _HEAD
    for table, role in [*((kind, "node") for kind in kinds), *((name, "edge") for name in relations)]:
        for field, type in rows.types(table).items():
            said = _TYPES.get(type.base_type(), "string")
            yield f'<key id="{table}.{field}" for="{role}" attr.name="{field}" attr.type="{said}"/>\n'
    yield f'<graph id="tongxin-{rows.version}" edgedefault="directed">\n'
    for kind in kinds:
        for id, fields in rows.nodes(kind):
            yield f'<node id="{id}"><data key="kind">{kind}</data>{_data(kind, fields)}</node>\n'
    for name in relations:
        for start, end, fields in rows.edges(name):
            head = f'<edge id="{start} {name} {end}" source="{start}" target="{end}">'
            yield f'{head}<data key="relation">{name}</data>{_data(name, fields)}</edge>\n'
    yield "</graph>\n</graphml>\n"


def _data(table: str, fields: Fields) -> str:
    return "".join(f'<data key="{table}.{field}">{_text(value)}</data>' for field, value in fields.items())


def _text(value: Any) -> str:
    if isinstance(value, str):
        # A carriage return written as it is would be read as a line feed.
        return escape(_NOT_IN_XML.sub("\ufffd", value), {"\r": "&#13;"})
    return escape(orjson.dumps(value).decode())
