"""Which agreement pays an organization for a service in a place (S14), as columns."""

from datetime import date

import polars as pl

from graph.broader import with_broader
from graph.place_tree import PlaceTree
from graph.reach import named_reach
from graph.rows import ends_of, rows_of
from graph.store import Reader


def agreements(reader: Reader, monday: date, tree: PlaceTree) -> pl.DataFrame:
    """The agreements open on a day, the one that closes first first, then by id.

    Columns: id, left (CNY fen that the week may still use), public (place tree row of the town or city that
    PURCHASES it, -1 none), organization (id that PROVIDES it, or null).
    """
    fields = ("budget", "spent", "weekly", "opens", "closes")
    day = monday.isoformat()
    open_now = reader.columns("Agreement", *fields).filter(pl.col("opens") <= day, pl.col("closes") >= day)
    made = open_now.sort("closes", "id")
    unspent = (pl.col("budget") - pl.col("spent")).clip(0)
    sides = {side: ends_of(made["id"], _backwards(reader, side)) for side in ("PURCHASES", "PROVIDES")}
    public = pl.Series(tree.rows(sides["PURCHASES"]))
    left = pl.min_horizontal(unspent, "weekly")
    return made.select("id", left=left, public=pl.lit(public), organization=pl.lit(sides["PROVIDES"]))


def _backwards(reader: Reader, relation: str) -> pl.DataFrame:
    return reader.columns(relation).select(start="end", end="start")


def agreed(
    reader: Reader, made: pl.DataFrame, sites: pl.DataFrame, providers: pl.Series, tree: PlaceTree
) -> pl.DataFrame:
    """The agreement under which each organization may be commissioned at each site, where there is one.

    It COVERS the site's service or a broader one, REACHES its community, and is purchased by its town or city; among
    several, the first of `made`.

    :param made: see `agreements`.
    :param sites: site (number), service (id), community (place tree row).
    :returns: provider (row in `providers`), site, agreement (row in `made`).
    """
    broader = with_broader(reader, sites["service"].unique())
    rows = made.select("id", "public", provider=pl.lit(pl.Series(rows_of(made["organization"], providers))))
    covered = reader.columns("COVERS").join(broader, left_on="end", right_on="broader").select("service", id="start")
    possible = (
        covered.unique()
        .join(rows.with_row_index("agreement"), on="id")
        .join(sites, on="service")
        .filter(pl.col("provider") >= 0)
    )
    agreement, community, public = (
        possible[column].cast(pl.Int64).to_numpy() for column in ("agreement", "community", "public")
    )
    reaches, _ = named_reach(reader, made["id"], tree)
    fits = reaches[agreement, community] & tree.covers[public, community]
    return possible.filter(fits).group_by("provider", "site").agg(pl.col("agreement").min().cast(pl.Int64))
