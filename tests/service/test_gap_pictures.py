"""What pictures of gaps and of the graph are drawn from: classes of heat, hexagons, lines, fans; and files."""

import csv
import io
from itertools import combinations
from math import hypot, sqrt

from hypothesis import given
from hypothesis import strategies as st

from service.exploring.rings import fans
from service.gaps.files import written
from service.gaps.heat import Heat
from service.gaps.honeycomb import comb
from service.gaps.lines import HEIGHT, chart

POINTS = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=3), st.tuples(*[st.integers(0, 40_000)] * 2), min_size=1, max_size=30
)


def test_heat_has_about_as_many_values_in_each_class() -> None:
    heat = Heat.of(range(101))
    assert [(step.heat, step.low, step.high) for step in heat.steps] == [
        (1, 1, 20), (2, 21, 40), (3, 41, 60), (4, 61, 80), (5, 81, 100),
    ]  # fmt: skip
    assert [heat(value) for value in (0, 1, 20, 21, 100, 300)] == [0, 1, 1, 2, 5, 5]


def test_equal_values_are_equally_hot_and_the_greatest_hottest() -> None:
    assert [Heat.of([1, 1, 1, 1, 9])(value) for value in (1, 9)] == [3, 5]
    assert Heat.of([7, 7])(7) == 5
    assert Heat.of([0, 0])(0) == 0


@given(st.lists(st.integers(0, 50)))
def test_more_is_never_less_hot(values: list[int]) -> None:
    heat = Heat.of(values)
    found = [heat(value) for value in sorted(values)]
    assert found == sorted(found)
    assert all(bool(each) == bool(value) for each, value in zip(found, sorted(values), strict=True))


@given(POINTS)
def test_no_hexagon_lies_over_another(places: dict[str, tuple[int, int]]) -> None:
    drawn = comb(places)
    assert drawn.middles.keys() == places.keys()
    for one, other in combinations(drawn.middles.values(), 2):
        assert hypot(one[0] - other[0], one[1] - other[1]) > sqrt(3) - 1e-9
    for x, y in drawn.middles.values():
        assert sqrt(3) / 2 - 1e-9 <= x <= drawn.width - sqrt(3) / 2 + 1e-9
        assert 1 - 1e-9 <= y <= drawn.height - 1 + 1e-9


def test_what_lies_north_is_drawn_above_and_what_lies_east_to_the_right() -> None:
    drawn = comb({"west": (0, 0), "east": (30_000, 0), "north": (0, 30_000)}).middles
    assert drawn["east"][0] > drawn["west"][0]
    assert drawn["north"][1] < drawn["west"][1]


def test_lines_end_at_round_numbers() -> None:
    drawn = chart(["W47", "W48"], [0, 600], [0, 446])
    assert [value for value, _ in drawn.ticks] == [0, 200, 400, 600, 800]
    assert drawn.lines[0][0][1] == drawn.floor == HEIGHT - 32
    assert drawn.lines[1][1][1] > drawn.lines[0][1][1]
    assert chart(["W48"], [0], [0]).ticks[-1][0] == 4


def test_a_fan_has_a_place_of_its_own_for_everything() -> None:
    around = {f"grid:g{n}": "town:t" for n in range(40)}
    opened = {f"building:b{n}": "grid:g7" for n in range(24)}
    places = fans("town:t", {"town:t": "town:t", **around, **opened}, {id: "" for id in ["town:t", *around, *opened]})
    assert places["town:t"] == (0, 0)
    assert len(set(places.values())) == 65


def test_no_cell_of_a_csv_is_a_formula() -> None:
    text = written(["a", "b"], [["=1+1", "@x"], ["好", None], [-3, "-3"], [402.50, 0.0]]).decode()
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text[1:])))
    assert rows == [["a", "b"], ["'=1+1", "'@x"], ["好", ""], ["-3", "'-3"], ["402.5", "0"]]
