"""A call in a process of its own, so that its memory is its own."""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")


def apart(call: Callable[P, T], *words: P.args, **named: P.kwargs) -> T:
    """What a function of a module answers there."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(call, *words, **named).result()


def peak() -> int:
    """MB that this process has had at most."""
    return getrusage(RUSAGE_SELF).ru_maxrss // 1024


def peak_of_workers() -> int:
    """MB that the largest process that worked for this one, and has ended, has had at most."""
    return getrusage(RUSAGE_CHILDREN).ru_maxrss // 1024
