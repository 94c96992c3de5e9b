"""In which half-days of its need each pair may meet, and whose half-day that takes."""

from dataclasses import dataclass

import numpy as np

from matching.pairs import Pairs, Rows

HALF_DAYS = 14


@dataclass(frozen=True)
class Candidates:
    """Pairs with their options, by pair and option: `pair` is the place in the pairs, `option` a half-day (0 to 13).

    An option of -1 is any of the need's: who does not depend on half-days, or a need without them.
    """

    pair: Rows
    option: Rows


def candidates(p: Pairs) -> Candidates:
    """Every pair in each half-day that suits both sides."""
    asked, works = p.need.half_days, p.offer.works
    any_option = ~p.offer.bound & ((asked & works) == asked) | (asked == 0)
    days = np.where(any_option, 0, asked & works)[:, None] >> np.arange(HALF_DAYS) & 1
    pair, column = np.nonzero(np.column_stack([any_option, days]))
    return Candidates(pair, column - 1)


def holders(p: Pairs) -> dict[str, Rows]:
    """Whose half-day each pair takes: rows of `provider` (people) and of `room`, -1 for nobody's."""
    person = p.provider.person & p.slot.is_time
    return {
        "provider": np.where(person, p.provider.rows, -1),
        "room": np.where(p.slot.is_place, p.room.rows, -1),
    }
