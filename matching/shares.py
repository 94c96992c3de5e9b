"""The ledger over past weeks: what the needs of each community were worth, and how much of that was served."""

import polars as pl

from matching.policy import Policy


def ledger(past: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """By community and week: wanted and served, in points.

    :param past: the needs of past weeks: community, week, urgency, waited, served (`graph.fairness.past_needs`).
    """
    value = policy.past_value(past["urgency"].to_numpy(), past["waited"].to_numpy())
    return (
        past.with_columns(value=value)
        .group_by("community", "week")
        .agg(wanted=pl.col("value").sum(), served=pl.col("value").filter("served").sum())
        .sort("community", "week")
    )


def behind(kept: pl.DataFrame, policy: Policy) -> dict[str, int]:
    """How many percent more the needs of each community are worth for having got less than others; none with 0.

    :param kept: a ledger.
    """
    total = kept.group_by("community").agg(pl.col("wanted", "served").sum()).sort("community")
    percent = policy.behind(total["served"].to_numpy(), total["wanted"].to_numpy())
    return {id: more for id, more in zip(total["community"], percent.tolist(), strict=True) if more}
