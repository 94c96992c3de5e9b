"""A resident's rights as deeds: correction, consent, erasure (PIPL Art. 15, 46, 47)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from graph.address import around
from graph.consents import Consented, given, withdrawn
from graph.erasure import Erasure, erasure
from graph.errors import BadValue, GraphError
from graph.holdings import entries_about
from graph.model import Building, Household, Resident
from graph.relations import Edge, Properties
from graph.store import Change, DropEdge, GraphStore, Put, Reader
from graph.weeks import today
from service.access import Caller
from service.books import Books, nothing_since
from service.deeds import Deed, settle
from service.details import Details, answers_for, details
from service.people import Look, consent_view, resident_view
from service.people_schemas import ConsentOrder, ConsentView, Erased
from service.refusals import NotThere

Matches = Callable[[Details], object]

HOMES = ("building", "household")
"""What corrects an address, beside the fields of a Resident."""

ERASED = "resident erased"
"""The action of an erasure's line in the journal."""


# Correction


def correction(reader: Reader, resident: Resident, said: Mapping[str, Any], by: str) -> Deed:
    """What corrects a resident's fields and moves her home. Its line in the journal names the fields, not their values.

    :param said: by field; `building` or `household` is the id of where she lives.
    :raises BadValue: as `corrected`; or no such building or household, or both.
    """
    home = _home(said)
    changes: list[Change] = [Put(corrected(resident, said))]
    expect = {resident.id: reader.node_version(resident.id)}
    if home:
        changes += _moved(reader, resident.id, home, by)
        expect |= nothing_since(reader)  # a move changes no node that could be expected
    fields = ", ".join(sorted(said)) or "none"
    return Deed(changes, "resident corrected", None, about=[resident.id], detail=f"fields: {fields}", expect=expect)


def corrected(resident: Resident, said: Mapping[str, Any]) -> Resident:
    """The resident with these fields, checked by the model.

    :raises BadValue: a field that she does not have, or a value that it does not allow, which is not repeated.
    """
    fields = {name: value for name, value in said.items() if name not in HOMES}
    known = sorted(set(Resident.model_fields) - {"id", "invented"})
    if unknown := sorted(set(fields) - set(known)):
        raise BadValue(f"{unknown[0]}: no such field; there are {', '.join((*known, *HOMES))}")
    try:
        return Resident.model_validate(resident.model_dump() | fields)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise BadValue(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def correction_by(reader: Reader, caller: Caller, id: str, said: Mapping[str, Any], matches: Matches) -> Deed:
    """A coordinator's correction, answered by what the resident then is.

    :param matches: refuses, by raising, when the resident is not as the caller knows her.
    :raises NotThere: no such resident for this caller, or a new home beyond her communities.
    :raises BadValue: as `correction`.
    """
    found = details(reader, caller, id)
    matches(found)
    deed = correction(reader, found.resident, said, caller.account)
    home = _home(said)
    places = around(reader, home) if home else found.home
    if not answers_for(caller, places):
        raise NotThere(f"home {home!r}: not in your communities; `tongxin resident correct` moves her there")
    after = corrected(found.resident, said)
    view = resident_view(Details(after, places, None if found.conditions is None else after.conditions))
    return replace(deed, answer=view)


def _home(said: Mapping[str, Any]) -> str | None:
    homes = [said[name] for name in HOMES if name in said]
    if len(homes) > 1:
        raise BadValue(f"{' and '.join(HOMES)}: give the one that she lives in")
    return homes[0] if homes else None


def _moved(reader: Reader, person: str, home: str, by: str) -> list[Change]:
    if not isinstance(reader.get(home), Building | Household):
        raise BadValue(f"home {home!r}: no such building or household; `tongxin export` lists the ids")
    old = [edge.end for edge in reader.neighbours(person, "LIVES_IN", "out")]
    if old == [home]:
        return []
    terms = Properties(source="correction", since=today().isoformat(), by=by)
    new = Edge(relation="LIVES_IN", start=person, end=home, properties=terms)
    return [*(DropEdge("LIVES_IN", person, each) for each in old), Put(new)]


# Consent


def consent_by(reader: Reader, caller: Caller, id: str, order: ConsentOrder) -> Deed:
    """Consent as a resident told it to her coordinator; it holds, or no longer holds, from this moment on.

    :raises NotThere: no such resident for this caller.
    :raises BadValue: a minor without a guardian.
    """
    resident, day = details(reader, caller, id).resident, today()
    if order.given:
        consented: Consented | None = given(reader, resident, order.purpose, day, order.guardian, caller.account)
    else:
        consented = withdrawn(reader, id, order.purpose, day, caller.account)
    return Deed(
        [Put(consented.edge(id))] if consented else [],
        f"consent {'given' if order.given else 'withdrawn'}",
        consent_view(consented) if consented else _never_given(order),
        about=[id, *([consented.end] if consented else [])],
        expect={id: reader.node_version(id), **nothing_since(reader)},
    )


def _never_given(order: ConsentOrder) -> ConsentView:
    return ConsentView(purpose=order.purpose, holds=False, since=None, until=None, withdrawn=None, by_guardian=False)


# Erasure


def erase(books: Books, by: str, id: str, may: Callable[[Reader], object] = lambda _: None) -> Erased:
    """Erase a resident in one write with its line, and then from the store's files.

    Whoever was erased before is swept from the files again, should that have been interrupted.

    :param may: refuses, by raising, whoever may not.
    :raises Missing: no such resident, neither now nor before.
    """
    done: list[Erasure] = []

    def plan() -> Deed:
        done.clear()
        with books.store.snapshot() as reader:
            may(reader)
            if _was_erased(reader, id):
                return Deed([], ERASED, None)
            done.append(erasure(reader, id))
            return Deed(done[0].changes, ERASED, None, about=[id], expect={**done[0].expect, **nothing_since(reader)})

    settle(books, by, plan)
    return erased(id, *done, swept=_swept(books.store))


def erasure_look(id: str, may: Callable[[Reader], object] = lambda _: None) -> Callable[[Reader], Look[Erased]]:
    """What an erasure would take away.

    :param may: as for `erase`.
    """

    def look(reader: Reader) -> Look[Erased]:
        may(reader)
        plans = [] if _was_erased(reader, id) else [erasure(reader, id)]
        return Look(erased(id, *plans, preview=True), [id])

    return look


def _was_erased(reader: Reader, id: str) -> bool:
    return reader.get(id) is None and any(line.action == ERASED for line in entries_about(reader, {id}))


def erased(id: str, plan: Erasure | None = None, *, swept: bool = False, preview: bool = False) -> Erased:
    """What a plan takes away; nothing where there is none."""
    return Erased(
        resident=id,
        preview=preview,
        dropped=dict(plan.dropped) if plan else {},
        emptied=dict(plan.emptied) if plan else {},
        closed=plan.closed if plan else (),
        cancelled=plan.cancelled if plan else (),
        roles=plan.roles if plan else (),
        mentions=plan.mentions if plan else (),
        swept=swept,
    )


def _swept(store: GraphStore) -> bool:
    try:
        store.forget()
    except GraphError:
        return False  # somebody reads or writes for long; she is erased all the same, and the sweep can be repeated
    return True
