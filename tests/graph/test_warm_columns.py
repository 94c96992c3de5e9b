"""Columns that stay in memory, within bounds."""

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from graph import warm_columns
from graph.store import Put, open_store
from tests.graph.lane import WORLD, resident


def test_a_write_elsewhere_leaves_columns_warm_and_a_write_there_renews_them(tmp_path: Path) -> None:
    """Warm columns share their memory with what was given before; columns that were read again do not."""
    with closing(open_store(str(tmp_path / "graph.db"))) as store:
        store.write(WORLD, by="test")

        def values(table: str, field: str) -> np.ndarray:
            with store.snapshot() as reader:
                return reader.columns(table, field)[field].to_numpy()

        born, times = values("Resident", "birth_year"), values("HELPED", "times")
        store.write([Put(resident(1))], by="test")
        assert np.shares_memory(times, values("HELPED", "times"))
        assert not np.shares_memory(born, values("Resident", "birth_year"))


def test_when_all_are_too_large_those_not_asked_for_longest_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm_columns, "WARM_BYTES", 0)
    with closing(open_store(str(tmp_path / "graph.db"))) as store:
        store.write(WORLD, by="test")
        with store.snapshot() as reader:
            for _ in range(2):
                assert reader.columns("Resident", "name").height == 2
                assert reader.columns("KNOWS").height == 1
