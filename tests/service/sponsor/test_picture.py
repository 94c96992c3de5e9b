"""The steps of a gift, drawn: round figures along, whole needs up, and the gift where it stands."""

import pytest

from service.sponsor.picture import HEIGHT, picture
from service.sponsor.schemas import UnlockStep


def steps(*amounts: int) -> list[UnlockStep]:
    return [UnlockStep(amount=amount, count=count, more=(), less=()) for count, amount in enumerate(amounts, 1)]


def test_each_step_begins_at_its_amount_and_reaches_to_the_next() -> None:
    drawn = picture(steps(80_000, 320_000), 100_000, 100)
    assert [tick.value for tick in drawn.along] == [0, 100_000, 200_000, 300_000, 400_000]
    assert [(stair.left, stair.width, stair.height) for stair in drawn.stairs] == [
        (20.0, 60.0, HEIGHT / 2),
        (80.0, 20.0, HEIGHT),
    ]
    assert [stair.reached for stair in drawn.stairs] == [True, False]
    assert (drawn.mark, [tick.value for tick in drawn.up]) == (25.0, [0, 1, 2])


def test_where_no_gift_is_named_it_is_half_of_what_is_drawn_and_a_large_one_stands_at_the_end() -> None:
    drawn = picture(steps(80_000, 320_000), None, 100)
    assert (drawn.amount, drawn.mark) == (200_000, 50.0)
    assert picture(steps(80_000), 10**9, 100).mark == 100.0


@pytest.mark.parametrize("amount", [0, 1, 2, 5, 7, 49, 50, 99, 1234, 10**6, 10**12])
@pytest.mark.parametrize("unit", [1, 100])
def test_the_last_figure_is_round_and_beyond_the_last_step(amount: int, unit: int) -> None:
    drawn = picture(steps(amount), None, unit)
    figures = [tick.value for tick in drawn.along]
    assert figures[-1] == drawn.most > amount and figures[-2] <= amount
    assert len(figures) <= 6 and figures == sorted(set(figures))
    assert str(figures[1] // unit).rstrip("0") in {"1", "2", "5"}


@pytest.mark.parametrize("count", [1, 4, 5, 6, 11, 99, 300])
def test_needs_are_marked_in_whole_numbers_and_not_too_many(count: int) -> None:
    marks = [tick.value for tick in picture(steps(*range(1, count + 1)), None, 1).up]
    assert marks[0] == 0 and len(marks) <= 6
    assert marks == sorted(set(marks))
