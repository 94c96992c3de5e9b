"""Standing relations between an organization and others who might serve the same need."""

from collections.abc import Mapping

import polars as pl

from matching.pairs import Pairs
from matching.rules.rule import BondRule


def bonds(p: Pairs, rules: tuple[BondRule, ...], related: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Every two pairs of one need whose givers are related: need, slot_a, offer_a, slot_b, offer_b (rows), score.

    `a` is the organization in a slot of its society, `b` the other in any slot. Sorted by need and pairs.

    :param related: by relation, provider (the organization's row) and other (a provider's row).
    """
    pairs = pl.DataFrame(
        {
            "need": p.slot.need,
            "slot": p.slot.rows,
            "offer": p.offer.rows,
            "provider": p.provider.rows,
            "carries": p.slot.carries,
        }
    )
    carriers = pairs.filter("carries").select("need", "provider", slot_a="slot", offer_a="offer")
    others = pairs.filter(~pl.col("carries")).select("need", other="provider", slot_b="slot", offer_b="offer")
    found = [
        others.join(related[rule.relation], on="other")
        .join(carriers, on=["need", "provider"])
        .with_columns(score=pl.lit(rule.points, dtype=pl.Int64))
        for rule in rules
    ]
    columns = ("need", "slot_a", "offer_a", "slot_b", "offer_b")
    return pl.concat(found).select(*columns, "score").sort(*columns)
