"""Compiled: the loop of ruin and recreate with annealing. README.md beside this file explains it."""

import numpy as np

from matching.compiled import compiled
from matching.search.chance import below, chance
from matching.search.ruin import join_idle, put_in_order, ruin_around, worst_of_some
from matching.search.seating import remove, seat_team
from matching.search.tables import Ints, Notes, Records, Tables
from matching.search.teams import insert


@compiled
def steps(
    times: int, hot: float, cold: float, ruin: int, blink: float, objective: int, best: int, best_option: Ints,
    best_seat: Ints, tables: Tables, notes: Notes,
) -> tuple[int, int]:  # fmt: skip
    """`times` moves at temperatures from `hot` down to `cold`; (objective, best objective).

    The best plan is kept in `best_option` (by need) and `best_seat` (by seat).
    """
    need, option, member, cell, entry, candidate, use, end, bond, capacity, left, user, floor, seat, link, game = tables
    mark, out, keys, aside, teams, team, other = notes
    needs, most = len(need), len(out) - 1
    for i in range(needs):
        mark[i] = -1
    cooling, temperature = np.log(cold / hot), hot
    for turn in range(times):
        if turn % 256 == 0:
            temperature = hot * np.exp(cooling * turn / times)
        out[0] = worst_of_some(need, game)
        mark[out[0]] = turn
        n = ruin_around(
            out, mark, turn, 1 + below(game, ruin), need, option, member, cell, entry, candidate, use, capacity, left,
            seat, link, game,
        )  # fmt: skip
        n = join_idle(out, mark, turn, n, most, need, candidate, use, capacity, user, seat, game)
        gained = -set_aside(out, n, aside, teams, need, candidate, use, capacity, left, floor, seat, link, game)
        put_in_order(out, keys, n, need, game)
        for z in range(n):
            gained += insert(
                out[z], blink, team, other, need, option, member, cell, entry, candidate, use, end, bond, capacity,
                left, floor, seat, link, game,
            )  # fmt: skip
        if game[0].broken == 0 and (gained >= 0 or gained > temperature * np.log(chance(game) + 1e-300)):
            objective += gained
            if objective > best:
                best = objective
                keep(best_option, best_seat, need, seat)
        else:
            put_back(n, aside, teams, need, candidate, use, end, bond, capacity, left, floor, seat, link, game)
    return objective, best


@compiled
def set_aside(
    out: Ints, n: int, aside: Records, teams: Ints, need: Records, candidate: Records, use: Records, capacity: Records,
    left: Ints, floor: Records, seat: Records, link: Records, game: Records,
) -> int:  # fmt: skip
    """Take the needs in `out` from the plan, and remember how each was served; what they were worth."""
    worth = 0
    for z in range(n):
        row = need[out[z]]
        aside[z].need, aside[z].option, aside[z].size = out[z], row.option, row.seated
        if row.option >= 0:
            for t in range(row.seated):
                teams[z, t] = seat[row.seat_at + t].candidate
            worth += row.gain
            remove(out[z], need, candidate, use, capacity, left, floor, seat, link, game)
    return worth


@compiled
def put_back(
    n: int, aside: Records, teams: Ints, need: Records, candidate: Records, use: Records, end: Records, bond: Records,
    capacity: Records, left: Ints, floor: Records, seat: Records, link: Records, game: Records,
) -> None:  # fmt: skip
    """Serve the needs that were set aside as they were served before."""
    for z in range(n):
        if need[aside[z].need].option >= 0:
            remove(aside[z].need, need, candidate, use, capacity, left, floor, seat, link, game)
    for z in range(n):
        old = aside[z]
        if old.option >= 0:
            seat_team(
                old.need, old.option, teams[z], old.size, need, candidate, use, end, bond, capacity, left, floor, seat,
                link, game,
            )  # fmt: skip


@compiled
def keep(best_option: Ints, best_seat: Ints, need: Records, seat: Records) -> None:
    """Remember the plan."""
    for i in range(len(need)):
        best_option[i] = need[i].option
    for s in range(len(seat)):
        best_seat[s] = seat[s].candidate
