"""The compiled moves: seat a team, unseat it, and the loop of ruin and recreate with annealing (see README.md here).

Everything is integers but the priced values, which only guide. A demand (must, minimum, floor) that is not kept counts
in `game.broken`; a move that leaves any is taken back. The arguments are the tables of `tables.Tables`, by name.
"""

from typing import Any

import numpy as np

from matching.compiled import compiled
from matching.search.tables import NOBODY, Floats, Ints, Records

LEAST = -1e300
Row = Any
"""One record of a table."""


@compiled
def chance(game: Records) -> float:
    """A number in [0, 1): xorshift64 (Marsaglia 2003)."""
    x = game[0].random
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    game[0].random = x
    return float(x >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@compiled
def below(game: Records, n: int) -> int:
    """A whole number in [0, n)."""
    return min(int(chance(game) * n), n - 1)


@compiled
def fits(who: Row, use: Records, capacity: Records) -> bool:
    """Whether every capacity that a candidate uses has so much left."""
    for u in range(who.use_at, who.use_end):  # noqa: SIM110 numba compiles no generators
        if use[u].amount > capacity[use[u].capacity].left:
            return False
    return True


@compiled
def take(who: Row, sign: int, use: Records, capacity: Records, game: Records) -> None:
    """Take (1) or give back (-1) what a candidate uses, keeping count of the minimums that are not met."""
    for u in range(who.use_at, who.use_end):
        c = use[u].capacity
        was = capacity[c].left > capacity[c].room
        capacity[c].left -= sign * use[u].amount
        game[0].broken += (capacity[c].left > capacity[c].room) - was


@compiled
def count_served(row: Row, sign: int, floor: Records, game: Records) -> None:
    """Enter a need as served (1) or not (-1) in the duties and floors."""
    if row.must:
        game[0].broken -= sign
    if row.group >= 0:
        was = floor[row.group].reached < floor[row.group].wanted
        floor[row.group].reached += sign * row.value
        game[0].broken += (floor[row.group].reached < floor[row.group].wanted) - was


@compiled
def sit(
    j: int, row: Row, candidate: Records, use: Records, capacity: Records, seat: Records, link: Records, game: Records
) -> None:
    """Give a candidate the need's next seat and link it to the capacities that it uses."""
    s = row.seat_at + row.seated
    row.seated += 1
    seat[s].candidate = j
    take(candidate[j], 1, use, capacity, game)
    at = candidate[j].use_at
    for u in range(at, candidate[j].use_end):
        c = use[u].capacity
        here = s * game[0].uses + u - at
        first = capacity[c].head
        link[here].after = first
        link[here].before = NOBODY
        if first >= 0:
            link[first].before = here
        capacity[c].head = here


@compiled
def stand(
    s: int, candidate: Records, use: Records, capacity: Records, seat: Records, link: Records, game: Records
) -> None:
    """Free a seat."""
    j = seat[s].candidate
    at = candidate[j].use_at
    for u in range(at, candidate[j].use_end):
        here = s * game[0].uses + u - at
        before, after = link[here].before, link[here].after
        if before >= 0:
            link[before].after = after
        else:
            capacity[use[u].capacity].head = after
        if after >= 0:
            link[after].before = before
    take(candidate[j], -1, use, capacity, game)
    seat[s].candidate = NOBODY


@compiled
def bonds_in_team(j: int, candidate: Records, end: Records, bond: Records) -> tuple[int, bool]:
    """The scores of a candidate's bonds with those already in the team, and whether one of them bans it."""
    score = 0
    mine = end[candidate[j].end]
    for b in range(mine.bond_at, mine.bond_end):
        if end[bond[b].to].in_team:
            if bond[b].ban:
                return 0, True
            score += bond[b].score
    return score, False


@compiled
def next_entry(
    here: Row,
    pinned: bool,
    blink: float,
    entry: Ints,
    candidate: Records,
    use: Records,
    end: Records,
    bond: Records,
    capacity: Records,
    game: Records,
) -> tuple[int, float, int]:
    """The best entry of a cell that fits: (candidate or -1, its priced value with bonds, its bonds' scores).

    Where no entry has bonds the first that fits is best; now and then (`blink`) one is passed over.
    """
    best, best_value, best_bonds = NOBODY, LEAST, 0
    last = here.entry_at + here.pins if pinned else here.entry_end
    for e in range(here.entry_at, last):
        j = entry[e]
        if here.count > 1 and end[candidate[j].end].in_team:
            continue
        if not fits(candidate[j], use, capacity):
            continue
        value, bonds = candidate[j].priced, 0
        if here.bonded:
            bonds, banned = bonds_in_team(j, candidate, end, bond)
            if banned:
                continue
            value += bonds
        skip = blink > 0 and chance(game) < blink
        if value > best_value and not (skip and best >= 0):
            best, best_value, best_bonds = j, value, bonds
        if not here.bonded and not skip:
            break
    return best, best_value, best_bonds


@compiled
def try_option(
    here: Row,
    blink: float,
    team: Ints,
    member: Ints,
    cell: Records,
    entry: Ints,
    candidate: Records,
    use: Records,
    end: Records,
    bond: Records,
    capacity: Records,
    game: Records,
) -> tuple[bool, float, int, int]:
    """A team for an option, cell by cell from a random one on: (whether there is one, priced value, gain, size).

    What the team takes is taken while it is put together, and given back at the end.
    """
    cells = here.cell_end - here.cell_at
    size, gain, total, good = 0, 0, 0.0, True
    turn = below(game, cells) if cells > 1 else 0
    for place in range(cells):
        which = place + turn
        this = cell[member[here.cell_at + (which if which < cells else which - cells)]]
        for taken in range(this.count):
            pinned = taken < this.pins
            j, value, bonds = next_entry(
                this, pinned, 0.0 if pinned else blink, entry, candidate, use, end, bond, capacity, game
            )
            if j < 0 or not (this.required or pinned or value > 0):
                good = not (this.required or pinned)
                break
            take(candidate[j], 1, use, capacity, game)
            end[candidate[j].end].in_team = 1
            team[size] = j
            size += 1
            total += value
            gain += candidate[j].score + bonds
        if not good:
            break
    for t in range(size):
        take(candidate[team[t]], -1, use, capacity, game)
        end[candidate[team[t]].end].in_team = 0
    return good, total, gain, size


@compiled
def insert(
    n: int,
    blink: float,
    team: Ints,
    best_team: Ints,
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
    floor: Records,
    seat: Records,
    link: Records,
    game: Records,
) -> int:
    """Serve a need with the best team that fits; what it adds to the objective, or 0 when it stays unserved."""
    row = need[n]
    best, best_option, best_gain, best_size = LEAST, NOBODY, 0, 0
    for o in range(row.option_at, row.option_end):
        good, total, gain, size = try_option(
            option[o], blink, team, member, cell, entry, candidate, use, end, bond, capacity, game
        )
        if good:
            total += chance(game) * 1e-3
            if total > best:
                best, best_option, best_gain, best_size = total, o, gain, size
                for t in range(size):
                    best_team[t] = team[t]
    gain = int(row.value + best_gain)
    if best_option < 0 or (gain <= 0 and not row.must):
        return 0
    seat_team(n, best_option, best_team, best_size, need, candidate, use, capacity, floor, seat, link, game)
    return gain


@compiled
def seat_team(
    n: int,
    o: int,
    team: Ints,
    size: int,
    need: Records,
    candidate: Records,
    use: Records,
    capacity: Records,
    floor: Records,
    seat: Records,
    link: Records,
    game: Records,
) -> None:
    """Serve a need with a known team."""
    row = need[n]
    for t in range(size):
        sit(team[t], row, candidate, use, capacity, seat, link, game)
    row.option = o
    count_served(row, 1, floor, game)


@compiled
def remove(
    n: int,
    need: Records,
    candidate: Records,
    use: Records,
    capacity: Records,
    floor: Records,
    seat: Records,
    link: Records,
    game: Records,
) -> None:
    """Unseat a served need's team."""
    row = need[n]
    for s in range(row.seat_at, row.seat_at + row.seated):
        stand(s, candidate, use, capacity, seat, link, game)
    row.seated = 0
    row.option = NOBODY
    count_served(row, -1, floor, game)


@compiled
def worth_of(n: int, need: Records, candidate: Records, end: Records, bond: Records, seat: Records) -> int:
    """What a served need adds to the objective."""
    row = need[n]
    total = row.value
    for s in range(row.seat_at, row.seat_at + row.seated):
        j = seat[s].candidate
        bonds, _ = bonds_in_team(j, candidate, end, bond)
        total += candidate[j].score + bonds
        end[candidate[j].end].in_team = 1
    for s in range(row.seat_at, row.seat_at + row.seated):
        end[candidate[seat[s].candidate].end].in_team = 0
    return int(total)


@compiled
def ruin_around(
    out: Ints,
    mark: Ints,
    turn: int,
    size: int,
    need: Records,
    option: Records,
    member: Ints,
    cell: Records,
    entry: Ints,
    candidate: Records,
    use: Records,
    capacity: Records,
    seat: Records,
    link: Records,
    game: Records,
) -> int:
    """From the need in `out[0]` on: the holders of what each would like and lacks. Returns how many are in `out`."""
    n, f = 1, 0
    while f < n and n < size:
        row = need[out[f]]
        f += 1
        here = option[row.option_at + below(game, row.option_end - row.option_at)]
        for k in range(here.cell_at, here.cell_end):
            this = cell[member[k]]
            entries = this.entry_end - this.entry_at
            if entries == 0:
                continue
            u = chance(game)
            j = entry[this.entry_at + int(u * u * u * entries)]
            for v in range(candidate[j].use_at, candidate[j].use_end):
                lacking = use[v].amount - capacity[use[v].capacity].left
                at = capacity[use[v].capacity].head
                while at >= 0 and lacking > 0 and n < size:
                    s = at // game[0].uses
                    place = candidate[seat[s].candidate].use_at + at - s * game[0].uses
                    at = link[at].after
                    holder = seat[s].need
                    if mark[holder] != turn and (at < 0 or chance(game) < 0.6):
                        mark[holder] = turn
                        out[n] = holder
                        n += 1
                        lacking -= use[place].amount
    return n


@compiled
def join_idle(
    out: Ints,
    mark: Ints,
    turn: int,
    n: int,
    most: int,
    need: Records,
    candidate: Records,
    use: Records,
    capacity: Records,
    user: Ints,
    seat: Records,
    game: Records,
) -> int:
    """Unserved needs that could use what the ruined ones give free also get their turn."""
    for z in range(n):
        row = need[out[z]]
        if row.seated == 0 or n >= most:
            continue
        j = seat[row.seat_at + below(game, row.seated)].candidate
        uses = candidate[j].use_end - candidate[j].use_at
        if uses == 0:
            continue
        wanted = capacity[use[candidate[j].use_at].capacity]
        for _ in range(3):
            other = user[wanted.user_at + below(game, wanted.user_end - wanted.user_at)]
            if need[other].option < 0 and mark[other] != turn:
                mark[other] = turn
                out[n] = other
                n += 1
                break
    return n


@compiled
def put_in_order(out: Ints, keys: Floats, n: int, need: Records, game: Records) -> None:
    """The order in which the needs are put back: mostly by priced worth or value, with noise."""
    mode = chance(game)
    for z in range(n):
        noise = chance(game)
        if mode < 0.4:
            keys[z] = -need[out[z]].regret - 100.0 * noise
        elif mode < 0.7:
            keys[z] = -need[out[z]].value * (0.5 + noise)
        else:
            keys[z] = noise
    if chance(game) < 0.3:
        keys[0] = LEAST
    for z in range(1, n):
        key, who, y = keys[z], out[z], z - 1
        while y >= 0 and keys[y] > key:
            keys[y + 1], out[y + 1] = keys[y], out[y]
            y -= 1
        keys[y + 1], out[y + 1] = key, who


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
