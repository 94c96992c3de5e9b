"""The ways of finding candidates that we measure against answer the same question as ours."""

from pathlib import Path
from random import Random

import pytest

from graph.candidates import candidates
from tests.benchmarks.sql_join import join
from tests.benchmarks.walk import load, walk
from tests.graph.random_week import WEEK, random_week
from tests.graph.reading import graph_of

MONDAY = "2026-11-23"


@pytest.mark.parametrize("seed", range(20))
def test_columns_a_walk_and_a_join_find_the_same(seed: int, tmp_path: Path) -> None:
    with graph_of(random_week(Random(seed)), tmp_path) as reader:
        expected = candidates(reader, WEEK).rows()
        assert walk(load(reader), WEEK, MONDAY) == expected
        assert join(tmp_path / "graph.db", WEEK, MONDAY) == expected
