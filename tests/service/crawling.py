"""All that somebody may fetch: every address of the OpenAPI document by every filter and page, the pages, and guesses.

Made from the document, so that a new route or filter is fetched without anybody thinking of it; one whose values are
not in the tables below fails.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, get_args

import httpx

from graph.model import HomeName
from service.access import Part
from tests.service.operations import Operation, operations
from tests.service.serving import WEEK

Told = tuple[int, tuple[tuple[str, str], ...], bytes]
"""Status, headers and body of an answer."""

Fetched = dict[str, Told]
"""By what was asked for."""

OWN_TO_EACH_ANSWER = {"x-request-id", "date"}
"""Headers that differ from one answer to the next, whatever is answered."""

KEY = re.compile(rb'(name="key" value=")[^"]*')
"""So does the key of a form, by which a second click is told from a second wish."""

FILTERS: Mapping[str, tuple[str, ...]] = {
    "week": (WEEK, "2026-W47", "2020-W01"),
    "home": get_args(HomeName),
    "service": ("service:relief", "service:food_aid", "service:cooking", "service:none"),
    "town": ("town:qinghe", "town:none"),
    "max_amount": ("0", "700000", "10000000"),
    "kind": ("money", "goods", "hours", "place"),
    "cash": ("0", "700000", "1600000"),
    "goods": ("0", "1"),
    "item": ("stove", "food_box"),
    "hours": ("0", "40"),
    "along": ("money", "goods", "hours"),
    "limit": ("1", "500"),
    "cursor": ("aaaaaaaaaaaaaaaa", "pledge:none", "token:none"),
}
"""By name of a parameter of the query: what it may be."""

BESIDE: Mapping[tuple[str, str], Mapping[str, str]] = {
    **{("goods", amount): {"item": "stove"} for amount in FILTERS["goods"]},
    **{("item", item): {"goods": "1"} for item in FILTERS["item"]},
    ("along", "goods"): {"item": "stove"},
}
"""What must be said beside it."""

GUESSES: Mapping[str, tuple[str, ...]] = {
    "week": (WEEK,),
    "need": ("need:he-gift", "need:none"),
    "resident": ("resident:he", "resident:qian", "resident:none"),
    "node": ("resident:he", "household:xu", "need:he-gift", "volunteer:fang"),
    "place": ("community:willow",),
    "community": ("community:willow",),
    "decision": (f"decision:{WEEK}-000001",),
    "account": ("account:dadi",),
    "number": ("1",),
    "file": ("problem", "plan", "tally"),
}
"""By kind of thing: ids that somebody may guess. Runs and pledges are told by the world."""

PLEDGES: tuple[Mapping[str, Any], ...] = (
    {"form": "money", "amount": 1, "for": {"need": "aaaaaaaaaaaaaaaa"}},
    {"form": "money", "amount": 1, "for": {"service": "service:none"}},
    {"form": "goods", "amount": 1, "item": "gold", "for": {"any": True}},
    {"form": "time", "amount": 1, "for": {"community": "community:none"}},
)
"""Pledges that are refused, for the refusal may tell something."""

PAGES = (
    "/",
    f"/?week={WEEK}&community=community:willow",
    "/docs",
    "/sign-in",
    "/nowhere",
    "/api/residents",
    "/sponsor",
    f"/sponsor?week={WEEK}&cash=7000",
    "/sponsor/pledges",
)


def crawl(client: httpx.Client, role: Part, document: Mapping[str, Any], ids: Mapping[str, tuple[str, ...]]) -> Fetched:
    """Everything that this client, who has this role, is answered.

    :param ids: by kind, what there is beside GUESSES.
    """
    fetched: Fetched = {}
    client.cookies.clear()  # a page remembers the language there
    for operation in operations(document):
        if operation.safe:
            for path, query in _asked(operation, role, _filters(document, operation), {**GUESSES, **ids}):
                _fetch(fetched, client, path, query)
    for order in PLEDGES if role == "sponsor" else ():
        answer = client.post("/api/sponsor/pledges", json=order)
        assert answer.is_client_error, order
        fetched[f"pledge {order}"] = _told(answer)
    for page, language in product(PAGES, ("zh", "en")):
        _fetch(fetched, client, page, {"lang": language}, accept="text/html")
    return fetched


def _filters(document: Mapping[str, Any], operation: Operation) -> list[str]:
    parameters = document["paths"][operation.path]["get"].get("parameters", ()) if not operation.page else ()
    return [each["name"] for each in parameters if each["in"] == "query"]


def _asked(
    operation: Operation, role: Part, filters: list[str], ids: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, dict[str, str]]]:
    """The operation about everything that may be guessed, and where the role may ask, by every filter."""
    kinds = sorted(operation.kinds)
    for guess in product(*(ids[kind] for kind in kinds)):
        request = operation.request(dict(zip(kinds, guess, strict=True)))
        yield request.path, dict(request.query)
        for name in filters if role in operation.roles else ():
            for value in FILTERS[name]:
                yield request.path, {**request.query, name: value, **BESIDE.get((name, value), {})}


def _fetch(fetched: Fetched, client: httpx.Client, path: str, query: Mapping[str, str], accept: str = "*/*") -> None:
    """Fetch it, and where it is a page of a list, the pages after it."""
    answer = client.get(path, params=httpx.QueryParams(query).merge(httpx.URL(path).params), headers={"Accept": accept})
    fetched[f"{path} {dict(query)} {accept}"] = _told(answer)
    if query.get("limit") == "1" and answer.is_success and (following := answer.json()["next"]):
        _fetch(fetched, client, path, {**query, "cursor": following}, accept)


def _told(answer: httpx.Response) -> Told:
    own = OWN_TO_EACH_ANSWER | ({"content-length"} if KEY.search(answer.content) else set())  # packed, it varies
    headers = [item for item in sorted(answer.headers.items()) if item[0] not in own]
    return answer.status_code, tuple(headers), KEY.sub(rb"\1", answer.content)
