"""What the needs of each community are worth: those that could be served this week, and those of past weeks, with how
much of that was served."""

from collections import defaultdict

import polars as pl

from matching.policy import Policy
from matching.problem import Problem


def servable(reduced: Problem) -> dict[str, int]:
    """What each group's needs are worth that could be served if they were alone, in points.

    :param reduced: by `matching.reduce`, which leaves out the others.
    """
    total: dict[str, int] = defaultdict(int)
    for need in reduced.needs:
        if need.group is not None:
            total[need.group] += need.value
    return dict(total)


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
