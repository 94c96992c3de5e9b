"""A table that prints its rows as they are measured, in Markdown, so that it can be pasted as it is."""

from collections.abc import Sequence
from unicodedata import east_asian_width


class Table:
    """A title, then a row at a time. Columns are as wide as their heads, or wider as `widths` says."""

    def __init__(self, title: str, **widths: int) -> None:
        """:param widths: each column's head (an underscore stands for a space) and its least width."""
        heads = [head.replace("_", " ") for head in widths]
        self._widths = [max(len(head), width) for head, width in zip(heads, widths.values(), strict=True)]
        print(f"\n{title}\n")
        self.row(*heads)
        self.row(*("-" * width for width in self._widths))

    def row(self, *cells: object) -> None:
        print("| " + " | ".join(_padded(cells, self._widths)) + " |", flush=True)


def _padded(cells: Sequence[object], widths: Sequence[int]) -> list[str]:
    texts = [f"{cell:,}" if isinstance(cell, int) else "-" if cell is None else str(cell) for cell in cells]
    return [text + " " * (width - _columns(text)) for text, width in zip(texts, widths, strict=True)]


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
