"""Functions that numba compiles on their first call, and takes from its cache after that.

What is compiled takes no memory of its own, so nothing in it counts references to arrays: counting is atomic, and half
of a search's time went there (57,000 moves a second, and 85,000 without).
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
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


def forget_stale(folder: Path) -> None:
    """Remove from the caches below a folder what is older than any file that has compiled functions.

    numba looks at a function's own file alone: after an update that changed another it would go on with the old code of
    the functions that are called from there.
    """
    kept = {index: index.parent.parent / f"{index.name.split('.')[0]}.py" for index in folder.rglob("*.nbi")}
    newest = max((source.stat().st_mtime for source in kept.values() if source.exists()), default=0.0)
    for index in kept:
        with suppress(OSError):  # another process was quicker, or the folder cannot be written
            if index.stat().st_mtime < newest:
                index.unlink()


forget_stale(Path(__file__).parent)
