"""The whole graph as one file for other tools: GraphML, Cypher statements, or a JSON object a line."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from uuid import uuid4

from graph.cypher_text import cypher
from graph.errors import BadValue, GraphError
from graph.export_rows import Rows
from graph.graphml import graphml
from graph.jsonl import jsonl
from graph.store import Reader

FORMATS = {"graphml": graphml, "cypher": cypher, "jsonl": jsonl}
"""By name: what yields the file's text, piece by piece."""


def export(reader: Reader, format: str, target: Path, *, personal: bool = False) -> None:
    """Write everything that the reader sees to a file, replacing one that is there; it is whole or not there at all.

    :param personal: also what `graph.personal` lists. Leave it out wherever the file leaves the house.
    :raises BadValue: no such format.
    :raises GraphError: the file cannot be written.
    """
    if format not in FORMATS:
        raise BadValue(f"format {format!r}: give one of {', '.join(FORMATS)}")
    with _whole_or_nothing(target) as file:
        file.writelines(FORMATS[format](Rows(reader, personal=personal)))


@contextlib.contextmanager
def _whole_or_nothing(target: Path) -> Iterator[IO[str]]:
    part = target.with_name(f".{target.name}.{uuid4().hex}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        raise GraphError(
            f"file {target}: cannot be written ({error.strerror}); check the path and the space"
        ) from error
    finally:
        part.unlink(missing_ok=True)
