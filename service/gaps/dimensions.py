"""By what gaps are told: service, community, town, type of community, home, society; one of these or two."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations, product
from typing import get_args

from graph.errors import BadValue
from graph.model import SOCIETIES
from graph.store import Reader
from service import labels
from service.language import translations
from service.planner_schemas import Dimension, GapKey
from service.privacy import label
from service.schemas import LinkageView

DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
MOST = 2
"""Of more dimensions at once nobody reads a table."""

CHOICES: tuple[str, ...] = tuple(
    ",".join(each) for count in range(1, MOST + 1) for each in permutations(DIMENSIONS, count)
)
"""Everything that may be asked: one dimension, or two different ones with a comma between."""

Ids = tuple[str | None, ...]
"""One id for each dimension asked, None where it is not known."""


def dimensions(by: str) -> tuple[Dimension, ...]:
    """`service,community` as dimensions.

    :raises BadValue: it is none of CHOICES.
    """
    if by not in CHOICES:
        known = ", ".join(DIMENSIONS)
        raise BadValue(f"by {by!r}: name one of {known}, or two different ones with a comma between")
    return tuple(each for name in by.split(",") for each in DIMENSIONS if each == name)


@dataclass(frozen=True)
class Ground:
    """Where the communities lie and of which type they are, by id."""

    town: Mapping[str, str]
    type: Mapping[str, str]

    @classmethod
    def of(cls, reader: Reader) -> "Ground":
        """A community of several types counts under the first by id."""
        inside = reader.columns("IN").rows()
        types = reader.columns("OF_TYPE").rows()
        return cls(
            {start: end for start, end in inside if start.startswith("community:")},
            dict(reversed(types)),
        )

    def ids(self, card: LinkageView, by: Sequence[Dimension]) -> Iterator[Ids]:
        """The rows in which a need counts: several only where societies are asked for, each that it asks for once."""
        yield from product(*(self._of(card, dimension) for dimension in by))

    def _of(self, card: LinkageView, dimension: Dimension) -> list[str | None]:
        if dimension == "society":
            asked = {slot.society for slot in card.slots if slot.required}
            return [society for society in SOCIETIES if society in asked]
        return [self._one(card, dimension)]

    def _one(self, card: LinkageView, dimension: Dimension) -> str | None:
        match dimension:
            case "service":
                return card.service
            case "community":
                return card.community
            case "town":
                return self.town.get(card.community or "")
            case "type":
                return self.type.get(card.community or "")
            case _:
                return card.home


def named(reader: Reader, by: Sequence[Dimension], rows: Sequence[Ids]) -> dict[Ids, tuple[GapKey, ...]]:
    """The rows' ids with the names under which they are shown."""
    return {ids: tuple(_key(reader, dimension, id) for dimension, id in zip(by, ids, strict=True)) for ids in rows}


def _key(reader: Reader, dimension: Dimension, id: str | None) -> GapKey:
    if id is None:
        return GapKey(dimension=dimension, id=None, label_zh="未知", label_en="not known")
    if dimension in ("home", "society"):
        english = (labels.HOMES if dimension == "home" else labels.SOCIETIES)[id]
        return GapKey(dimension=dimension, id=id, label_zh=translations("zh").gettext(english), label_en=english)
    node = reader.get(id)
    names = label(node) if node else None
    return GapKey(dimension=dimension, id=id, label_zh=names.zh if names else id, label_en=names.en if names else id)
