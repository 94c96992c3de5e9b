"""The line to a Neo4j server: one driver, its pool, and transactions that are tried again when that may help."""

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from neo4j import WRITE_ACCESS, Driver, GraphDatabase, ManagedTransaction

from graph.errors import GraphError
from graph.neo4j_schema import Labels, bring_forward, told
from graph.neo4j_server import place_of, server_settings

T = TypeVar("T")

_FIRST_PAUSE = 0.1
"""Seconds before a transaction is tried again; each further pause is twice as long, as long as patience lasts."""


class Link:
    """A space of a database, and the way to it. Safe for several threads; not to be carried over a fork.

    Everything goes to the server that writes (in a cluster, the leader): followers lag behind it, and who signed in at
    one process of the service must be known to the next. Bookmarks say the same to a leader that has just been chosen.
    """

    def __init__(self, address: str) -> None:
        """Connect, and bring the schema forward.

        :raises Unusable: not an address of ours, or the server refuses who asks. :raises Unreachable: no answer.
        """
        place, self.address = place_of(address), address
        self.labels = Labels(place.space)
        self._database = place.database
        self._closed = False
        self._bookmarks = GraphDatabase.bookmark_manager()
        with told(address):
            self._driver = _driver(place.server)
            try:
                with self._session() as session:
                    bring_forward(session, self.labels, address)
            except BaseException:
                self._driver.close()
                raise

    def run(self, work: Callable[..., T], *arguments: Any) -> T:
        """What `work(transaction, *arguments)` gives. It may be called several times, and all but one come to nothing.

        :raises GraphError: the link is closed, or the server refuses. :raises Unreachable: no answer.
        """
        if self._closed:
            raise GraphError(f"store {self.address}: is closed; open it again")
        with told(self.address), self._session() as session:
            found: T = session.execute_write(work, *arguments)
            return found

    def _session(self) -> Any:
        return self._driver.session(
            database=self._database, default_access_mode=WRITE_ACCESS, bookmark_manager=self._bookmarks
        )

    def close(self) -> None:
        """Closing twice is fine."""
        self._closed = True
        self._driver.close()


def rows(tx: ManagedTransaction, text: str, /, **values: Any) -> list[Any]:
    """The rows of a statement, each a list of what its columns hold."""
    return tx.run(text, values).values()


def _driver(server: str) -> Driver:
    settings = server_settings()
    # What it logs repeats the server's words, which may be somebody's data. What goes wrong for good is raised.
    logging.getLogger("neo4j").setLevel(logging.CRITICAL)
    return GraphDatabase.driver(
        server,
        auth=(settings.neo4j_user, settings.neo4j_password.get_secret_value()),
        max_connection_pool_size=settings.neo4j_connections,
        connection_timeout=settings.neo4j_patience,
        connection_acquisition_timeout=settings.neo4j_patience,
        max_transaction_retry_time=settings.neo4j_patience,
        initial_retry_delay=_FIRST_PAUSE,
        notifications_min_severity="OFF",
        user_agent="tongxin",
    )
