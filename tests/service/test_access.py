"""Who may do what: every operation of the OpenAPI document as every role, and as a coordinator of another community.

In the tiny world 柳塘社区 (willow) has seven of the week's needs and 旧里社区 (oldlane) one, the parking barrier.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
from fastapi import APIRouter

from graph.model import Role
from service.access import ACCESS, EVERYBODY, Caller
from service.app import ROUTERS
from service.door import must_be_listed
from service.routes import pages
from tests.service.neighbours import solve
from tests.service.offices import PASSWORD, enter, made, of_old_lane
from tests.service.serving import WEEK, serving, signed_in

ROLES: tuple[Role, ...] = get_args(Role)
SOMETHING = {
    "week": WEEK,
    "need": "need:none",
    "file": "plan",
    "name": "none",
}
"""For a part of an address that has a form of its own; ids of things that are not there."""


@pytest.fixture(scope="module")
def clients(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, httpx.Client]]:
    """By role, and `public`: clients of one service, whose tiny week has been solved; `oldlane` sees that only."""
    store = tmp_path_factory.mktemp("access") / "tiny.db"
    store.write_bytes(seeded.read_bytes())
    with serving(store, None) as public, ExitStack() as stack:
        found: dict[str, httpx.Client] = {role: stack.enter_context(signed_in(public, role)) for role in ROLES}
        solve(found["coordinator"])
        found["oldlane"] = stack.enter_context(of_old_lane(public))
        yield {**found, "public": public}


@pytest.fixture(scope="module")
def operations(clients: dict[str, httpx.Client]) -> list[tuple[str, str, dict[str, Any]]]:
    """(method, address, operation) of the whole document."""
    paths = clients["public"].get("/openapi.json").json()["paths"]
    return [
        (method, _address(path, operation), operation) for path, of in paths.items() for method, operation in of.items()
    ]


def _address(path: str, operation: dict[str, Any]) -> str:
    """The path with something in each of its parts that has the right form, and that is not there."""
    for parameter in operation.get("parameters", ()):
        name, schema = parameter["name"], parameter["schema"]
        if parameter["in"] == "path":
            path = path.replace(f"{{{name}}}", SOMETHING.get(name) or _like(schema, parameter))
    assert "{" not in path, path
    return path


def _like(schema: dict[str, Any], parameter: dict[str, Any]) -> str:
    kind = str(schema.get("pattern", parameter.get("example", "x"))).lstrip("^").partition(":")[0]
    return "token:" + "0" * 64 if kind == "token" else f"{kind}:none"


def test_a_role_that_may_not_is_told_404_for_things_and_403_for_actions_and_nobody_401(
    clients: dict[str, httpx.Client], operations: list[tuple[str, str, dict[str, Any]]]
) -> None:
    refused = 0
    for method, path, operation in operations:
        for role in ("public", *ROLES):
            if role in operation["x-roles"]:
                continue
            answer = clients[role].request(method.upper(), path)
            expected = 401 if role == "public" else 404 if method == "get" else 403
            assert answer.status_code == expected, (method, path, role, answer.text)
            assert answer.headers["content-type"] == "application/problem+json", (method, path, role)
            refused += 1
    assert refused > 40


def test_a_role_that_may_is_let_through_to_the_handler(
    clients: dict[str, httpx.Client], operations: list[tuple[str, str, dict[str, Any]]]
) -> None:
    """What it is then told is about the request: that a thing is not there, or a body is missing."""
    for method, path, operation in operations:
        if operation["operationId"] in {"session_sign_out", "people_remove"} or path.endswith("/runs"):
            continue
        for role in operation["x-roles"]:
            answer = clients[role].request(method.upper(), path)
            assert answer.status_code not in {401, 405, 500}, (method, path, role, answer.text)


def test_the_document_says_of_each_operation_who_may_and_what_others_are_told(
    operations: list[tuple[str, str, dict[str, Any]]],
) -> None:
    for method, path, operation in operations:
        assert operation["x-roles"] == sorted(ACCESS[operation["operationId"]]), path
        if "public" in operation["x-roles"]:
            assert "security" not in operation, path
            continue
        assert operation["security"] == [{"cookie": []}, {"bearer": []}]
        for status in ("401", "404" if method == "get" else "403"):
            content = operation["responses"][status]["content"]
            assert list(content) == ["application/problem+json"], (method, path)


def test_every_row_of_the_table_is_an_operation_and_an_operation_without_a_row_is_refused() -> None:
    must_be_listed((*ROUTERS, *pages.GROUPS))
    forgotten = APIRouter(tags=["forgotten"])
    forgotten.get("/forgotten")(lambda: None)
    with pytest.raises(LookupError, match=r"forgotten_.*: no row in service\.access\.ACCESS"):
        must_be_listed((*ROUTERS, forgotten))


def test_every_role_stands_in_some_row() -> None:
    assert {part for row in ACCESS.values() for part in row} == EVERYBODY


def cards(client: httpx.Client, **query: str) -> list[str]:
    answer = client.get(f"/api/weeks/{WEEK}/linkages", params=query).raise_for_status()
    return sorted(card["need"] for card in answer.json()["items"])


def test_a_coordinator_sees_the_needs_of_her_communities_and_no_others(clients: dict[str, httpx.Client]) -> None:
    assert cards(clients["oldlane"]) == ["need:barrier"]
    assert len(cards(clients["coordinator"])) == len(cards(clients["planner"])) == 8
    linkages = f"/api/weeks/{WEEK}/linkages"
    assert clients["oldlane"].get(f"{linkages}/need:barrier").status_code == 200
    foreign, absent = (clients["oldlane"].get(f"{linkages}/need:{need}") for need in ("meals", "none"))
    assert foreign.status_code == absent.status_code == 404
    assert foreign.json()["detail"].replace("need:meals", "need:none") == absent.json()["detail"]


def test_a_filter_by_a_community_that_she_does_not_see_finds_nothing(clients: dict[str, httpx.Client]) -> None:
    assert cards(clients["oldlane"], community="community:oldlane") == ["need:barrier"]
    answer = clients["oldlane"].get(f"/api/weeks/{WEEK}/linkages?community=community:willow")
    assert answer.status_code == 404


def test_her_figures_count_her_communities_beside_the_whole_plans_value_and_proof(
    clients: dict[str, httpx.Client],
) -> None:
    own, whole = (clients[who].get(f"/api/weeks/{WEEK}").json() for who in ("oldlane", "planner"))
    assert (own["needs"], own["served"]) == (1, 1)
    assert (whole["needs"], whole["served"]) == (8, 6)
    assert sum(home["needs"] for home in own["homes"]) == 1
    assert {each["society"]: each["asked"] for each in own["societies"]}["volunteer"] == 0
    for name in ("value", "bound", "gap", "status", "run"):
        assert own[name] == whole[name]
    listed = clients["oldlane"].get("/api/weeks").json()["items"]
    assert [week["needs"] for week in listed if week["week"] == WEEK] == [1]


def test_the_page_shows_her_what_the_json_shows(clients: dict[str, httpx.Client]) -> None:
    page = clients["oldlane"].get(f"/?week={WEEK}", headers={"Accept": "text/html"}).text
    assert 'id="need-barrier"' in page
    assert "need-meals" not in page
    assert "柳塘社区" not in page


def test_what_one_account_holds_is_not_taken_for_what_another_sees(clients: dict[str, httpx.Client]) -> None:
    for path in (f"/api/weeks/{WEEK}", f"/api/weeks/{WEEK}/linkages", f"/api/weeks/{WEEK}/linkages/need:barrier"):
        tag = clients["planner"].get(path).headers["etag"]
        assert clients["planner"].get(path, headers={"If-None-Match": tag}).status_code == 304
        assert clients["oldlane"].get(path, headers={"If-None-Match": tag}).status_code == 200


def test_scope_follows_the_place_tree_and_changes_at_once(coordinator: httpx.Client, admin: httpx.Client) -> None:
    made(admin, role="coordinator", places=["town:qinghe"])
    with signed_in(admin, None) as lin:
        enter(lin, "lin", PASSWORD).raise_for_status()
        assert cards(lin) == cards(coordinator)
        for places, needs in ((["city:yunxi"], 8), (["community:willow"], 7), (["community:oldlane"], 1)):
            admin.patch("/api/accounts/account:lin", json={"places": places}).raise_for_status()
            assert len(cards(lin)) == needs
        admin.patch("/api/accounts/account:lin", json={"role": "planner"}).raise_for_status()
        assert len(cards(lin)) == 8


def test_nobody_sees_a_community_without_having_it() -> None:
    assert not Caller().sees("community:willow")
    assert not Caller("coordinator", communities=frozenset({"community:oldlane"})).sees("community:willow")
    assert not Caller("coordinator", communities=frozenset({"community:oldlane"})).sees(None)
    assert Caller("planner", communities=None).sees("community:willow")
    assert Caller("planner", communities=None).sees(None)


@pytest.mark.parametrize(
    ("role", "path", "leads"),
    [
        ("public", f"/weeks/{WEEK}/runs", "/sign-in?next=/"),
        ("planner", f"/weeks/{WEEK}/runs", None),
        ("sponsor", "/runs/run:x/cancel", None),
    ],
)
def test_a_form_of_a_page_asks_the_same(
    clients: dict[str, httpx.Client], role: str, path: str, leads: str | None
) -> None:
    answer = clients[role].post(path, headers={"Accept": "text/html"})
    assert answer.headers.get("location") == leads
    assert answer.status_code == (303 if leads else 403)
    if not leads:
        assert "您不能这样做" in answer.text


def test_an_address_that_a_role_may_not_see_looks_as_one_that_is_not_there(clients: dict[str, httpx.Client]) -> None:
    hidden, absent = (clients["planner"].get(path).json() for path in ("/api/accounts", "/api/nothing"))
    assert hidden["detail"].replace("/api/accounts", "/api/nothing") == absent["detail"]
    assert {**hidden, "detail": ""} == {**absent, "detail": ""}
