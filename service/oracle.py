"""Questions about a week that need a solver, answered while somebody waits: by one process that remembers the week.

The service itself never loads a solver. A question is a small frozen object whose `answer` runs over there, on one
snapshot, beside what that process has built and priced before. A question that takes too long, or a process that dies,
costs its asker a 503 and nobody else anything: the next question finds a new process.
"""

import logging
import multiprocessing
import threading
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from service.interrupt import leave
from service.refusals import Busy

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

    from service.known import Known

A_co = TypeVar("A_co", covariant=True)
A = TypeVar("A")

PATIENCE = 20.0
"""Seconds that a question may take, the waiting for its turn not counted."""

TURN = 30.0
"""Seconds to wait for one's turn."""

_spawn = multiprocessing.get_context("spawn")
log = logging.getLogger("service")


class Question(Protocol[A_co]):
    """What is asked. It is pickled, and so is its answer; an error of ours that `answer` raises reaches the asker."""

    def answer(self, known: "Known") -> A_co:
        """The answer, on the graph as `known.reader` shows it."""


class Oracle:
    """One answering process for a store, started with the first question. Safe for several threads."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._turn = threading.Lock()
        self._process: SpawnProcess | None = None
        self._line: Connection | None = None
        self._closed = False

    def ask(self, question: Question[A], seconds: float = PATIENCE) -> A:
        """The answer.

        :param seconds: how long it may take.
        :raises Busy: it took longer, others were being answered for too long, or the process died.
        :raises GraphError, MatchingError, ServiceError: what the question raised.
        """
        if not self._turn.acquire(timeout=TURN):
            raise Busy("others are being answered; ask again in a moment")
        try:
            return self._answered(question, seconds)
        finally:
            self._turn.release()

    def warm(self) -> None:
        """Start the process beforehand, so that the first question need not wait for it."""
        with self._turn:
            if not self._closed:
                self._ready()

    def close(self) -> None:
        """Stop the process. Closing twice is fine; whoever waits for an answer gets a 503."""
        self._closed = True
        self._stop()

    def _answered(self, question: Question[A], seconds: float) -> A:
        line = self._ready()
        try:
            line.send(question)
            if not line.poll(seconds):
                self._stop()
                raise Busy(
                    f"no answer within {seconds:g} seconds; ask for less, or compute the week again and ask then"
                )
            answer = line.recv()
        except (EOFError, OSError):
            self._stop()
            raise Busy("the process that answers has died; ask again") from None
        if isinstance(answer, Exception):
            raise answer
        return cast("A", answer)

    def _ready(self) -> Connection:
        if self._closed:
            raise Busy("the service is stopping; ask again when it is back")
        if self._line is None or self._process is None or not self._process.is_alive():
            self._stop()
            here, there = _spawn.Pipe()
            self._process = _spawn.Process(target=serve, args=(self._address, there), daemon=True)
            self._process.start()
            there.close()
            self._line = here
        return self._line

    def _stop(self) -> None:
        process, line = self._process, self._line
        self._process = self._line = None
        if line is not None:
            line.close()
        if process is not None:
            process.kill()
            process.join()


def serve(address: str, line: Connection) -> None:
    """The answering process: until the line is closed, or the service is gone."""
    import signal

    from graph.store import open_store
    from service import logs
    from service.foresight import PAUSE, Foresight
    from service.known import Memory

    logs.configure()
    import_module("service.weighed")  # beforehand: the solver takes a second to load
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the service decides when to stop
    store = open_store(address)
    memory = Memory()
    foresight = Foresight(store, memory)
    with suppress(EOFError, OSError):
        while True:
            while not line.poll(PAUSE):
                foresight.look()
            question = line.recv()
            with store.snapshot() as reader:
                line.send(_said(question, memory.known(reader)))
    store.close()
    leave(False)


def _said(question: Question[Any], known: "Known") -> Any:
    try:
        return question.answer(known)
    except Exception as error:
        from graph.errors import GraphError
        from matching.errors import MatchingError
        from service.refusals import ServiceError

        if isinstance(error, GraphError | MatchingError | ServiceError):
            return error
        log.exception("a question could not be answered: %s", type(question).__name__)
        return Busy("an unexpected fault; it is in the service's log, please tell whoever runs it")
