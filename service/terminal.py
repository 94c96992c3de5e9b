"""What a person at a terminal sees of long work: one line on standard error that changes. Elsewhere: nothing."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from matching.limits import Progress, Report


@contextmanager
def progress() -> Iterator[Report | None]:
    """What takes a solve's progress and shows it; None where standard error is not a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console

    with Console(stderr=True).status("reading") as status:
        yield lambda at: status.update(line(at))


def line(at: Progress) -> str:
    """Progress in a line: `exact · 12 s · value 8,953 · bound 9,001 · gap 0.53 %`."""
    parts = [at.phase, f"{at.seconds:.0f} s"]
    if at.objective is not None:
        parts.append(f"value {at.objective:,}")
    if at.bound is not None:
        parts.append(f"bound {at.bound:,}")
    if at.objective is not None and at.bound is not None:
        parts.append(f"gap {(at.bound - at.objective) / max(1, abs(at.bound)):.2%}")
    return " · ".join(parts)
