"""Leases at a Neo4j server: one of several processes, wherever they run, holds a name until it lets go or falls silent.

They are no part of the graph: taking one is no write of the store. The server's clock alone counts.
"""

from neo4j import ManagedTransaction

from graph.neo4j_link import Link, rows
from graph.neo4j_schema import Labels

_TAKE = """
    MERGE (lease:<store> {name: $name}) SET lease.held = true
    WITH lease, datetime.realtime().epochMillis AS now
    WHERE lease.holder IS NULL OR lease.holder = $holder OR lease.until < now
    SET lease.holder = $holder, lease.until = now + $milliseconds RETURN true
"""
_LET_GO = """
    MATCH (lease:<store> {name: $name}) SET lease.held = true
    WITH lease WHERE lease.holder = $holder REMOVE lease.holder, lease.until
"""
_HELD = "MATCH (lease:<store> {name: $name}) RETURN lease.until > datetime.realtime().epochMillis"


class Leases:
    """The leases of one store."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def take(self, name: str, holder: str, seconds: float) -> bool:
        """Hold a lease for so long from now, unless somebody else holds it; whether it is held."""
        values = {"name": name, "holder": holder, "milliseconds": int(seconds * 1000)}
        return bool(self._link.run(_asked, self._link.labels, _TAKE, values))

    def let_go(self, name: str, holder: str) -> None:
        """Hold it no more; nothing to do where somebody else does."""
        self._link.run(_asked, self._link.labels, _LET_GO, {"name": name, "holder": holder})

    def held(self, name: str) -> bool:
        """Whether anybody holds it now."""
        return self._link.run(_asked, self._link.labels, _HELD, {"name": name}) == [[True]]


def _asked(tx: ManagedTransaction, labels: Labels, text: str, values: dict[str, object]) -> list[list[object]]:
    return rows(tx, labels.fill(text), **values)
