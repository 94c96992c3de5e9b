"""Compiled functions give what they gave before, also where numba can keep no cache."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
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


INNER = "from matching.compiled import compiled\n\n\n@compiled\ndef inner(n):\n    return n + {}\n"
OUTER = """
from pathlib import Path
from matching.compiled import compiled, forget_stale
forget_stale(Path(__file__).parent)
from inner import inner

@compiled
def outer(n):
    return 10 * inner(n)

print(outer(4))
"""


def test_what_calls_a_function_of_a_changed_file_is_compiled_anew(tmp_path: Path) -> None:
    (tmp_path / "outer.py").write_text(OUTER)
    said = []
    for more in (1, 2, 2):
        (tmp_path / "inner.py").write_text(INNER.format(more))
        program = "import sys; sys.path.insert(0, '.'); import outer"
        done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
        said.append(int(done.stdout))
    assert said == [50, 60, 60]
    assert list(tmp_path.rglob("*.nbi"))
