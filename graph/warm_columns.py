"""Columns kept in memory for as long as they are true."""

import threading
from collections.abc import Callable

import polars as pl

WARM_BYTES = 512 * 2**20
"""So much memory they may take, all together."""


class WarmColumns:
    """Columns that were read before, for as long as nobody, here or in another process, writes to their table.

    Each entry carries the write that last touched its table; the reader's own snapshot says whether that still holds.
    Those not asked for longest go first when all together are too large.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, tuple[str, ...]], tuple[int, pl.DataFrame]] = {}
        self._lock = threading.Lock()

    def __call__(
        self, table: str, fields: tuple[str, ...], touched: int, read: Callable[[], pl.DataFrame]
    ) -> pl.DataFrame:
        """The columns of a table that was last touched by that write; `read` reads them where they are not known."""
        version, frame = self._known.get((table, fields), (-1, None))
        if frame is None or version != touched:
            frame = read()
        self._keep((table, fields), touched, frame)
        return frame.clone()

    def _keep(self, asked: tuple[str, tuple[str, ...]], touched: int, frame: pl.DataFrame) -> None:
        with self._lock:
            self._known.pop(asked, None)
            self._known[asked] = touched, frame  # last in the order of the dict: asked for most recently
            size = sum(kept.estimated_size() for _, kept in self._known.values())
            while size > WARM_BYTES:
                _, cold = self._known.pop(next(iter(self._known)))
                size -= cold.estimated_size()
