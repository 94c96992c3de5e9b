"""Which agreement pays an organization for a service in a place (S14), as columns."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from graph.broader import with_broader
from graph.place_tree import PlaceTree
from graph.reach import named_reach
from graph.rows import Rows, ends_of, rows_of
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


@dataclass(frozen=True)
class Agreed:
    """Under which agreement each organization may be commissioned where: a site is one service in one community.

    site: of each need, its number. table: provider (row), site, agreement (row), where there is one, sorted.
    """

    site: Rows
    table: pl.DataFrame


def agreed(reader: Reader, made: pl.DataFrame, needs: pl.DataFrame, providers: pl.Series, tree: PlaceTree) -> Agreed:
    """Which agreement COVERS a site's service or a broader one, REACHES its community and is its town's or city's.

    Among several, the first of `made` (see `agreements`). `needs` has service and community, as in `Demand`.
    """
    sites = needs.select("service", "community").unique(maintain_order=True).with_row_index("site")
    possible = _covered(reader, made, providers, sites["service"].unique()).join(sites, on="service")
    agreement, community, public = (
        possible[column].cast(pl.Int64).to_numpy() for column in ("agreement", "community", "public")
    )
    reaches, _ = named_reach(reader, made["id"], tree)
    fits = possible.filter(reaches[agreement, community] & tree.covers[public, community])
    first = fits.group_by("provider", "site").agg(pl.col("agreement").min()).sort("provider", "site")
    site = needs.join(sites, on=["service", "community"], how="left", maintain_order="left")["site"]
    return Agreed(site.cast(pl.Int64).to_numpy(), first.cast(pl.Int64))


def _covered(reader: Reader, made: pl.DataFrame, providers: pl.Series, services: pl.Series) -> pl.DataFrame:
    """Each agreement beside each of these services that it pays for: agreement and provider (rows), public, service."""
    broader = with_broader(reader, services)
    covers = reader.columns("COVERS").join(broader, left_on="end", right_on="broader").select("service", id="start")
    rows = made.select("id", "public", provider=pl.Series(rows_of(made["organization"], providers)))
    return covers.unique().join(rows.with_row_index("agreement"), on="id").filter(pl.col("provider") >= 0)
