"""Compiled functions give what they gave before, also where numba can keep no cache."""

from collections.abc import Callable
from typing import Any

import pytest

from matching.compiled import compiled


def nowhere() -> Callable[[int], int]:
    """A function without a file: numba has no place for its cache."""
    space: dict[str, Any] = {}
    exec("def twice(n):\n    return 2 * n", space)
    made: Callable[[int], int] = space["twice"]
    return made


def thrice(n: int) -> int:
    return 3 * n


@pytest.mark.parametrize(("function", "expected"), [(nowhere(), 14), (thrice, 21)])
def test_a_compiled_function_gives_what_it_gave(function: Callable[[int], int], expected: int) -> None:
    assert compiled(function)(7) == expected == function(7)
