"""What lies around many nodes of a Neo4j graph, asked at once: whoever walks asks next for what it has been told of."""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

from graph.admission import kind_of
from graph.neo4j_gate import Past, Question
from graph.relations import RELATIONS, Edge

_AHEAD = 150
"""So many nodes are asked about at once."""

_AROUND = """
    MATCH (n:<thing>) WHERE n.id IN $ids MATCH (n)-[x:<relations>]-() WHERE <seen>
    WITH DISTINCT n.id AS id, x, startNode(x).id AS start, endNode(x).id AS end ORDER BY start, end
    WITH id, type(x) AS relation, collect([start, end, x])<cut> AS edges
    WITH collect([id, relation, [e IN edges | [e[0], e[1], properties(e[2])]]]) AS found
"""

Known = dict[tuple[str, str], list[Edge]]


class Around:
    """The edges at nodes of one snapshot, of whichever relation, at most `limit` of each.

    :param ask: what answers a question as of that snapshot.
    :param now: the edge of a key and properties as the server tells it; `then`: of what was there.
    """

    def __init__(
        self,
        limit: int | None,
        ask: Callable[[Question], tuple[Any, list[Past]]],
        now: Callable[[Sequence[str], Any], Edge],
        then: Callable[[Past], Edge],
    ) -> None:
        self._limit, self._ask, self._now, self._then = limit, ask, now, then
        self._known: Known = {}
        self._asked: set[str] = set()
        self._told: dict[str, None] = {}

    def __call__(self, id: str, relation: str) -> list[Edge]:
        """By (start, end) ascending."""
        if id not in self._asked:
            self._told.pop(id, None)
            self._look([id, *islice(self._told, _AHEAD - 1)])
        return self._known.get((id, relation), [])

    def _look(self, ids: Sequence[str]) -> None:
        kinds = {kind_of(id).KIND for id in ids}
        relations = tuple(name for name, row in RELATIONS.items() if not kinds.isdisjoint(row.starts + row.ends))
        self._asked |= {*ids}
        self._told = {id: None for id in self._told if id not in self._asked}
        if relations:
            cut = "" if self._limit is None else "[..$limit]"
            text = _AROUND.replace("<relations>", "|".join(relations)).replace("<cut>", cut)
            self._keep(set(ids), *self._ask(Question(text, relations, {"ids": ids, "limit": self._limit})))

    def _keep(self, ids: set[str], found: Iterable[tuple[str, str, list[Any]]], past: Iterable[Past]) -> None:
        edges: dict[tuple[str, str], dict[tuple[str, ...], Edge]] = {
            (id, relation): {(start, end): self._now((relation, start, end), fields) for start, end, fields in rows}
            for id, relation, rows in found
        }
        for was in past:
            relation, *ends = was.key
            for id in ids.intersection(ends):
                edges.setdefault((id, relation), {})[tuple(ends)] = self._then(was)
        for at, some in edges.items():
            self._known[at] = [some[key] for key in sorted(some)][: self._limit]
            ends_told = (end for edge in self._known[at] for end in (edge.start, edge.end))
            self._told |= dict.fromkeys(end for end in ends_told if end not in self._asked)
