"""What the figures were measured on, in one line: without it they mean nothing."""

import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

MEASURED = ("apsw", "numba", "numpy", "ortools", "polars")


def machine_line() -> str:
    """Cores that this process may use, memory, load of the last minute, Python and the libraries that matter."""
    libraries = " ".join(f"{name} {version(name)}" for name in MEASURED)
    load = os.getloadavg()[0]
    return f"{_processor()}, {_cores()} cores, {_memory()} GB, load {load:.1f}, {_python()}, {libraries}"


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9)


def _python() -> str:
    return f"Python {platform.python_version()} on {sys.platform} {platform.machine()}"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown processor"
