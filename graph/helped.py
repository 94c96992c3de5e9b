"""Whom the week's needs are for: the residents, their consents and where they live, as columns."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from graph.demand import Demand
from graph.in_force import in_force
from graph.place_tree import PlaceTree
from graph.rows import Rows, ends_of, rows_of
from graph.store import Reader

PURPOSES = ("service", "health", "history")
"""The consents that matching asks for."""


@dataclass(frozen=True)
class Helped:
    """The residents whose needs these are, by id, and what each need says about its person and home.

    residents: id, sex, birth_year, lives_alone, low_income, conditions (list; none without consent to health facts,
    PIPL Art. 29), and service, health and history: consent given and not withdrawn.
    of_need: resident (row, -1 none), household, building, grid (rows in the place tree, -1 unknown):
    of the need's own place, or else of the home.
    """

    residents: pl.DataFrame
    of_need: pl.DataFrame


def helped(reader: Reader, monday: date, demand: Demand, tree: PlaceTree) -> Helped:
    """The persons of a week's demand."""
    needs = demand.needs
    fields = ("sex", "birth_year", "lives_alone", "low_income", "conditions")
    everyone = reader.columns("Resident", *fields)
    residents = everyone.filter(pl.col("id").is_in(needs["subject"].drop_nulls().unique().implode()))
    agreed = {purpose: residents["id"].is_in(_agreed(reader, purpose, monday)) for purpose in PURPOSES}
    known = residents.with_columns(**agreed).with_columns(
        conditions=pl.when("health").then("conditions").otherwise(pl.lit([], dtype=pl.List(pl.String)))
    )
    return Helped(known, _of_need(reader, needs, residents["id"], tree))


def _agreed(reader: Reader, purpose: str, monday: date) -> pl.Series:
    """Who has consented to a purpose by the week's last day, so that what is agreed in the week counts in it at once;
    a consent that was withdrawn is none."""
    purposes = reader.columns("Purpose", "purpose").filter(purpose=purpose)["id"]
    consents = in_force(reader, "CONSENTS_TO", monday + timedelta(days=6), "withdrawn")
    given = consents.filter(pl.col("withdrawn").is_null(), pl.col("end").is_in(purposes.implode()))
    return given["start"].unique().implode()


def _of_need(reader: Reader, needs: pl.DataFrame, residents: pl.Series, tree: PlaceTree) -> pl.DataFrame:
    lives = ends_of(needs["subject"], reader.columns("LIVES_IN"))
    home = _first(tree.rows(needs["subject"]), tree.rows(lives))
    place = needs["place"].to_numpy()
    columns = {level: _first(tree.level[level][place], tree.level[level][home]) for level in ("building", "grid")}
    household = tree.level["household"][home]
    return pl.DataFrame({"resident": rows_of(needs["subject"], residents), "household": household, **columns})


def _first(rows: Rows, otherwise: Rows) -> Rows:
    return np.where(rows >= 0, rows, otherwise)
