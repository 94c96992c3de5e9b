"""The files that runs made, as they lie in the store, and the run whose plan counts for a week."""

import base64
import hashlib
import zlib
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from graph.errors import Missing
from graph.model import Artifact, Run
from graph.store import Reader
from matching.reading import read_plan, read_problem, read_tally

T = TypeVar("T")

LIVE = frozenset({"queued", "running"})
"""The states of a run that is not finished."""


def artifact(data: bytes) -> Artifact:
    """A JSON file as a node; the same bytes always make the same node."""
    digest = hashlib.sha256(data).hexdigest()
    packed = base64.b64encode(zlib.compress(data)).decode("ascii")
    return Artifact(id=f"artifact:{digest[:32]}", media="application/json", sha256=digest, content=packed)


def content(reader: Reader, id: str) -> bytes:
    """The bytes of a kept file.

    :raises Missing: no such file, or its bytes are not those of its SHA-256.
    """
    node = reader.get(id)
    if not isinstance(node, Artifact):
        raise Missing(f"artifact {id!r}: not in the store; run the week again")
    data = zlib.decompress(base64.b64decode(node.content))
    if hashlib.sha256(data).hexdigest() != node.sha256:
        raise Missing(f"artifact {id!r}: its bytes are damaged; run the week again")
    return data


class Parsed(Generic[T]):
    """Reads kept files of one kind. The last few stay in memory: an id follows the bytes, so they cannot go stale."""

    def __init__(self, read: Callable[[bytes], T], keep: int = 4) -> None:
        self._read, self._keep = read, keep
        self._recent: OrderedDict[str, T] = OrderedDict()
        self._lock = Lock()

    def __call__(self, reader: Reader, id: str) -> T:
        """The file of that id, read; :raises Missing: as `content`."""
        with self._lock:  # held while reading, so that two requests do not read 40 MB twice
            if id not in self._recent:
                self._recent[id] = self._read(content(reader, id))
                if len(self._recent) > self._keep:
                    self._recent.popitem(last=False)
            self._recent.move_to_end(id)
            return self._recent[id]


problem_of = Parsed(read_problem)
plan_of = Parsed(read_plan, keep=32)
tally_of = Parsed(read_tally)


def week_runs(reader: Reader, week: str) -> list[Run]:
    """The runs of a week, oldest first."""
    runs = (run for run in reader.nodes(Run) if run.week == week)
    return sorted(runs, key=lambda run: (run.created, reader.node_version(run.id)))


def plan_run(runs: list[Run]) -> Run | None:
    """The newest finished run that has a plan: its plan is the week's."""
    return next((run for run in reversed(runs) if run.state not in LIVE and run.plan), None)
