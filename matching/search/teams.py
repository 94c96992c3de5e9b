"""Compiled: the best team for a need from what is left, by priced value and bonds."""

from matching.compiled import compiled
from matching.search.chance import below, chance
from matching.search.seating import bonds_in_team, fits, seat_team, take
from matching.search.tables import NOBODY, Ints, Records, Row

LEAST = -1e300


@compiled
def next_entry(
    here: Row, pinned: bool, blink: float, entry: Records, candidate: Records, use: Records, end: Records, bond:
    Records, capacity: Records, left: Ints, game: Records,
) -> tuple[int, float, int]:  # fmt: skip
    """The best entry of a cell that fits: (candidate or -1, its priced value with bonds, its bonds' scores).

    Where no entry has bonds the first that fits is best; now and then (`blink`) one is passed over.
    """
    best, best_value, best_bonds = NOBODY, LEAST, 0
    last = here.entry_at + here.pins if pinned else here.entry_end
    for e in range(here.entry_at, last):
        j = entry[e].candidate
        if here.count > 1 and end[candidate[j].end].in_team:
            continue
        if not fits(entry[e], use, left):
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
    here: Row, enough: float, blink: float, team: Ints, member: Ints, cell: Records, entry: Records, candidate:
    Records, use: Records, end: Records, bond: Records, capacity: Records, left: Ints, game: Records,
) -> tuple[bool, float, int, int]:  # fmt: skip
    """A team for an option, cell by cell from a random one on: (whether there is one, priced value, gain, size).

    A team that cannot be worth more than `enough` is not put together.
    What the team takes is taken while it is put together, and given back at the end.
    """
    cells = here.cell_end - here.cell_at
    size, gain, total, good, most = 0, 0, 0.0, True, here.most
    turn = below(game, cells) if cells > 1 else 0
    for place in range(cells):
        which = place + turn
        this, before = cell[member[here.cell_at + (which if which < cells else which - cells)]], total
        for taken in range(this.count):
            pinned = taken < this.pins
            j, value, bonds = next_entry(
                this, pinned, 0.0 if pinned else blink, entry, candidate, use, end, bond, capacity, left, game
            )
            if j < 0 or not (this.required or pinned or value > 0):
                good = not (this.required or pinned)
                break
            take(candidate[j], 1, use, capacity, left, game)
            end[candidate[j].end].in_team = 1
            team[size] = j
            size += 1
            total += value
            gain += candidate[j].score + bonds
        most += total - before - this.most
        good = good and most > enough
        if not good:
            break
    for t in range(size):
        take(candidate[team[t]], -1, use, capacity, left, game)
        end[candidate[team[t]].end].in_team = 0
    return good, total, gain, size


@compiled
def insert(
    n: int, blink: float, team: Ints, best_team: Ints, need: Records, option: Records, member: Ints, cell: Records,
    entry: Records, candidate: Records, use: Records, end: Records, bond: Records, capacity: Records, left: Ints,
    floor: Records, seat: Records, link: Records, game: Records,
) -> int:  # fmt: skip
    """Serve a need with the best team that fits; what it adds to the objective, or 0 when it stays unserved."""
    row = need[n]
    best, best_option, best_gain, best_size = LEAST, NOBODY, 0, 0
    for o in range(row.option_at, row.option_end):
        if option[o].most <= best:
            break
        good, total, gain, size = try_option(
            option[o], best, blink, team, member, cell, entry, candidate, use, end, bond, capacity, left, game
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
    seat_team(
        n, best_option, best_team, best_size, need, candidate, use, end, bond, capacity, left, floor, seat, link, game
    )
    return gain
