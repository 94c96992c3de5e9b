"""Tables of gaps as CSV: what a spreadsheet opens, in Chinese and English, with nothing that it would run."""

from collections.abc import Iterable, Sequence

from service.fair_schemas import FairnessPage
from service.planner_schemas import GapPage, GapRow, IdlePage
from service.sheets import Sheet
from service.spreadsheet import csv_file

Value = str | float | None


def written(head: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A CSV file. What is not known is an empty cell."""
    return csv_file(Sheet("", tuple(head), tuple(tuple(map(_cell, row)) for row in rows)))


def _cell(value: Value) -> str | int:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else value


def gaps_csv(page: GapPage) -> bytes:
    """A line for each row and society that the row asks for."""
    head = [
        "week", *_names(page), "needs", "served", "share", "missing_value",
        "society", "asked", "filled", "missing", "price", "effect_low", "effect_high",
    ]  # fmt: skip
    return written(head, _gap_lines(page))


def _gap_lines(page: GapPage) -> Iterable[Sequence[Value]]:
    for row in page.items:
        own = [page.week, *_named(row), row.needs, row.served, row.share, row.missing_value]
        for each in row.societies:
            low, high = (each.effect.low, each.effect.high) if each.effect else (None, None)
            if each.asked:
                yield [*own, each.society, each.asked, each.filled, each.missing, each.price, low, high]


def trend_csv(page: GapPage) -> bytes:
    """A line for each row and week."""
    lines = ([*_named(row), each.week, each.needs, each.served] for row in page.items for each in row.trend)
    return written([*_names(page), "week", "needs", "served"], lines)


def _names(page: GapPage) -> list[str]:
    return [name for dimension in page.by for name in (dimension, f"{dimension}_zh", f"{dimension}_en")]


def _named(row: GapRow) -> list[Value]:
    return [part for key in row.keys for part in (key.id, key.label_zh, key.label_en)]


def idle_csv(page: IdlePage) -> bytes:
    """A line for each row and society."""
    head = [
        "week", page.by, f"{page.by}_zh", f"{page.by}_en", "needs", "society", "missing", "unit", "could_use", "idle",
    ]  # fmt: skip
    lines = (
        [page.week, row.key.id, row.key.label_zh, row.key.label_en, row.needs,
         each.society, each.missing, each.unit, each.max, each.idle]
        for row in page.items
        for each in row.societies
    )  # fmt: skip
    return written(head, lines)


def fairness_csv(page: FairnessPage) -> bytes:
    """A line for each community."""
    head = ["week", "community", "zh", "en", "needs", "wanted", "servable", "served", "share", "waited", "floor"]
    lines = (
        [page.week, one.id, one.label_zh, one.label_en, one.needs,
         one.wanted, one.servable, one.served, one.share, one.waited, one.floor]
        for one in page.items
    )  # fmt: skip
    return written(head, lines)
