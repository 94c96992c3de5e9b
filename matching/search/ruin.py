"""Compiled: which needs to take apart together, and in which order to put them back."""

from matching.compiled import compiled
from matching.search.chance import below, chance
from matching.search.tables import Floats, Ints, Records

FIRST = -1e300

RIVALS = 26
"""Of so many needs at random the one that loses most is where a move begins: few would waste moves on what is well
served, many would always begin with the same."""


@compiled
def worst_of_some(need: Records, game: Records) -> int:
    """Of some needs at random the one whose service, or want of it, loses most against the prices."""
    worst = below(game, len(need))
    for _ in range(RIVALS - 1):
        rival = below(game, len(need))
        if need[rival].loss > need[worst].loss:
            worst = rival
    return worst


@compiled
def ruin_around(
    out: Ints, mark: Ints, turn: int, size: int, need: Records, option: Records, member: Ints, cell: Records, entry:
    Records, candidate: Records, use: Records, capacity: Records, left: Ints, seat: Records, link: Records,
    game: Records,
) -> int:  # fmt: skip
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
            who = entry[this.entry_at + int(u * u * u * entries)]
            for v in range(who.use_at, who.use_end):
                lacking = use[v].amount - left[use[v].capacity]
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
    out: Ints, mark: Ints, turn: int, n: int, most: int, need: Records, candidate: Records, use: Records, capacity:
    Records, user: Ints, seat: Records, game: Records,
) -> int:  # fmt: skip
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
            keys[z] = -need[out[z]].worth - 100.0 * noise
        elif mode < 0.7:
            keys[z] = -need[out[z]].value * (0.5 + noise)
        else:
            keys[z] = noise
    if chance(game) < 0.3:
        keys[0] = FIRST
    for z in range(1, n):
        key, who, y = keys[z], out[z], z - 1
        while y >= 0 and keys[y] > key:
            keys[y + 1], out[y + 1] = keys[y], out[y]
            y -= 1
        keys[y + 1], out[y + 1] = key, who
