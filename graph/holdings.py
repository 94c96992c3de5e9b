"""Everything that the graph holds of one resident, as she may have it (PIPL Art. 45): plain data for a JSON file.

Other people's data stay theirs: whoever else has to do with her appears by id alone, and what was written about several
people together is withheld.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from graph.address import address
from graph.errors import Missing
from graph.model import Entry, Node, Resident
from graph.relations import RELATIONS
from graph.store import Direction, Reader

FORMAT = "tongxin-resident/1"

Told = dict[str, Any]
"""JSON: text, numbers, truth values, lists and objects."""

OWN: Mapping[str, tuple[str, Direction]] = {
    "consents": ("CONSENTS_TO", "out"),
    "refuses": ("REFUSES", "out"),
    "helped_by": ("HELPED", "in"),
    "knows": ("KNOWS", "out"),
    "known_by": ("KNOWS", "in"),
    "cares_for": ("CARES_FOR", "out"),
    "cared_for_by": ("CARES_FOR", "in"),
    "other_roles": ("IS", "in"),
}
"""Relations that say all by themselves: told with their properties and the id of the other end."""

THINGS: Mapping[str, str] = {
    "seats": "HOLDS",
    "councils": "SITS_ON",
    "rounds": "WALKED",
    "deliberations": "TOOK_PART_IN",
    "proposals": "PROPOSED",
    "pledges": "PLEDGED",
    "ratings": "GAVE",
}
"""Relations from her to things that are told with their fields."""

ELSEWHERE = frozenset({"LIVES_IN", "OF"})
"""Relations of hers that `home` and `needs` tell."""

WITHHELD = "withheld: it also concerns others"


KINDS_TOLD = (
    "Resident", "Household", "Building", "Grid", "Community", "Town", "City", "Purpose",
    "Need", "Slot", "Service", "Visit", "Intake", "Decision", "Offer", "Linkage", "Commission", "Rating",
    "Volunteer", "SocialWorker", "Organization", "Council", "Deliberation", "Proposal", "Pledge", "Seat", "Entry",
)  # fmt: skip
"""The kinds in which something about a resident may stand."""


def holdings(reader: Reader, id: str) -> Told:
    """All of it, by subject, and at the end the kinds and relations that were looked in.

    :raises Missing: no such resident.
    """
    resident = reader.get(id)
    if not isinstance(resident, Resident):
        raise Missing(f"resident {id!r}: not in the graph; `tongxin export` lists the ids")
    homes = [edge.end for edge in reader.neighbours(id, "LIVES_IN", "out")]
    needs = [edge.start for whose in (id, *homes) for edge in reader.neighbours(whose, "OF", "in")]
    return {
        "format": FORMAT,
        "resident": _fields(resident),
        "home": [_fields(place) for place in address(reader, id)],
        **{name: _related(reader, id, *which) for name, which in OWN.items()},
        "household_shares": [share for home in homes for share in _related(reader, home, "SHARES", "out")],
        "needs": [_need(reader, need, id, set(needs)) for need in reader.get_all(needs) if need],
        **{name: [_fields(node) for node in _ends(reader, id, relation)] for name, relation in THINGS.items()},
        "journal": _journal(reader, {id, *needs}),
        "looked_in": {
            "kinds": list(KINDS_TOLD),
            "relations": [name for name, row in RELATIONS.items() if "Resident" in (*row.starts, *row.ends)],
        },
    }


def _need(reader: Reader, need: Node, person: str, hers: set[str]) -> Told:
    """A need with all that hangs on it."""
    id = need.id
    return {
        **_fields(need),
        "of": _ids(reader, id, "OF"),
        "service": [_fields(node) for node in _ends(reader, id, "ASKS_FOR")],
        "at": _ids(reader, id, "AT"),
        "slots": [_fields(node) for node in _ends(reader, id, "HAS_SLOT")],
        "raised_by": [_source(reader, node, hers) for node in _starts(reader, id, "RAISED")],
        "decisions": [
            {**_fields(node), "names": _ids(reader, node.id, "NAMES")} for node in _starts(reader, id, "CONCERNS")
        ],
        "linkages": [_linkage(reader, node, person) for node in _starts(reader, id, "SERVES")],
    }


def _linkage(reader: Reader, linkage: Node, person: str) -> Told:
    """Who helped and when, what was commissioned, and how it was judged."""
    return {
        **_fields(linkage),
        "filled_by": [
            {**told, "given_by": [edge.start for edge in reader.neighbours(told["other"], "GIVES", "in")]}
            for told in _related(reader, linkage.id, "FILLS", "in")
        ],
        "commissions": [
            {**_fields(node), "sent_to": _ids(reader, node.id, "SENT_TO")}
            for node in _starts(reader, linkage.id, "DISPATCHES")
        ],
        "ratings": [_rating(reader, node, person) for node in _starts(reader, linkage.id, "RATES")],
    }


def _rating(reader: Reader, rating: Node, person: str) -> Told:
    givers = {edge.start for edge in reader.neighbours(rating.id, "GAVE", "in")}
    return _fields(rating) if givers <= {person} else {**_fields(rating), "words": WITHHELD}


def _source(reader: Reader, source: Node, hers: set[str]) -> Told:
    """Where a need became known; its words only where it raised no need of anybody else."""
    raised = {edge.end for edge in reader.neighbours(source.id, "RAISED", "out")}
    told = _fields(source)
    return told if raised <= hers else {**told, **{name: WITHHELD for name in ("note", "words") if told.get(name)}}


def entries_about(reader: Reader, ids: set[str]) -> list[Entry]:
    """The lines of the journal that are about any of these, oldest first."""
    lines = reader.columns("Entry", "about")
    told = lines.filter(pl.col("about").list.set_intersection(sorted(ids)).list.len() > 0)["id"].to_list()
    return [entry for entry in reader.get_all(told) if isinstance(entry, Entry)]


def _journal(reader: Reader, ids: set[str]) -> list[Told]:
    """Who read or changed what about her, and when, oldest first."""
    chain = {"id", "invented", "previous", "sha256"}
    return [line.model_dump(mode="json", exclude=chain) for line in entries_about(reader, ids)]


def _fields(node: Node) -> Told:
    return node.model_dump(mode="json", exclude_none=True)


def _related(reader: Reader, id: str, relation: str, direction: Direction) -> list[Told]:
    """The id of each other end, with what the relation says."""
    return [
        {"other": edge.start if direction == "in" else edge.end, **edge.properties.model_dump(exclude_none=True)}
        for edge in reader.neighbours(id, relation, direction)
    ]


def _ids(reader: Reader, id: str, relation: str) -> list[str]:
    return [edge.end for edge in reader.neighbours(id, relation, "out")]


def _ends(reader: Reader, id: str, relation: str) -> list[Node]:
    return [node for node in reader.get_all(_ids(reader, id, relation)) if node]


def _starts(reader: Reader, id: str, relation: str) -> list[Node]:
    starts = [edge.start for edge in reader.neighbours(id, relation, "in")]
    return [node for node in reader.get_all(starts) if node]
