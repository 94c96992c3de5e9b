"""Several processes that serve one store from one socket; whichever dies is started again."""

import multiprocessing
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing import connection, parent_process
from multiprocessing.context import SpawnProcess

from prometheus_client.multiprocess import mark_process_dead

from service import logs
from service.metrics import SHARED
from service.refusals import Unservable
from service.settings import Settings

YOUNG = 5.0
"""A process that dies within so many seconds may never be able to live."""

MOST_YOUNG_DEATHS = 5
"""In a row; then the service gives up."""

LAST = 45.0
"""Seconds that the processes have to stop: more than their requests and their solves are given."""

_spawn = multiprocessing.get_context("spawn")
log = logs.logger()

Task = Callable[[Settings, socket.socket], None]
"""What each process does until it is told to stop: SIGINT, SIGTERM."""


@dataclass
class _Member:
    process: SpawnProcess
    born: float = field(default_factory=time.monotonic)


class Family:
    """`settings.processes` processes that all do one task. Use it in the main thread."""

    def __init__(self, task: Task, settings: Settings, listener: socket.socket) -> None:
        self._arguments = (task, settings, listener)
        self._size = settings.processes
        self._members: list[_Member] = []
        self._stop = threading.Event()
        self._young_deaths = 0

    def run(self) -> None:
        """Keep the processes alive until this one is told to stop, then stop them.

        :raises Unservable: they die one after another as soon as they are started.
        """
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, lambda number, frame: self._stop.set())
        with tempfile.TemporaryDirectory(prefix="tongxin-") as folder:
            os.environ[SHARED] = folder  # before the processes load what looks for it
            try:
                self._watch()
            finally:
                self._end()
                del os.environ[SHARED]

    def _watch(self) -> None:
        while not self._stop.is_set():
            while len(self._members) < self._size:
                self._members.append(self._born())
            connection.wait([member.process.sentinel for member in self._members], 0.2)
            for member in [each for each in self._members if not each.process.is_alive()]:
                self._members.remove(member)
                if not self._stop.is_set():
                    self._mourn(member)

    def _born(self) -> _Member:
        process = _spawn.Process(target=_live, args=self._arguments, daemon=False)
        process.start()
        return _Member(process)

    def _mourn(self, member: _Member) -> None:
        """Say that it died; :raises Unservable: the others did not live long either."""
        member.process.join()
        mark_process_dead(member.process.pid)  # type: ignore[no-untyped-call]
        young = time.monotonic() - member.born < YOUNG
        self._young_deaths = self._young_deaths + 1 if young else 0
        log.error("a process ended; another takes its place", code=member.process.exitcode)
        if self._young_deaths >= MOST_YOUNG_DEATHS:
            raise Unservable("the processes end as soon as they begin; their log says why")

    def _end(self) -> None:
        for member in self._members:
            member.process.terminate()
        end = time.monotonic() + LAST
        for member in self._members:
            member.process.join(max(0.0, end - time.monotonic()))
            member.process.kill()
            member.process.join()


def _live(task: Task, settings: Settings, listener: socket.socket) -> None:
    """A process of the family. It does not outlive whoever started it."""
    logs.configure()
    threading.Thread(target=_follow_parent, daemon=True).start()
    try:
        task(settings, listener)
    except Exception:
        log.exception("a process of several failed")
        sys.exit(1)


def _follow_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
