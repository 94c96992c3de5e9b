"""Which node has which number at a Neo4j server.

The server numbers its nodes. To find and send the number of an edge's end costs it a tenth of what the id costs, and a
node is at the end of many edges. When a node is dropped, another may come to have its number.
"""

import threading
from collections.abc import Iterable

import polars as pl

from graph.model import KINDS
from graph.neo4j_gate import Gate

NAMES = {"number": pl.Int64(), "id": pl.String()}
"""The columns of a table that tells ids by numbers, each number once."""


class Names:
    """What is known of each kind, for as long as nobody writes to it: some 60 bytes for each node. Safe for threads."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, pl.DataFrame]] = {}
        self._lock = threading.Lock()

    def known(self, kind: str, gate: Gate) -> pl.DataFrame:
        """What is known of a kind that is true at a version."""
        touch, names = self._known.get(kind, (-1, pl.DataFrame()))
        return names if touch == gate.last_touch([kind]) else pl.DataFrame(schema=NAMES)

    def learn(self, kinds: Iterable[str], found: pl.DataFrame, gate: Gate) -> None:
        """Keep for that version what was found of nodes of these kinds."""
        with self._lock:
            for kind in kinds:
                of_kind = found.filter(pl.col("id").str.starts_with(f"{KINDS[kind].PREFIX}:"))
                known = pl.concat([self.known(kind, gate), of_kind]).unique("number")
                self._known[kind] = gate.last_touch([kind]), known
