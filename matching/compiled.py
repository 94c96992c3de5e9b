"""Functions that numba compiles on their first call, and takes from its cache after that.

What is compiled takes no memory of its own, so nothing in it counts references to arrays: counting is atomic, and half
of a search's time went there (57,000 moves a second, and 85,000 without).
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

UNCOUNTED: dict[str, Any] = {"nogil": True, "_nrt": False}

C = TypeVar("C", bound=Callable[..., Any])


def compiled(function: C) -> C:
    """The same function, compiled; other threads run while it does. Where no cache can be kept, it is compiled anew."""
    try:
        return cast("C", numba.njit(cache=True, **UNCOUNTED)(function))
    except RuntimeError:  # numba: no place to keep a cache, neither beside the file nor in the home
        return cast("C", numba.njit(**UNCOUNTED)(function))
