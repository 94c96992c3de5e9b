"""Functions that numba compiles on their first call, and takes from its cache after that."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

C = TypeVar("C", bound=Callable[..., Any])


def compiled(function: C) -> C:
    """The same function, compiled; other threads run while it does. Where no cache can be kept, it is compiled anew."""
    try:
        return cast("C", numba.njit(cache=True, nogil=True, _nrt=False)(function))
    except RuntimeError:  # numba: no place to keep a cache, neither beside the file nor in the home
        return cast("C", numba.njit(nogil=True, _nrt=False)(function))
