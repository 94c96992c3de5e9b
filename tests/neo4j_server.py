"""A real Neo4j for tests: started once for a whole run of pytest, on a port and in a folder of its own.

`.ci/setup neo4j` brings its files. TONGXIN_TEST_NEO4J=bolt://host:7687 names a server that is there instead; its user
and password come from TONGXIN_NEO4J_USER and TONGXIN_NEO4J_PASSWORD, and whatever is in its spaces `test…` is dropped.
"""

import fcntl
import os
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from neo4j import Driver, GraphDatabase

from graph.neo4j_schema import STEPS, Labels
from graph.neo4j_server import place_of

ROOT = Path(__file__).parent.parent
LIBRARY = ROOT / "build" / "neo4j"
PASSWORD = "willow-lane"

GIVEN = "NEO4J_OF_TESTS"
"""A server that is there; not TONGXIN_…, where only settings may stand."""

FOLDER = "NEO4J_FOLDER_OF_TESTS"
"""Where the processes of one run find the server that one of them has started."""

OWNER = "NEO4J_OWNER_OF_TESTS"
"""The process with which the server ends."""

PATIENCE = 120.0
"""Seconds within which a server must be ready."""

_OPENED = ("java.nio", "java.io", "sun.nio.ch")
_QUICK = ("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""Compiling less well costs a minute of tests nothing, and starting takes half the time."""

_MEASURED = ("-Xmx3g", "-XX:+UseSerialGC")

_SPACES = 24
"""So many stores may be open at once in one test; the next one is made in the place of the first."""


@dataclass(frozen=True)
class Server:
    """A Neo4j that was started here."""

    folder: Path
    port: int
    measured: bool = False
    """With more memory, and compiled as well as Java can: it takes longer to start."""

    @property
    def address(self) -> str:
        return f"bolt://127.0.0.1:{self.port}"

    @property
    def process(self) -> int:
        """The id of its process."""
        return int((self.folder / "process").read_text())

    def start(self) -> None:
        """Start it and wait until it answers; what it holds is what it held when it was stopped."""
        opened = [f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in _OPENED]
        options = _MEASURED if self.measured else _QUICK
        watched = os.environ.get(OWNER, str(os.getpid()))
        classes = f"{LIBRARY}:{LIBRARY}/lib/*"
        line = ["java", *options, *opened, "-cp", classes, "Launcher", str(self.folder), str(self.port), watched]
        process = _spawned(line, self.folder / "log")
        (self.folder / "process").write_text(str(process))
        end = time.monotonic() + PATIENCE
        while not _answers(self.port):
            assert _lives(process), (self.folder / "log").read_text()
            assert time.monotonic() < end, "the Neo4j for tests does not come up"
            time.sleep(0.1)

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """End it, by default without a warning, and wait until it is gone."""
        process = self.process
        with suppress(ProcessLookupError):
            os.kill(process, number)
        while _lives(process):
            time.sleep(0.01)


def _spawned(line: list[str], log: Path) -> int:
    """The id of a new process, whoever it outlives: another process of this run may be the one that ends it."""
    written = (os.POSIX_SPAWN_OPEN, 1, str(log), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    actions = [written, (os.POSIX_SPAWN_DUP2, 1, 2), (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)]
    return os.posix_spawnp(line[0], line, os.environ, file_actions=actions, setsid=True)


def _answers(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def _lives(process: int) -> bool:
    with suppress(ChildProcessError):
        os.waitpid(process, os.WNOHANG)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def available() -> bool:
    """Whether `.ci/setup neo4j` has brought it."""
    return (LIBRARY / "ready").exists()


def new_server(folder: Path, measured: bool = False) -> Server:
    """Start a server of one's own in an empty folder, with its password set."""
    if not available():
        pytest.skip("no Neo4j for tests: `make test` brings it, with Java and Maven")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = Server(folder, free.getsockname()[1], measured)
    server.start()
    with GraphDatabase.driver(server.address, auth=("neo4j", "neo4j")) as driver:
        order = "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $password"
        driver.execute_query(order, password=PASSWORD, database_="system")
    return server


# One for a run of pytest


def prepare(*, is_worker: bool) -> None:
    """At the start of pytest, before it starts processes: say where they meet."""
    given = os.environ.pop("TONGXIN_TEST_NEO4J", "")
    if given:
        os.environ[GIVEN] = given
    if not is_worker:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="tongxin-neo4j-")
        os.environ[OWNER] = str(os.getpid())


def finish(*, is_worker: bool) -> None:
    """At the end of pytest: stop the server if one was started."""
    if _driver.cache_info().currsize:
        _driver().close()
    if not is_worker:
        folder = Path(os.environ[FOLDER])
        if (folder / "server" / "process").exists():
            Server(folder / "server", 0).kill()
        shutil.rmtree(folder)


def shared() -> Server:
    """The server of this run, started by whoever asks first."""
    folder = Path(os.environ[FOLDER])
    port = folder / "port"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not port.exists():
            (folder / "server").mkdir(exist_ok=True)
            port.write_text(str(new_server(folder / "server").port))
    return Server(folder / "server", int(port.read_text()))


@cache
def server_address() -> str:
    """The address of the server for tests; from then on the environment has its password."""
    if given := os.environ.get(GIVEN):
        return given
    os.environ["TONGXIN_NEO4J_PASSWORD"] = PASSWORD
    return shared().address


def signed_in(address: str) -> Driver:
    """A driver for what a test asks in Cypher of its own."""
    user = os.environ.get("TONGXIN_NEO4J_USER", "neo4j")
    return GraphDatabase.driver(address, auth=(user, os.environ["TONGXIN_NEO4J_PASSWORD"]))


@cache
def _driver() -> Driver:
    return signed_in(server_address())


_numbers = [0]


def begin_test() -> None:
    """The stores of the test before are used no more: a space that was used before is faster than a new one."""
    _numbers[0] = 0


def fresh(kept: str = "") -> str:
    """The address of a store that is empty and this test's own.

    :param kept: a name for one that is to last longer than a test.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    space = f"test{worker}{kept or _numbers[0] % _SPACES}"
    _numbers[0] += not kept
    wipe(_driver(), Labels(space))
    return f"{server_address()}?space={space}"


_WIPE = "MATCH (n:<label>) DETACH DELETE n"
_NEW = "MATCH (gate:<store> {name: 'gate'}) SET gate = {name: 'gate', version: 0, kept: 0, held: true, schema: $schema}"


def wipe(driver: Driver, labels: Labels) -> None:
    """Drop everything of a space but its schema."""
    for label in ("<thing>", "<was>", "<dropped>", "<written>"):
        driver.execute_query(labels.fill(_WIPE.replace("<label>", label)))
    driver.execute_query(labels.fill(_NEW), schema=len(STEPS))


def told(address: str) -> bytes:
    """All that the server tells of a store's space: every label, type and property of nodes and relations."""
    labels, all_told = Labels(place_of(address).space), []
    for label in ("<thing>", "<store>", "<was>", "<dropped>", "<written>"):
        all_told += _driver().execute_query(labels.fill(f"MATCH (n:{label}) RETURN labels(n), properties(n)")).records
    edges = labels.fill("MATCH (:<thing>)-[r]->() RETURN type(r), properties(r)")
    return str([*all_told, *_driver().execute_query(edges).records]).encode()


@contextmanager
def own_server(measured: bool = False) -> Iterator[Server]:
    """A server that a test may kill, until the context ends."""
    with tempfile.TemporaryDirectory(prefix="tongxin-neo4j-") as folder:
        server = new_server(Path(folder), measured)
        try:
            yield server
        finally:
            server.kill()
