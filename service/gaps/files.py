"""Tables of gaps as CSV: what a spreadsheet opens, in Chinese and English, with nothing that it would run."""

import csv
import io
from collections.abc import Iterable, Sequence

from service.planner_schemas import GapPage, GapRow, IdlePage

MARK = "\ufeff"
"""Without it spreadsheets take Chinese for something else."""


def written(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A CSV file's text. A word that a spreadsheet would take for a formula begins with an apostrophe."""
    out = io.StringIO()
    out.write(MARK)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_safe(value) for value in row] for row in rows)
    return out.getvalue()


def _safe(value: object) -> object:
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def gaps_csv(page: GapPage) -> str:
    """A line for each row and society that the row asks for."""
    head = [
        "week", *_names(page), "needs", "served", "share", "missing_value",
        "society", "asked", "filled", "missing", "price", "effect_low", "effect_high",
    ]  # fmt: skip
    return written(head, _gap_lines(page))


def _gap_lines(page: GapPage) -> Iterable[Sequence[object]]:
    for row in page.items:
        own = [page.week, *_named(row), row.needs, row.served, row.share, row.missing_value]
        for each in row.societies:
            low, high = (each.effect.low, each.effect.high) if each.effect else (None, None)
            if each.asked:
                yield [*own, each.society, each.asked, each.filled, each.missing, each.price, low, high]


def trend_csv(page: GapPage) -> str:
    """A line for each row and week."""
    lines = ([*_named(row), each.week, each.needs, each.served] for row in page.items for each in row.trend)
    return written([*_names(page), "week", "needs", "served"], lines)


def _names(page: GapPage) -> list[str]:
    return [name for dimension in page.by for name in (dimension, f"{dimension}_zh", f"{dimension}_en")]


def _named(row: GapRow) -> list[str | None]:
    return [part for key in row.keys for part in (key.id, key.label_zh, key.label_en)]


def idle_csv(page: IdlePage) -> str:
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
