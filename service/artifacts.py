"""The files that runs made, as they lie in the store, and the run whose plan counts for a week."""

import base64
import hashlib
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
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


class Recent(Generic[T]):
    """The last few things that were made of kept files, by their ids. An id follows the bytes, so none is stale."""

    def __init__(self, keep: int) -> None:
        self._keep = keep
        self._made: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def __call__(self, key: Hashable, make: Callable[[], T]) -> T:
        """The thing of that key, made when it is not there."""
        with self._lock:  # held while making, so that two requests do not read 40 MB twice
            if key not in self._made:
                self._made[key] = make()
                if len(self._made) > self._keep:
                    self._made.popitem(last=False)
            self._made.move_to_end(key)
            return self._made[key]


class Parsed(Generic[T]):
    """Reads kept files of one kind; the last few stay in memory."""

    def __init__(self, read: Callable[[bytes], T], keep: int = 4) -> None:
        self._read, self._recent = read, Recent[T](keep)

    def __call__(self, reader: Reader, id: str) -> T:
        """The file of that id, read; :raises Missing: as `content`."""
        return self._recent(id, lambda: self._read(content(reader, id)))


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
