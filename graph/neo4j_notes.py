"""Notes at a Neo4j server: short texts by name that every process of a service sees, and that nobody misses later.

They are no part of the graph: putting one up is no write of the store.
"""

from neo4j import ManagedTransaction

from graph.neo4j_link import Link, rows
from graph.neo4j_schema import Labels

_PUT_UP = "MERGE (note:<store> {name: $name}) SET note.text = $text"
_READ = "MATCH (note:<store> {name: $name}) RETURN note.text"
_TAKE_DOWN = "MATCH (note:<store> {name: $name}) DELETE note"


class Notes:
    """The notes of one store."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def put_up(self, name: str, text: str) -> None:
        """In the place of the last one of that name."""
        self._link.run(_asked, self._link.labels, _PUT_UP, {"name": f"note {name}", "text": text})

    def read(self, name: str) -> str | None:
        """The note of that name; None where there is none."""
        found = self._link.run(_asked, self._link.labels, _READ, {"name": f"note {name}"})
        return found[0][0] if found else None

    def take_down(self, name: str) -> None:
        """Nothing to do where there is none."""
        self._link.run(_asked, self._link.labels, _TAKE_DOWN, {"name": f"note {name}"})


def _asked(tx: ManagedTransaction, labels: Labels, text: str, values: dict[str, str]) -> list[list[str]]:
    return rows(tx, labels.fill(text), **values)
