"""Compiled: the loop of ruin and recreate with annealing. README.md beside this file explains it."""

import numpy as np

from matching.compiled import compiled
from matching.search.chance import below, chance
from matching.search.ruin import join_idle, put_in_order, ruin_around
from matching.search.seating import remove, seat_team, worth_of
from matching.search.tables import Ints, Records
from matching.search.teams import insert


@compiled
def steps(
    times: int,
    hot: float,
    cold: float,
    ruin: int,
    blink: float,
    objective: int,
    best_objective: int,
    best_option: Ints,
    best_seat: Ints,
    need: Records,
    option: Records,
    member: Ints,
    cell: Records,
    entry: Ints,
    candidate: Records,
    use: Records,
    end: Records,
    bond: Records,
    capacity: Records,
    user: Ints,
    floor: Records,
    seat: Records,
    link: Records,
    game: Records,
) -> tuple[int, int]:
    """`times` moves at temperatures from `hot` down to `cold`; (objective, best objective).

    The best plan is kept in `best_option` (by need) and `best_seat` (by seat).
    """
    needs, most = len(need), ruin * 3 + 8
    seats = 1
    for i in range(needs):
        seats = max(seats, need[i].seats)
    mark = np.full(needs, -1, np.int64)
    out, keys = np.empty(most + 1, np.int64), np.empty(most + 1, np.float64)
    team, other = np.empty(seats, np.int64), np.empty(seats, np.int64)
    old_need, old_option = np.empty(most + 1, np.int64), np.empty(most + 1, np.int64)
    old_size, old_team = np.empty(most + 1, np.int64), np.empty((most + 1, seats), np.int64)
    cooling, temperature = np.log(cold / hot), hot
    for turn in range(times):
        if turn % 256 == 0:
            temperature = hot * np.exp(cooling * turn / times)
        first, rival = below(game, needs), below(game, needs)
        out[0] = rival if need[rival].regret > need[first].regret else first
        mark[out[0]] = turn
        n = ruin_around(
            out,
            mark,
            turn,
            1 + below(game, ruin),
            need,
            option,
            member,
            cell,
            entry,
            candidate,
            use,
            capacity,
            seat,
            link,
            game,
        )
        n = join_idle(out, mark, turn, n, most, need, candidate, use, capacity, user, seat, game)
        gained = 0
        for z in range(n):
            i = out[z]
            old_need[z], old_option[z], old_size[z] = i, need[i].option, need[i].seated
            if old_option[z] >= 0:
                for t in range(old_size[z]):
                    old_team[z, t] = seat[need[i].seat_at + t].candidate
                gained -= worth_of(i, need, candidate, end, bond, seat)
                remove(i, need, candidate, use, capacity, floor, seat, link, game)
        put_in_order(out, keys, n, need, game)
        for z in range(n):
            gained += insert(
                out[z],
                blink,
                team,
                other,
                need,
                option,
                member,
                cell,
                entry,
                candidate,
                use,
                end,
                bond,
                capacity,
                floor,
                seat,
                link,
                game,
            )
        if game[0].broken == 0 and (gained >= 0 or gained > temperature * np.log(chance(game) + 1e-300)):
            objective += gained
            if objective > best_objective:
                best_objective = objective
                for i in range(needs):
                    best_option[i] = need[i].option
                for s in range(len(seat)):
                    best_seat[s] = seat[s].candidate
            continue
        for z in range(n):
            if need[out[z]].option >= 0:
                remove(out[z], need, candidate, use, capacity, floor, seat, link, game)
        for z in range(n):
            if old_option[z] >= 0:
                seat_team(
                    old_need[z],
                    old_option[z],
                    old_team[z],
                    old_size[z],
                    need,
                    candidate,
                    use,
                    capacity,
                    floor,
                    seat,
                    link,
                    game,
                )
    return objective, best_objective
