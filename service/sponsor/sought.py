"""Which of the needs somebody asks to see."""

import polars as pl

from graph.broader import with_broader
from graph.errors import BadValue
from graph.model import HomeName
from graph.store import Reader
from service.sponsor.projection import Only
from service.sponsor.schemas import GiftKind


def sought(
    reader: Reader,
    home: HomeName | None,
    service: str | None,
    town: str | None,
    most: int | None = None,
    kind: GiftKind | None = None,
) -> Only:
    """The filter of these; a service stands for its narrower ones too.

    :raises BadValue: a service or town that the graph does not have.
    """
    for name, id in (("service", service), ("town", town)):
        if id is not None and reader.get(id) is None:
            raise BadValue(f"{name} {id!r}: there is none; ids are those of the needs")
    return Only(home, _narrower(reader, service) if service else None, town, most, kind)


def _narrower(reader: Reader, service: str) -> frozenset[str]:
    broader = with_broader(reader, reader.columns("Service")["id"])
    return frozenset(broader.filter(pl.col("broader") == service)["service"])
