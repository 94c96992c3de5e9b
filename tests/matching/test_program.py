"""Programs in flat lists: small ones whose optimum is plain to see, and what HiGHS says of them."""

import numpy as np

from matching.program import Program


def knapsack() -> Program:
    """Three things of 6, 5 and 4 points that take 3, 2 and 2 of 4 units: the last two together are worth 9."""
    program = Program()
    things = [program.add_column(gain) for gain in (6.0, 5.0, 4.0)]
    program.add_row(zip(things, (3.0, 2.0, 2.0), strict=True), high=4.0)
    return program


def test_the_best_things_are_taken_and_the_bound_says_that_there_is_nothing_better() -> None:
    answer = knapsack().solved()
    assert answer.values is not None
    assert (answer.ended, answer.values.round().tolist(), round(answer.bound)) == ("optimal", [0, 1, 1], 9)


def test_other_gains_make_another_best() -> None:
    program = knapsack()
    program.maximise([(0, 10.0)])
    answer = program.solved(hint={0: 1.0})
    assert answer.values is not None and answer.values[0] > 0.5 and round(answer.bound) == 10


def test_rows_that_cannot_hold_together_are_infeasible() -> None:
    program = knapsack()
    program.add_row([(0, 1.0), (1, 1.0)], low=2.0)
    assert program.solved().ended == "infeasible"


def test_rows_lie_by_column_whatever_their_order_was() -> None:
    program = Program()
    a, b, c = (program.add_column() for _ in range(3))
    program.add_row([(c, 3.0), (a, 1.0)], low=0.0)
    program.add_row([(b, 2.0)], high=1.0)
    arrays = program.arrays()
    assert (arrays.row_at.tolist(), arrays.column.tolist(), arrays.factor.tolist()) == ([0, 2, 3], [a, c, b], [1, 3, 2])
    assert np.isinf(arrays.high[0]) and np.isinf(arrays.low[1])
