"""Things by what they are called, in Chinese or English.

Only what everybody may call by its name is looked at: places, services and givers, never people, their homes or words.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from graph.errors import BadValue
from graph.store import Reader

NAMES: dict[str, tuple[str, ...]] = {
    "City": ("name",),
    "Town": ("name",),
    "Community": ("name", "official_name"),
    "CommunityType": ("name",),
    "Grid": ("name",),
    "Room": ("name",),
    "Home": ("name",),
    "Service": ("name", "english"),
    "Organization": ("name",),
    "Enterprise": ("name",),
    "Program": ("name",),
    "Fund": ("name",),
    "Project": ("title",),
}
"""The kinds that are searched, each with its fields that are names."""

EXACT, PREFIX, INSIDE = 0, 1, 2


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """Something that was found: how well its best name fits (EXACT, PREFIX or INSIDE), that name, and its id."""

    fit: int
    name: str
    id: str


def search(reader: Reader, words: str, kind: str | None = None, limit: int = 20) -> list[Hit]:
    """What is called so: first the same name, then names that begin with it, then those that contain it.

    Names are compared by NFKC and without regard to case. Of equal fits the lesser name comes first, then the id.

    :param words: at least one character that is not blank.
    :param kind: one of NAMES; None is all.
    :param limit: at least 1.
    :raises BadValue: blank words, a kind that is not searched, or a limit below 1.
    """
    wanted = plain(words)
    if not wanted:
        raise BadValue("q: it is blank; give at least one character")
    if kind is not None and kind not in NAMES:
        raise BadValue(f"kind {kind!r}: not searched; there are {', '.join(NAMES)}")
    if limit < 1:
        raise BadValue(f"limit {limit}: give at least 1")
    hits: dict[str, Hit] = {}
    for hit in _hits(reader, wanted, (kind,) if kind else tuple(NAMES)):
        hits[hit.id] = min(hit, hits.get(hit.id, hit))
    return sorted(hits.values())[:limit]


def plain(words: str) -> str:
    """A name as it is compared."""
    return unicodedata.normalize("NFKC", words).casefold().strip()


def _hits(reader: Reader, wanted: str, kinds: tuple[str, ...]) -> Iterator[Hit]:
    for kind in kinds:
        for id, *names in reader.columns(kind, *NAMES[kind]).iter_rows():
            yield from (Hit(_fit(wanted, plain(name)), name, id) for name in names if wanted in plain(name))


def _fit(wanted: str, name: str) -> int:
    if name == wanted:
        return EXACT
    return PREFIX if name.startswith(wanted) else INSIDE
