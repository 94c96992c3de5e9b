"""The capacities that the week's candidates take from, and how much each candidate takes of which."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl

from matching.options import Candidates, holders
from matching.pairs import Pairs, Rows
from matching.problem import Capacity
from matching.uses import Use, uses


@dataclass(frozen=True)
class Names:
    """What capacities are called: the ids of each table's things, the unit of each offer, the half-days in order."""

    ids: Mapping[str, pl.Series]
    units: pl.Series
    half_days: Sequence[str]


@dataclass(frozen=True)
class Taken:
    """The capacities by id, each with minimum 0, and what each candidate takes: id → amount above 0."""

    capacities: list[Capacity]
    by_candidate: list[dict[str, int]]


def taken(p: Pairs, chosen: Candidates, names: Names) -> Taken:
    """What the candidates take from whom. A candidate's half-day comes last, the rest as in `uses`."""
    rows = pl.concat([*_of_uses(p, chosen, names), *_of_half_days(p, chosen, names)])
    held = rows.unique("id", keep="first").sort("id").select("id", "most", "unit").with_row_index("capacity")
    numbered = rows.sort("candidate", maintain_order=True).join(held, on="id", how="left", maintain_order="left")
    capacities = [Capacity(id, most, unit=unit) for id, most, unit in held.select("id", "most", "unit").rows()]
    return Taken(capacities, _dictionaries(numbered, held["id"].to_list(), len(chosen.pair)))


def _of_uses(p: Pairs, chosen: Candidates, names: Names) -> list[pl.DataFrame]:
    return [_of_use(use, chosen, names) for use in uses(p)]


def _of_use(use: Use, chosen: Candidates, names: Names) -> pl.DataFrame:
    takes = np.flatnonzero(use.amount[chosen.pair])
    pair = chosen.pair[takes]
    row = use.row[pair]
    unit = names.units.gather(row) if use.unit is None else use.unit
    return _rows(takes, names.ids[use.table].gather(row) + f"/{use.suffix}", use.amount[pair], use.most[pair], unit)


def _of_half_days(p: Pairs, chosen: Candidates, names: Names) -> list[pl.DataFrame]:
    """One half-day of a person or room for every candidate that is bound to one."""
    half_days = pl.Series(names.half_days)
    found = []
    for table, holder in holders(p).items():
        row = holder[chosen.pair]
        takes = np.flatnonzero((row >= 0) & (chosen.option >= 0))
        one = np.ones(len(takes), dtype=np.int64)
        ids = names.ids[table].gather(row[takes]) + "/" + half_days.gather(chosen.option[takes])
        found.append(_rows(takes, ids, one, one, None))
    return found


def _rows(candidate: Rows, ids: pl.Series, amount: Rows, most: Rows, unit: pl.Series | str | None) -> pl.DataFrame:
    rows = pl.DataFrame({"candidate": candidate, "id": ids, "amount": amount, "most": most})
    return rows.with_columns(unit=unit if isinstance(unit, pl.Series) else pl.lit(unit, dtype=pl.String))


def _dictionaries(rows: pl.DataFrame, ids: list[str], candidates: int) -> list[dict[str, int]]:
    """The uses of each candidate; all share the same strings, or a city's week would hold a million of them."""
    ends = np.cumsum(np.bincount(rows["candidate"].to_numpy(), minlength=candidates)).tolist()
    named, amounts = [ids[place] for place in rows["capacity"].to_list()], rows["amount"].to_list()
    return [dict(zip(named[a:b], amounts[a:b], strict=True)) for a, b in pairwise([0, *ends])]
