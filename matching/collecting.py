"""Python's garbage collector, paused where millions of small objects are made that all stay."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collecting() -> Iterator[None]:
    """Within it nothing is collected: looking through a large week again and again, always for nothing, took a quarter
    of the time before the first plan. What is no longer referred to is freed all the same, cycles apart."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()
