"""What a write comes to: worked out here from what was there before, so that the server is told only the difference."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple

import orjson

from graph.acts import Act, Key, table_of
from graph.admission import kind_of, refuse_drop
from graph.model import KINDS
from graph.relations import RELATIONS

Fields = dict[str, Any]


class State(NamedTuple):
    """What is there: the write that made it, the write that last changed it, and its fields as they are stored."""

    born: int
    version: int
    fields: Fields


@dataclass
class Outcome:
    """`now` is what is there after the write, of what it touches and of the edges at nodes that it drops.

    `gone` holds what was dropped, with the write that made it; `touched` the kinds and relations.
    """

    version: int
    before: Mapping[Key, State]
    now: dict[Key, State] = field(default_factory=dict)
    gone: list[tuple[Key, int]] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)

    def made(self) -> list[Key]:
        """What was not there before."""
        return [key for key in self.now if key not in self.before]

    def changed(self) -> list[Key]:
        """What was there before, and is otherwise now."""
        return [key for key, state in self.now.items() if (old := self.before.get(key)) and old != state]

    def dropped(self) -> list[Key]:
        """What was there before, and is no more."""
        return [key for key in self.before if key not in self.now]


def outcome(acts: Sequence[Act], before: Mapping[Key, State], version: int) -> Outcome:
    """The acts in order, on what was there before of all that they touch, as this version.

    :raises Missing: a drop of what is not there.
    """
    come = Outcome(version, before, dict(before))
    around = _around(before) if any(act.does == "drop node" for act in acts) else {}
    for are_puts, run in groupby(acts, key=lambda act: act.does in {"put node", "put edge"}):
        if are_puts:
            _put(come, {act.key: act.body for act in run}, around)
        else:
            for act in run:
                _drop(come, act.key, around)
    return come


def _around(keys: Iterable[Key]) -> dict[str, set[Key]]:
    """The edges at each node."""
    around = defaultdict(set)
    for key in keys:
        for id in key[1:]:
            around[id].add(key)
    return around


def _put(come: Outcome, bodies: Mapping[Key, str], around: dict[str, set[Key]]) -> None:
    for key, body in bodies.items():
        fields, old = stored(key, body), come.now.get(key)
        if old is None:
            come.now[key] = State(come.version, come.version, fields)
        elif old.fields != fields:
            come.now[key] = State(old.born, come.version, fields)
        for id in key[1:] if around else ():
            around.setdefault(id, set()).add(key)
    come.touched |= {table_of(name) for name in {key[0].partition(":")[0] for key in bodies}}


def _drop(come: Outcome, key: Key, around: dict[str, set[Key]]) -> None:
    state = come.now.pop(key, None)
    if state is None:
        raise refuse_drop(key)
    if state.born < come.version:  # what one write makes and drops again was never seen
        come.gone.append((key, state.born))
    come.touched.add(table_of(key[0].partition(":")[0]))
    for edge in sorted(around.get(key[0], ())) if len(key) == 1 else ():
        if edge in come.now:
            _drop(come, edge, around)


def stored(key: Key, body: str) -> Fields:
    """The fields of a body as they are stored: a text that is empty by default is left out, as None is."""
    empty = _EMPTY[key[0] if len(key) > 1 else kind_of(key[0]).KIND]
    fields: Fields = orjson.loads(body)
    return {name: value for name, value in fields.items() if value != "" or name not in empty}


_EMPTY = {
    table: frozenset(name for name, info in model.model_fields.items() if info.default == "")
    for table, model in [*KINDS.items(), *((name, row.properties) for name, row in RELATIONS.items())]
}
"""By kind or relation: the fields that are an empty text by default."""
