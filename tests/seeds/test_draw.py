"""Weighted draws and whole shares."""

from hypothesis import given
from hypothesis import strategies as st

from seeds.draw import Weighted, shares, stream


@given(st.integers(0, 500), st.lists(st.floats(0.1, 9), min_size=1, max_size=30))
def test_shares_add_up_and_leave_nobody_without_where_there_is_enough(total: int, weights: list[float]) -> None:
    parts = shares(total, weights)
    assert sum(parts) == total
    assert len(parts) == len(weights)
    assert min(parts) >= (1 if total >= len(weights) else 0)


def test_what_has_no_weight_is_not_drawn() -> None:
    random = stream(1, "test")
    drawn = {Weighted({"a": 1.0, "b": 0.0, "c": 2.0}).one(random) for _ in range(200)}
    assert drawn == {"a", "c"}


def test_some_are_different_and_at_most_as_many_as_there_are() -> None:
    weighted = Weighted({"a": 1.0, "b": 1.0})
    assert sorted(weighted.some(stream(1, "test"), 5)) == ["a", "b"]


def test_each_part_of_a_world_has_its_own_stream() -> None:
    assert stream(1, "a").random() == stream(1, "a").random()
    assert stream(1, "a").random() != stream(1, "b").random()
    assert stream(1, "a").random() != stream(2, "a").random()
