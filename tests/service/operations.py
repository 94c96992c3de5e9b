"""Every operation of the OpenAPI document and every page, and how a request is made of each: from tables, in which an
operation, a parameter or a body that nobody has thought of is missing, so that it cannot be forgotten."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi.routing import APIRoute

from service.access import ACCESS, Part
from service.guard import SAFE_METHODS
from service.reference import operation_id
from service.routes import pages
from tests.service.offices import PASSWORD

NEW_PASSWORD = "reeds along the river bank"

Pick = Callable[[str], str]
"""Gives the id that a request is to name, by kind."""

BODIES: Mapping[str, Callable[[Pick], Any]] = {
    "runs_start": lambda id: {"time_limit": 5, "seed": 1},
    "editions_publish_week": lambda id: {"reason": "天气"},
    "decisions_decide_on": lambda id: {
        "need": id("need"), "action": "reject", "offer": "offer:tang-cooks", "reason": "天气",
    },
    "people_correct": lambda id: {"phone": "5559999", "building": id("building")},
    "people_consent": lambda id: {"purpose": "history", "given": False},
    "sponsor_make_pledge": lambda id: {"form": "money", "amount": 100, "for": {"need": id("pseudonym")}},
    "session_sign_in": lambda id: {"demonstration": "planner"},
    "session_password": lambda id: {"old": PASSWORD, "new": "reeds along the river bank"},
    "tokens_make": lambda id: {"label": "reports", "reach": "read", "days": 1},
    "accounts_make": lambda id: {"login": id("login"), "name": "Lin", "role": "coordinator", "places": [id("place")]},
    "accounts_change": lambda id: {"name": "Somebody else"},
    "fairness_set_policy": lambda id: {"share": 0},
}  # fmt: skip
"""By operation id: a body that is good."""

QUERIES: Mapping[str, Mapping[str, str]] = {
    "gaps_gaps": {"community": "community"},
    "gaps_what_if": {"community": "community"},
    "gaps_idle_by": {"community": "community"},
    "graph_neighbourhood": {"node": "node"},
    "graph_paths": {"from": "place", "to": "node"},
    "graph_search": {"q": "node"},
    "linkages_linkages": {"community": "community"},
    "pages_home": {"week": "week", "community": "community"},
    "pages_gaps_page": {"week": "week", "community": "community"},
    "pages_gap_cell_page": {"week": "week", "community": "community"},
    "pages_what_if_page": {"week": "week", "community": "community"},
    "pages_capacities_page": {"week": "week"},
    "pages_fairness_page_of": {"week": "week"},
    "pages_partnerships_page": {"week": "week"},
    "pages_what_if_picture": {"week": "week", "community": "community"},
    "pages_fairness_picture": {"week": "week"},
    "pages_fairness_file": {"week": "week"},
    "pages_gaps_file": {"week": "week", "community": "community"},
    "pages_gap_trend_file": {"week": "week", "community": "community"},
    "pages_gap_idle_file": {"week": "week", "community": "community"},
    "pages_gap_map_picture": {"week": "week", "community": "community"},
    "pages_gap_idle_picture": {"week": "week", "community": "community"},
    "pages_gap_trend_picture": {"week": "week", "community": "community"},
    "pages_graph_page": {"node": "place", "open": "node"},
    "pages_graph_picture": {"node": "place", "open": "node"},
    "pages_graph_file": {"node": "place", "open": "node"},
    "pages_graph_table": {"node": "place", "open": "node"},
    "pages_decide_page": {"need": "need"},
    "pages_undo_page": {"decision": "decision"},
}
"""By operation id: the parameters of the query that name a thing, and the kind of thing."""

OPEN = {"service", "town", "community_type"}
"""Kinds of things that are no secret, whoever asks."""

ALSO: Mapping[str, Mapping[str, str]] = {
    "fairness_floors": {"share": "10"},
    "gaps_what_if": {"add": "1", "society": "volunteer", "service": "service:rehabilitation"},
    "pages_what_if_page": {"add": "1", "society": "volunteer"},
    "pages_what_if_picture": {"add": "1", "society": "volunteer"},
    "pages_decide_page": {"action": "accept"},
}
"""By operation id: what else the query must have."""

FORMS: Mapping[str, Callable[[Pick], Mapping[str, str]]] = {
    "pages_sign_in": lambda id: {"login": "pan", "password": PASSWORD},
    "pages_sign_in_by_click": lambda id: {"role": "planner"},
    "pages_make_pledges": lambda id: {
        "key": "a form of one line", "aim": id("pseudonym"), "kind": "money", "item": "", "amount": "1",
    },
    "pages_take_back": lambda id: {},
    "pages_decide_on_page": lambda id: {
        "need": id("need"), "action": "reject", "offer": "offer:tang-cooks", "reason": "天气",
    },
    "pages_undo_on_page": lambda id: {"decision": id("decision")},
    "pages_accept_several": lambda id: {"need": id("need"), "confirmed": "yes", "reason": "天气"},
    "pages_publish_on_page": lambda id: {"reason": "天气"},
    "pages_decide_policy": lambda id: {"share": "0", "waited": "1"},
    "pages_account_password": lambda id: {"old": PASSWORD, "new": NEW_PASSWORD, "again": NEW_PASSWORD},
    "pages_account_token": lambda id: {"label": "reports"},
    "pages_admin_make": lambda id: {"login": id("login"), "name": "Lin", "role": "coordinator", "places": id("place")},
    "pages_admin_change": lambda id: {
        "name": "Somebody else", "role": "sponsor", "giver": "enterprise:dadi", "active": "yes",
    },
}  # fmt: skip
"""By operation id: what the form of a page sends."""


@dataclass(frozen=True)
class Request:
    """What is asked for. `named` are the ids that stand in it, for no answer is blamed for repeating them."""

    method: str
    path: str
    query: Mapping[str, str]
    json: Any
    form: Mapping[str, str] | None
    named: tuple[str, ...]


@dataclass(frozen=True)
class Operation:
    """An operation: `parts` of its path, `query` and `body` name things of `kinds`."""

    id: str
    method: str
    path: str
    parts: Mapping[str, str]
    has_body: bool

    @property
    def safe(self) -> bool:
        return self.method in SAFE_METHODS

    @property
    def page(self) -> bool:
        """Whether it is for people, and stands in no document."""
        return self.id.startswith("pages_")

    @property
    def roles(self) -> frozenset[Part]:
        return ACCESS[self.id]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of things that a request names."""
        noted = _Noted()
        self.request(noted)
        return frozenset(noted)

    def request(self, ids: Mapping[str, str]) -> Request:
        """A request that names the things of these ids, by kind."""
        named: list[str] = []

        def pick(kind: str) -> str:
            named.append(ids[kind])
            return ids[kind]

        path = re.sub(r"\{(\w+)\}", lambda part: pick(self.parts[part[1]]), self.path)
        query = {name: pick(kind) for name, kind in QUERIES.get(self.id, {}).items()}
        query.update(ALSO.get(self.id, {}))
        body = BODIES[self.id](pick) if self.has_body else None
        form = FORMS[self.id](pick) if self.id in FORMS else None
        return Request(self.method, path, query, body, form, tuple(named))


class _Noted(dict[str, str]):
    """Has an id of every kind, and remembers which kinds were asked for."""

    def __missing__(self, kind: str) -> str:
        self[kind] = kind
        return kind


def operations(document: Mapping[str, Any]) -> list[Operation]:
    """All of the OpenAPI document, and the pages, which it leaves out.

    :raises AssertionError: one that the tables above do not know.
    """
    return [*_documented(document), *_pages()]


def _documented(document: Mapping[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            id, parameters = operation["operationId"], operation.get("parameters", ())
            known = QUERIES.get(id, {}).keys() | ALSO.get(id, {}).keys()
            for each in parameters:
                named = each["required"] or _prefix(each) not in {None, *OPEN}
                assert each["in"] != "query" or not named or each["name"] in known, (id, each["name"])
            content = operation.get("requestBody", {}).get("content", {})
            assert set(content) <= {"application/json"}, id
            assert bool(content) == (id in BODIES), f"{id}: BODIES"
            parts = {each["name"]: _kind(id, each) for each in parameters if each["in"] == "path"}
            yield Operation(id, method.upper(), path, parts, bool(content))


def _kind(operation: str, parameter: Mapping[str, Any]) -> str:
    """The kind of thing that a part of a path names: by its pattern, else by its name."""
    name = parameter["name"]
    kind = "node" if operation == "graph_node" else _prefix(parameter) or (name if name in NAMED else None)
    assert kind, f"{operation}: {name}"
    return kind


NAMED = {"week", "number", "file"}
"""Parts of paths that are no ids, each a kind by itself."""


def _prefix(parameter: Mapping[str, Any]) -> str | None:
    """The kind of id that a parameter must be; None where it is no id of one kind."""
    schema = parameter["schema"]
    patterns = [str(each.get("pattern", "")) for each in (schema, *schema.get("anyOf", ()))]
    found = [match[1] for pattern in patterns if (match := re.match(r"\^([a-z_]+):", pattern))]
    return found[0] if found else None


def _pages() -> Iterator[Operation]:
    """A page's form is known by its id; its path names what PARTS knows."""
    for route in (route for group in pages.GROUPS for route in group.routes):
        assert isinstance(route, APIRoute)
        id, names = operation_id(route), re.findall(r"\{(\w+)\}", route.path)
        assert bool(route.dependant.body_params) == (id in FORMS), f"{id}: FORMS"
        (method,) = sorted(route.methods or [])
        yield Operation(id, method, route.path, {name: PARTS[name] for name in names}, False)


PARTS = {
    "week": "week",
    "id": "run",
    "need": "need",
    "pledge": "pledge",
    "account": "account",
    "token": "token",
    "number": "number",
}
"""The kinds of things that the paths of pages name, by how they name them."""
