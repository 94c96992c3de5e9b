"""The graph's columns in the form that rules ask for: flags, ranks, masks and maxima instead of words and nulls.

Every function takes frames and gives a table; their columns are the attributes that `Pairs` shows.
"""

from collections.abc import Mapping

import polars as pl

from matching.options import HALF_DAYS
from matching.pairs import UNLIMITED, Bools, Fact, Ints, Table

FITNESS = {"seated": 0, "light": 1, "full": 2}
NEEDS_ACCESS = ("frail", "disabled", "bedridden")
PEOPLE = ("Volunteer", "SocialWorker")
SPONSORS = ("Enterprise", "Program", "Fund")
TIME = ("time", "skill")
WHOLE_WEEK = 2**HALF_DAYS - 1
MOST_HOURS = 10**9  # a fee for more passes every budget, and would pass 64 bits


def need_table(needs: pl.DataFrame, slots: pl.DataFrame, services: pl.DataFrame) -> Table:
    """`fee` is what an agreement pays for the helpers' hours, in fen; `site` numbers a service in a community.

    :param needs: with service, resident and site as rows.
    :param services: with fee_per_hour.
    """
    paid = pl.col("required") & pl.col("form").is_in(TIME) & pl.col("society").is_in(["volunteer", "social_worker"])
    hours = (
        slots.filter(paid).group_by("need").agg(hours=(pl.col("amount") * pl.col("count")).sum().clip(0, MOST_HOURS))
    )
    known = needs.with_row_index("need").with_columns(pl.col("need").cast(pl.Int64))
    fee = pl.Series(services["fee_per_hour"].gather(needs["service"]))
    return _table(
        known.join(hours, on="need", how="left", maintain_order="left").select(
            "service", "resident", "household", "building", "grid", "community", "site", "same_sex",
            collective=pl.col("nature") == "collective",
            half_days="mask",
            fee=pl.col("hours").fill_null(0) * pl.lit(fee),
        )
    )  # fmt: skip


def slot_table(slots: pl.DataFrame) -> Table:
    """`asks` is the amount of whatever is not a place, `hours` of time and skill, `seats` of a place."""
    is_time, is_place = pl.col("form").is_in(TIME), pl.col("form") == "place"
    return _table(
        slots.select(
            "need",
            is_time=is_time,
            is_place=is_place,
            is_money=pl.col("form") == "money",
            carries=pl.col("society") == "organization",
            hours=pl.when(is_time).then("amount").otherwise(0),
            seats=pl.when(is_place).then("amount").otherwise(0),
            asks=pl.when(is_place).then(0).otherwise("amount"),
        )
    )


def provider_table(providers: pl.DataFrame, year: int, bits: Mapping[str, int]) -> Table:
    """Who has no maximum, of hours, tasks, asks, balance or age, has UNLIMITED; `for_some` serves some residents only.

    :param providers: with `most_asks`, how often each may still be asked; null is without limit.
    :param year: of the week's Monday: ages are counted by year of birth.
    :param bits: of each condition.
    """
    ages, conditions = ("min_age", "max_age"), pl.col("conditions_any").list.len().fill_null(0) > 0
    poor = pl.col("low_income_only").fill_null(False)
    return _table(
        providers.select(
            "kind", "seat", "household", "building", "grid",
            person=pl.col("kind").is_in(PEOPLE),
            volunteer=pl.col("kind") == "Volunteer",
            sex=pl.col("sex").fill_null(""),
            age=(year - pl.col("birth_year")).fill_null(0),
            fitness=_rank("fitness"),
            licence=pl.col("licence").fill_null(""),
            grade=pl.col("grade").fill_null(0),
            guardian_consent=pl.col("guardian_consent").fill_null(False),
            most_hours=pl.coalesce("max_hours", "staff_hours", pl.lit(UNLIMITED)),
            most_tasks=pl.coalesce("max_tasks", "caseload", "max_linkages", pl.lit(UNLIMITED)),
            most_asks=pl.col("most_asks").fill_null(UNLIMITED),
            balance=pl.col("balance").fill_null(UNLIMITED),
            min_age=pl.col("min_age").fill_null(0),
            max_age=pl.col("max_age").fill_null(UNLIMITED),
            low_income_only=poor,
            collective_only=pl.col("collective_only").fill_null(False),
            for_conditions=conditions,
            conditions=condition_mask("conditions_any", bits),
            for_some=pl.any_horizontal(*(pl.col(age).is_not_null() for age in ages), poor, conditions),
        )
    )  # fmt: skip


def offer_table(offers: pl.DataFrame, providers: pl.DataFrame, rooms: pl.DataFrame, holidays: int) -> Table:
    """`free` and `works` are masks of half-days, before and after the mask of `holidays`; a `bound` offer meets in one
    half-day; a `counted` one has a stock of its own.

    :param offers: with provider and room as rows, -1 for no room; and what it is earmarked for, see `graph.earmarks`.
    """
    giver = providers.select("kind", "seat", "max_hours", giver_mask="mask")[offers["provider"]]
    room = rooms.select("area", "of_community", room_mask="mask").with_row_index("room")
    known = pl.concat([offers, giver], how="horizontal").join(
        room.with_columns(pl.col("room").cast(pl.Int64)), on="room", how="left", maintain_order="left"
    )
    is_time, is_place = pl.col("form").is_in(TIME), pl.col("form") == "place"
    person, staff = is_time & pl.col("kind").is_in(PEOPLE), is_time & pl.col("kind").is_in(SPONSORS)
    return _table(
        known.with_columns(person=person, staff=staff, is_place=is_place, free=_free(person, staff, is_place)).select(
            "provider", "room", "amount", "free", "earmark",
            works=pl.when(_closes_on_holidays()).then(pl.col("free") & (WHOLE_WEEK - holidays)).otherwise("free"),
            bound=pl.col("person") | pl.col("is_place") | (pl.col("staff") & (pl.col("mask") != 0)),
            counted=_counted(),
            most_per_need=pl.when("is_place").then(UNLIMITED).otherwise(pl.col("most_per_need").fill_null(UNLIMITED)),
            seat=pl.when("is_place").then(pl.col("area").fill_null(-1)).otherwise("seat"),
        )
    )  # fmt: skip


def _free(person: pl.Expr, staff: pl.Expr, is_place: pl.Expr) -> pl.Expr:
    """An offer without half-days of its own is free whenever its giver or room is."""
    own = pl.when(pl.col("mask") == 0).then(WHOLE_WEEK).otherwise("mask")
    of_giver, of_room = own & pl.col("giver_mask"), own & pl.col("room_mask").fill_null(0)
    return pl.when(person).then(of_giver).when(is_place).then(of_room).when(staff).then(own).otherwise(WHOLE_WEEK)


def _counted() -> pl.Expr:
    """Money, goods and staff; and of a person, an offer that gives less than the person's whole week."""
    less = pl.col("person") & (pl.col("amount") < pl.col("max_hours"))
    return pl.col("form").is_in(["money", "goods"]) | pl.col("staff") | less


def _closes_on_holidays() -> pl.Expr:
    is_time, is_place = pl.col("form").is_in(TIME), pl.col("is_place")
    by_giver = pl.col("kind").is_in(["Community", "SocialWorker"]) & (is_time | is_place)
    return by_giver | pl.col("staff") | (is_place & pl.col("of_community").fill_null(False))


def resident_table(residents: pl.DataFrame, year: int, bits: Mapping[str, int]) -> Table:
    """Ages by year of birth, as of providers."""
    return _table(
        residents.select(
            "sex", "low_income",
            age=year - pl.col("birth_year"),
            conditions=condition_mask("conditions", bits),
            needs_access=pl.col("conditions").list.set_intersection(list(NEEDS_ACCESS)).list.len() > 0,
            consents_service="service",
            consents_health="health",
            consents_history="history",
        )
    )  # fmt: skip


def service_table(services: pl.DataFrame, takes: pl.DataFrame) -> Table:
    """:param takes: the trainings that services take, start to end."""
    trainings = takes.group_by(id="start").agg(trainings=pl.len().cast(pl.Int64))
    known = services.join(trainings, on="id", how="left", maintain_order="left")
    columns = ("min_age", "max_age", "at_home", "with_minors", "uses_health")
    return _table(known.select(*columns, pl.col("trainings").fill_null(0), effort=_rank("effort")))


def room_table(rooms: pl.DataFrame) -> Table:
    """Rooms as the graph has them."""
    return _table(rooms.select("seats", "accessible"))


def agreement_table(agreements: pl.DataFrame) -> Table:
    """`left` is what the week may still use, in fen."""
    return _table(agreements.select("left"))


def units(offers: pl.DataFrame) -> pl.Series:
    """The unit of each offer's amount; null of a place."""
    item = pl.when(pl.col("item") == "").then(pl.lit("unit")).otherwise("item")
    named = pl.when(pl.col("form") == "goods").then(item).when(pl.col("form") == "money").then(pl.lit("fen"))
    return offers.select(named.when(pl.col("form").is_in(TIME)).then(pl.lit("hour")).alias("unit"))["unit"]


def persons(residents: pl.DataFrame, year: int) -> tuple[Bools, Bools, Ints, Ints]:
    """What the value policy asks of residents: living alone, low income, how many conditions, age."""
    conditions = residents["conditions"].list.len().cast(pl.Int64)
    alone, poor = residents["lives_alone"], residents["low_income"]
    return alone.to_numpy(), poor.to_numpy(), conditions.to_numpy(), (year - residents["birth_year"]).to_numpy()


def fact(of: str, ties: pl.DataFrame, value: str | None = None, absent: int = 0) -> Fact:
    """Ties (provider, other, perhaps a value; sorted) as a fact; without a value, 1 where they hold."""
    values = ties[value] if value else pl.repeat(1, len(ties), eager=True, dtype=pl.Int64)
    return Fact(of, ties["provider"].to_numpy(), ties["other"].to_numpy(), values.to_numpy(), absent)


def condition_bits(conditions: pl.Series) -> dict[str, int]:
    """A bit for every condition that a resident has; what a program names beyond these fits nobody."""
    names = sorted(set(conditions.explode().drop_nulls()))
    return {name: 2**place for place, name in enumerate(names)}


def condition_mask(column: str, bits: Mapping[str, int]) -> pl.Expr:
    """A column of lists of conditions as masks; null is 0."""
    named = [pl.col(column).list.contains(name).fill_null(False).cast(pl.Int64) * bit for name, bit in bits.items()]
    return pl.sum_horizontal(pl.lit(0, dtype=pl.Int64), *named)


def _rank(column: str) -> pl.Expr:
    """Fitness as a number; who has none can do everything."""
    return pl.col(column).fill_null("full").replace_strict(FITNESS, return_dtype=pl.Int64)


def _table(frame: pl.DataFrame) -> Table:
    whole = frame.with_columns(pl.col(pl.Int32, pl.UInt32, pl.Int8).cast(pl.Int64))
    return Table({name: whole[name].to_numpy() for name in whole.columns})
