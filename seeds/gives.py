"""What a provider gives: an offer, its services and where it reaches; an agreement, what it covers and where."""

from collections.abc import Iterable, Iterator
from typing import Any

from graph.model import Agreement, Offer
from graph.model.base import Form, Society
from graph.store import Put
from graph.taxonomy import SERVICES
from seeds.facts import link, links, put


def offer(
    giver: str, local: str, society: Society, form: Form, services: str, reach: str = "", room: str = "", **fields: Any
) -> Iterator[Put]:
    """One offer of a giver; its name lists the services.

    :param services: local ids of the services that it is for, in one line: "errands cooking".
    :param reach: ids of the places that it reaches, in one line.
    :param room: the room that a place offer lends.
    :param fields: the other fields of `Offer`.
    """
    id, named = f"offer:{local}", [f"service:{service}" for service in services.split()]
    name = "、".join(SERVICES[service].name for service in named)
    yield from put(
        Offer.model_validate({"id": id, "name": name, "society": society, "form": form, "invented": True, **fields})
    )
    yield link(giver, "GIVES", id)
    yield from links(id, "FOR", *named)
    yield from links(id, "REACHES", *reach.split())
    if room:
        yield link(id, "STANDS_IN", room)


def agreement(made: Agreement, public: str, organization: str, services: Iterable[str], reach: str) -> Iterator[Put]:
    """An agreement between a town or city and an organization, for services by local id, in one place."""
    yield from put(made)
    yield link(public, "PURCHASES", made.id)
    yield link(organization, "PROVIDES", made.id)
    yield from links(made.id, "COVERS", *(f"service:{service}" for service in services))
    yield link(made.id, "REACHES", reach)
