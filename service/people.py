"""The one way to the details of people: every look has its line in the journal.

What is shown is what was true when its line was written. If the line cannot be written, nothing is shown.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from graph.consents import Consented, consents
from graph.errors import Conflict
from graph.holdings import Told, holdings
from graph.model import HALF_DAYS, HalfDay, Household, Need, Node, SocialWorker, Volunteer
from graph.store import Reader
from graph.weeks import today
from service.access import Caller
from service.artifacts import plan_of, plan_run, week_runs
from service.books import Books
from service.details import Details, details, need_of
from service.people_schemas import (
    Consents,
    ConsentView,
    Helping,
    LinkagePeople,
    PlaceView,
    ResidentView,
    Visited,
)

T = TypeVar("T")

_TRIES = 20


@dataclass(frozen=True)
class Look(Generic[T]):
    """What is to be shown, the ids of whom it is about, and the versions of what was looked at."""

    shown: T
    about: Sequence[str]
    seen: Mapping[str, int] = field(default_factory=dict)


def looked(books: Books, by: str, action: str, look: Callable[[Reader], Look[T]], detail: str = "") -> T:
    """What a look shows, once its line stands in the journal.

    :raises Conflict: what is looked at changes all the time.
    """
    for _ in range(_TRIES):
        with books.store.snapshot() as reader:
            found = look(reader)
        try:
            books.write([], by=by, action=action, about=found.about, detail=detail, expect=found.seen)
            return found.shown
        except Conflict:
            continue
    raise Conflict("others change the same thing at this moment; try again")


def resident_look(reader: Reader, caller: Caller, id: str) -> Look[ResidentView]:
    """A resident.

    :raises NotThere: as `details`.
    """
    return Look(resident_view(details(reader, caller, id)), [id], _versions(reader, [id]))


def everything_look(id: str, may: Callable[[Reader], object] = lambda _: None) -> Callable[[Reader], Look[Told]]:
    """All that the graph holds of a resident, for herself.

    :param may: refuses, by raising, whoever may not see it.
    """

    def look(reader: Reader) -> Look[Told]:
        may(reader)
        return Look(holdings(reader, id), [id], _versions(reader, [id]))

    return look


def resident_view(found: Details) -> ResidentView:
    """A resident as her coordinator sees her."""
    own = found.resident.model_dump(exclude={"conditions"})
    return ResidentView(**own, conditions=found.conditions, home=_places(found.home))


def linkage_look(reader: Reader, caller: Caller, week: str, id: str) -> Look[LinkagePeople]:
    """Who is to be helped and who helps, as far as whoever sends help must know.

    :raises NotThere: no such need, or one that is not for this caller: its own place or a resident's home is elsewhere.
    """
    need = need_of(reader, caller, week, id)
    residents = [details(reader, caller, person) for person in _persons(reader, id)]
    half_day, helpers = _chosen(reader, need)
    shown = LinkagePeople(
        need=id,
        week=week,
        half_day=half_day,
        same_sex=need.same_sex,
        residents=tuple(_visited(each) for each in residents),
        helpers=tuple(helpers),
    )
    people = [*(each.id for each in shown.residents), *(each.id for each in shown.helpers)]
    return Look(shown, list(dict.fromkeys([id, *people])), _versions(reader, [id, *people]))


def tag(view: ResidentView) -> str:
    """The version of a resident as she is shown: another one whenever that changes."""
    return tag_of(view.model_dump_json().encode())


def tag_of(shown: bytes | memoryview) -> str:
    """The version of a resident that was shown as these bytes."""
    return hashlib.sha256(shown).hexdigest()[:16]


def consent_view(consented: Consented) -> ConsentView:
    """How it stands today."""
    terms = consented.terms
    return ConsentView(
        purpose=consented.purpose,
        holds=consented.holds(today()),
        since=terms.since,
        until=terms.until,
        withdrawn=terms.withdrawn,
        by_guardian=bool(terms.guardian),
    )


def consents_look(reader: Reader, caller: Caller, id: str) -> Look[Consents]:
    """A resident's consents.

    :raises NotThere: as `details`.
    """
    details(reader, caller, id)
    shown = Consents(resident=id, consents=tuple(consent_view(each) for each in consents(reader, id)))
    return Look(shown, [id], _versions(reader, [id]))


def _visited(found: Details) -> Visited:
    person = found.resident
    return Visited(
        id=person.id,
        name=person.name,
        phone=person.phone,
        conditions=found.conditions,
        notes=person.notes,
        home=_places(found.home),
    )


def _places(home: Sequence[Node]) -> tuple[PlaceView, ...]:
    return tuple(PlaceView(id=place.id, name=_place_name(place)) for place in home)


def _place_name(place: Node) -> str:
    return place.label if isinstance(place, Household) else str(getattr(place, "name", place.id))


def _persons(reader: Reader, need: str) -> list[str]:
    """The residents whose need it is: a household's members where it is a household's."""
    persons: list[str] = []
    for edge in reader.neighbours(need, "OF", "out"):
        if edge.end.startswith("resident:"):
            persons.append(edge.end)
        else:
            members = reader.neighbours(edge.end, "LIVES_IN", "in")
            persons += [member.start for member in members if member.start.startswith("resident:")]
    return persons


def _chosen(reader: Reader, need: Need) -> tuple[HalfDay | None, list[Helping]]:
    """The half-day and the persons whom the week's newest plan has chosen for a need; nobody where it is closed."""
    if need.state == "closed":
        return None, []
    run = plan_run(week_runs(reader, need.week))
    served = next((each for each in plan_of(reader, run.plan).served if each.need == need.id), None) if run else None
    if served is None:
        return None, []
    filled = [(slot, offer) for slot, offers in served.slots.items() for offer in offers]
    helpers = [helping for slot, offer in filled for helping in _helping(reader, slot, offer)]
    return next((half for half in HALF_DAYS if half == served.option), None), helpers


def _helping(reader: Reader, slot: str, offer: str) -> list[Helping]:
    givers = reader.get_all([edge.start for edge in reader.neighbours(offer, "GIVES", "in")])
    return [
        Helping(slot=slot, offer=offer, id=giver.id, name=giver.name, phone=giver.phone)
        for giver in givers
        if isinstance(giver, Volunteer | SocialWorker)
    ]


def _versions(reader: Reader, ids: Sequence[str]) -> dict[str, int]:
    return {id: reader.node_version(id) for id in ids}
