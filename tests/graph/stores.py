"""The stores that the contract suite runs on. A new store is one line here."""

from collections.abc import Callable
from pathlib import Path

STORES: dict[str, Callable[[Path], str]] = {
    "sqlite": lambda folder: str(folder / "graph.db"),
}
"""By name: the address of a store that is empty, given a fresh folder that it may use."""
