"""What stands in a Neo4j database beside the vocabulary: its labels, its constraints, and how they are brought forward.

A node of the graph has two labels: its kind, and `Thing`, under which its id is unique. A relation is a relation of its
own name. Both carry their fields as properties of native types, and `_born` and `_version`: the write that made them
and the write that last changed them. A field that is None, or an empty text by default, is left out.

Beside them stand nodes of ours, whose labels begin with an underscore:

`_Store` named `gate` counts the writes (`version`), and holds for each kind and relation the last write that touched
it. `kept` is the oldest version that can still be read: see `graph.neo4j_gate`.
`_Store` named `turn` is held for the whole of a write: writes come one after another.
`_Was` is what something was from the write `version` until the write `until`, for who still reads an older version.
`_Dropped` is what lived from `born` until `died`. `_Written` is the record of writes.
"""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from neo4j import ManagedTransaction, Session
from neo4j import exceptions as neo4j_errors

from graph.errors import GraphError, Unreachable, Unusable

_LABELS = {"thing": "Thing", "store": "_Store", "was": "_Was", "dropped": "_Dropped", "written": "_Written"}


@dataclass(frozen=True)
class Labels:
    """The labels of one space of a database."""

    space: str

    def fill(self, text: str, **names: str) -> str:
        """A statement in which `<thing>`, `<store>`, `<was>` … are this space's labels, and other `<names>` are those
        given: of kinds, relations and fields of the vocabulary only. Values are parameters, never names."""
        known = {name: f"{label}{self.space}" for name, label in _LABELS.items()}
        names = {**known, "space": self.space, **names}
        return re.sub("<([a-z]+)>", lambda found: names[found[1]], text)


STEPS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE CONSTRAINT thing<space>_id IF NOT EXISTS FOR (n:<thing>) REQUIRE n.id IS UNIQUE",
        "CREATE CONSTRAINT store<space>_name IF NOT EXISTS FOR (n:<store>) REQUIRE n.name IS UNIQUE",
        "CREATE CONSTRAINT written<space>_token IF NOT EXISTS FOR (n:<written>) REQUIRE n.token IS UNIQUE",
        "CREATE INDEX was<space>_table IF NOT EXISTS FOR (n:<was>) ON (n.table)",
        "CREATE INDEX was<space>_at IF NOT EXISTS FOR (n:<was>) ON (n.at)",
        "CREATE INDEX dropped<space>_died IF NOT EXISTS FOR (n:<dropped>) ON (n.died)",
        "CALL db.awaitIndexes(60)",
        "MERGE (gate:<store> {name: 'gate'}) ON CREATE SET gate.version = 0, gate.kept = 0, gate.held = true",
        "MERGE (turn:<store> {name: 'turn'}) ON CREATE SET turn.held = true",
    ),
)
"""Step n brings a database of schema version n - 1 to n. A step that was released is never changed: add one.

Every statement can be run again, so that a step that was interrupted is run whole by whoever opens the store next.
"""


def bring_forward(session: Session, labels: Labels, address: str) -> None:
    """Run the steps that this space of the database has not seen.

    :raises Unusable: a newer Tongxin has been here.
    """
    seen = session.execute_write(_seen, labels)
    if seen > len(STEPS):
        raise Unusable(f"store {address}: schema {seen}, we know up to {len(STEPS)}; install the newer Tongxin")
    for number, step in enumerate(STEPS[seen:], seen + 1):
        for statement in (*step, _MARK):
            with _unless_there():
                session.execute_write(_run, labels.fill(statement), number)


_SEEN = "MATCH (gate:<store> {name: 'gate'}) RETURN gate.schema AS seen"
_MARK = "MATCH (gate:<store> {name: 'gate'}) SET gate.schema = $number"


def _seen(tx: ManagedTransaction, labels: Labels) -> int:
    found = tx.run(labels.fill(_SEEN)).single()
    return int(found["seen"] or 0) if found else 0


@contextlib.contextmanager
def _unless_there() -> Iterator[None]:
    """IF NOT EXISTS does not see what another process is making at this moment."""
    try:
        yield
    except neo4j_errors.ClientError as error:
        if not (error.code or "").endswith("AlreadyExists"):
            raise


def _run(tx: ManagedTransaction, statement: str, number: int) -> None:
    tx.run(statement, number=number).consume()


@contextlib.contextmanager
def told(address: str) -> Iterator[None]:
    """Turn what the driver says into our errors, with the place and the next step.

    Of what the server says only its code is told: its words may repeat somebody's data.
    """
    try:
        yield
    except (neo4j_errors.AuthError, neo4j_errors.Forbidden) as error:
        raise Unusable(
            f"store {address}: the server refuses who asks ({error.code}); set TONGXIN_NEO4J_USER and _PASSWORD"
        ) from None
    except neo4j_errors.ClientError as error:
        if error.code == "Neo.ClientError.Database.DatabaseNotFound":
            raise Unusable(f"store {address}: the server has no such database; give the name of one") from None
        raise GraphError(f"store {address}: the server refused a statement ({error.code}); see its log") from None
    except (neo4j_errors.Neo4jError, neo4j_errors.DriverError, OSError) as error:
        if "OutOfMemory" in str(getattr(error, "code", "")):
            raise GraphError(
                f"store {address}: too much at once for the server's memory; raise its server.memory.heap.max_size"
            ) from None
        why = error.code if isinstance(error, neo4j_errors.Neo4jError) else type(error).__name__
        raise Unreachable(
            f"store {address}: the server cannot be reached, or is not ready ({why}); try again when it is back"
        ) from None
