"""Compiled: who sits where, and what that takes. A demand that is not kept counts in `game.broken`."""

from matching.compiled import compiled
from matching.search.tables import NOBODY, Ints, Records, Row


@compiled
def fits(who: Row, use: Records, left: Ints) -> bool:
    """Whether every capacity that a candidate uses has so much left."""
    for u in range(who.use_at, who.use_end):  # noqa: SIM110 numba compiles no generators
        if use[u].amount > left[use[u].capacity]:
            return False
    return True


@compiled
def take(who: Row, sign: int, use: Records, capacity: Records, left: Ints, game: Records) -> None:
    """Take (1) or give back (-1) what a candidate uses, keeping count of the minimums that are not met."""
    for u in range(who.use_at, who.use_end):
        c = use[u].capacity
        was = left[c] > capacity[c].room
        left[c] -= sign * use[u].amount
        game[0].broken += (left[c] > capacity[c].room) - was


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
    j: int,
    row: Row,
    candidate: Records,
    use: Records,
    capacity: Records,
    left: Ints,
    seat: Records,
    link: Records,
    game: Records,
) -> None:
    """Give a candidate the need's next seat and link it to the capacities that it uses."""
    s = row.seat_at + row.seated
    row.seated += 1
    seat[s].candidate = j
    take(candidate[j], 1, use, capacity, left, game)
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
    s: int, candidate: Records, use: Records, capacity: Records, left: Ints, seat: Records, link: Records, game: Records
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
    take(candidate[j], -1, use, capacity, left, game)
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
def worth_of(row: Row, candidate: Records, end: Records, bond: Records, seat: Records) -> int:
    """What a served need adds to the objective."""
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
def seat_team(
    n: int, o: int, team: Ints, size: int, need: Records, candidate: Records, use: Records, end: Records, bond: Records,
    capacity: Records, left: Ints, floor: Records, seat: Records, link: Records, game: Records,
) -> None:  # fmt: skip
    """Serve a need with a known team; what it gains so, and what it loses against the prices."""
    row = need[n]
    cost = 0.0
    for t in range(size):
        sit(team[t], row, candidate, use, capacity, left, seat, link, game)
        cost += candidate[team[t]].score - candidate[team[t]].priced
    row.option, row.gain = o, worth_of(row, candidate, end, bond, seat)
    row.loss = row.worth - (row.gain - cost)
    count_served(row, 1, floor, game)


@compiled
def remove(
    n: int, need: Records, candidate: Records, use: Records, capacity: Records, left: Ints, floor: Records, seat:
    Records, link: Records, game: Records,
) -> None:  # fmt: skip
    """Unseat a served need's team."""
    row = need[n]
    for s in range(row.seat_at, row.seat_at + row.seated):
        stand(s, candidate, use, capacity, left, seat, link, game)
    row.seated = 0
    row.option, row.gain, row.loss = NOBODY, 0, row.worth
    count_served(row, -1, floor, game)
