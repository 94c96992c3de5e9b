"""What holds on a day between those who give and those who are helped, their services, and one another.

Each table is of rows: `provider` in the providers, `other` in the table that its function names.
"""

from datetime import date, timedelta

import polars as pl

from graph.in_force import in_force
from graph.rows import rows_of
from graph.store import Reader
from graph.weeks import week_of, weeks_between


def past_help(reader: Reader, monday: date, providers: pl.Series, residents: pl.Series) -> pl.DataFrame:
    """HELPED: provider, other (resident), times, weeks_ago (since the last time)."""
    edges = in_force(reader, "HELPED", monday, "times", "last_week")
    weeks = {week: weeks_between(week, week_of(monday)) for week in edges["last_week"].unique()}
    ago = pl.col("last_week").replace_strict(weeks, return_dtype=pl.Int64) if weeks else pl.lit(0)
    return _rows(edges.with_columns(weeks_ago=ago).drop("last_week"), providers, residents)


def refusals(reader: Reader, monday: date, providers: pl.Series, residents: pl.Series) -> pl.DataFrame:
    """Whom a resident REFUSES: provider, other (resident)."""
    edges = in_force(reader, "REFUSES", monday).select(start="end", end="start")
    return _rows(edges, providers, residents)


def acquaintances(reader: Reader, monday: date, providers: pl.Series, residents: pl.Series) -> pl.DataFrame:
    """Who KNOWS whom, also as the resident that the helper IS: provider, other (resident)."""
    return _rows(_with_selves(reader, in_force(reader, "KNOWS", monday), monday), providers, residents)


def families(reader: Reader, monday: date, providers: pl.Series, residents: pl.Series) -> pl.DataFrame:
    """Who IS the resident, or is somebody who CARES_FOR them: provider, other (resident)."""
    selves = in_force(reader, "IS", monday)
    cared_for = _with_selves(reader, in_force(reader, "CARES_FOR", monday), monday)
    return _rows(pl.concat([selves, cared_for]), providers, residents)


def _with_selves(reader: Reader, edges: pl.DataFrame, monday: date) -> pl.DataFrame:
    """Edges of persons, and again from each volunteer or social worker who IS their start."""
    selves = in_force(reader, "IS", monday).rename({"start": "self", "end": "start"})
    again = selves.join(edges, on="start").select(start="self", end="end")
    return pl.concat([edges, again])


def qualified(reader: Reader, monday: date, providers: pl.Series, services: pl.Series) -> pl.DataFrame:
    """How many of a service's trainings each has, valid through the week: provider, other (service), trainings."""
    passed = in_force(reader, "TRAINED_IN", monday, last=monday + timedelta(days=6))
    takes = reader.columns("TAKES").select(service="start", training="end")
    pairs = passed.join(takes, left_on="end", right_on="training").select("start", end="service", training="end")
    return _rows(pairs.group_by("start", "end").agg(trainings=pl.len().cast(pl.Int64)), providers, services)


def members(reader: Reader, monday: date, providers: pl.Series) -> pl.DataFrame:
    """Who is MEMBER_OF which organization: provider (the organization), other (the member; a provider too)."""
    edges = in_force(reader, "MEMBER_OF", monday).select(start="end", end="start")
    return _rows(edges, providers, providers)


def partners(reader: Reader, monday: date, providers: pl.Series) -> pl.DataFrame:
    """Which organization is PARTNER_OF whom: provider (the organization), other (the partner; a provider too)."""
    return _rows(in_force(reader, "PARTNER_OF", monday), providers, providers)


def _rows(edges: pl.DataFrame, providers: pl.Series, others: pl.Series) -> pl.DataFrame:
    """Edges as rows, without those that touch anyone else, by provider and other, each pair once."""
    rows = {"provider": rows_of(edges["start"], providers), "other": rows_of(edges["end"], others)}
    known = edges.drop("start", "end").with_columns(**{name: pl.Series(row) for name, row in rows.items()})
    both = known.filter(pl.col("provider") >= 0, pl.col("other") >= 0)
    return both.unique(["provider", "other"], keep="first", maintain_order=True).sort("provider", "other")
