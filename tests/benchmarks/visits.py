"""Which pages there are, and for whom: each page of the service as each role that it is for, with one example of each
address. A page that nobody has thought of is missing here and stops the benchmark."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter

import httpx
from fastapi.routing import APIRoute

from service.access import ACCESS, Part
from service.reference import operation_id
from service.routes.pages import GROUPS

ROLES: tuple[Part, ...] = ("public", "coordinator", "planner", "sponsor", "admin")

EXAMPLES: Mapping[str, str] = {
    "/": "/?week={week}",
    "/fairness": "/fairness?week={week}",
    "/gaps": "/gaps?week={week}",
    "/gaps/cell": "/gaps/cell?week={week}&service={service}",
    "/gaps/what-if": "/gaps/what-if?week={week}&service={service}&society=volunteer&add=4",
    "/gaps/capacities": "/gaps/capacities?week={week}",
    "/gaps/fairness": "/gaps/fairness?week={week}",
    "/gaps/partnerships": "/gaps/partnerships?week={week}",
    "/graph": "/graph?node={community}",
    "/sponsor": "/sponsor?week={week}",
    "/sponsor/pledge": "/sponsor/pledge?need={gift}",
    "/weeks/{week}/decide": "/weeks/{week}/decide?need={need}&action=accept",
    "/weeks/{week}/linkages/{need}/repairs": "/weeks/{week}/linkages/{waiting}/repairs",
    "/weeks/{week}/undo": "/weeks/{week}/undo?decision={decision}",
}
"""By the path of a route: an address of it, with `things` by name. Other routes are asked for as they stand."""


@dataclass(frozen=True)
class Visit:
    """A page as one role sees it: `page` is the path of its route, `address` what is asked for."""

    page: str
    role: Part
    address: str


def visits(things: Mapping[str, str]) -> Iterator[Visit]:
    """Every page as each role that it is for; left out are those of a thing that the week has none of.

    :raises KeyError: a page's address names something of a kind that `things` knows nothing of.
    """
    for route in (route for group in GROUPS for route in group.routes):
        assert isinstance(route, APIRoute)
        if route.methods == {"GET"} and "." not in route.path:  # what has a dot is a file to take along
            address = EXAMPLES.get(route.path, route.path)
            named = {name: things[name] for _, name, _, _ in Formatter().parse(address) if name}
            if all(named.values()):
                roles = ACCESS[operation_id(route)]
                yield from (Visit(route.path, role, address.format(**named)) for role in ROLES if role in roles)


def things(coordinator: httpx.Client, sponsor: httpx.Client, week: str) -> dict[str, str]:
    """One of each kind of thing that addresses name; empty where the week has none.

    A need is accepted and a gift pledged for it, so that there is something to undo and something to tell of.
    """
    need, waiting = (_first(coordinator, week, status) for status in ("served", "unserved"))
    gifts = sponsor.get("/api/sponsor/needs?kind=money").raise_for_status().json()["items"]
    decided = coordinator.post(f"/api/weeks/{week}/decisions", json={"need": need["need"], "action": "accept"})
    if gifts:
        order = {"form": "money", "amount": gifts[0]["missing"][0]["amount"], "for": {"need": gifts[0]["id"]}}
        sponsor.post("/api/sponsor/pledges", json=order).raise_for_status()
    return {
        "week": week,
        "need": need["need"],
        "waiting": waiting.get("need", ""),
        "community": need["community"],
        "service": (waiting or need)["service"],
        "decision": decided.raise_for_status().json()["id"],
        "gift": gifts[-1]["id"] if len(gifts) > 1 else "",
        "account": "account:demonstration-coordinator",
    }


def _first(client: httpx.Client, week: str, status: str) -> dict[str, str]:
    answer = client.get(f"/api/weeks/{week}/linkages", params={"status": status, "limit": 1}).raise_for_status()
    return next(iter(answer.json()["items"]), {})
