"""Random numbers inside the compiled moves: the state is one number in the game's table."""

import numpy as np

from matching.compiled import compiled
from matching.search.tables import Records


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
