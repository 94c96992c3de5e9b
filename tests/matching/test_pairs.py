"""Pairs as columns: what is read where there is nothing to read."""

import numpy as np
import pytest

from matching.pairs import Fact, Table, View
from tests.matching.rules.meeting import meeting


def rows(*values: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(values, dtype=np.int64)


def test_the_row_of_nothing_reads_the_blank() -> None:
    table = Table({"age": rows(70, 80), "poor": np.array([True, True]), "sex": np.array(["female", "male"], object)})
    view = View(table, rows(1, -1))
    assert view.age.tolist() == [80, 0]
    assert view.poor.tolist() == [True, False]
    assert view.sex.tolist() == ["male", ""]


def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(AttributeError, match="no column 'hight' in this table"):
        _ = View(Table({"height": rows(1)}), rows(0)).hight


def test_a_fact_holds_between_those_whom_it_names_and_nobody_else() -> None:
    fact = Fact("resident", rows(0, 2, 2), rows(5, 0, 7), rows(10, 20, 30), absent=-1)
    asked = fact.between(rows(0, 2, 2, 2, 1, 9, -1, 2), rows(5, 0, 7, 5, 7, 9, 5, -1))
    assert asked.tolist() == [10, 20, 30, -1, -1, -1, -1, -1]


def test_nothing_known_is_absent_everywhere() -> None:
    assert Fact("resident", rows(), rows(), rows()).between(rows(0, 1), rows(0, 0)).tolist() == [0, 0]


def test_pairs_that_are_kept_keep_their_order_and_their_things() -> None:
    met = meeting("Ai", "Bo", "Cai", provider={"age": [30, 40, 50]})
    kept = met.pairs.where(np.array([True, False, True]))
    assert len(kept) == 2
    assert kept.provider.age.tolist() == [30, 50]
