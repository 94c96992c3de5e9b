"""The graph in a Neo4j server. It keeps the promise of `graph.store.GraphStore`."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from uuid import uuid4

from neo4j.exceptions import IncompleteCommit

from graph.acts import acts_of
from graph.errors import Unreachable
from graph.neo4j_backup import back_up
from graph.neo4j_gate import look
from graph.neo4j_lease import Leases
from graph.neo4j_link import Link
from graph.neo4j_names import Names
from graph.neo4j_notes import Notes
from graph.neo4j_reader import Neo4jReader
from graph.neo4j_write import apply, forget, version_of
from graph.store import Change
from graph.warm_columns import WarmColumns


class Neo4jStore:
    """See `graph.store.GraphStore`. An open store must not be carried over a fork: open it in the child.

    `leases` and `notes` are what the processes that share it tell each other, beside the graph.
    """

    def __init__(self, address: str) -> None:
        """Open the store at an address: see `graph.neo4j_server.place_of`.

        :raises Unusable: not an address of ours, or the server refuses who asks. :raises Unreachable: no answer.
        """
        self.address = address
        self._link = Link(address)
        self.leases, self.notes = Leases(self._link), Notes(self._link)
        self._columns, self._names = WarmColumns(), Names()

    def write(self, changes: Sequence[Change], *, by: str, expect: Mapping[str, int] | None = None) -> int:
        acts, token = acts_of(changes), uuid4().hex
        try:
            return self._link.run(apply, self._link.labels, acts, expect or {}, by, token)
        except Unreachable as error:
            if not isinstance(error.__context__, IncompleteCommit):
                raise
        return self._found(token)

    def _found(self, token: str) -> int:
        """The version of a write whose commit was sent and not answered."""
        version = self._link.run(version_of, self._link.labels, token)
        if version is None:
            raise Unreachable(f"store {self.address}: the server went away, and nothing was written; try again")
        return version

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[Neo4jReader]:
        reader = Neo4jReader(self._link, self._columns, self._names, look(self._link))
        try:
            yield reader
        finally:
            reader.end()

    def backup(self, target: Path) -> int:
        return back_up(self._link, look(self._link), target)

    def forget(self) -> None:
        self._link.run(forget, self._link.labels)

    def close(self) -> None:
        self._link.close()
