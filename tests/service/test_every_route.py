"""Every operation and page × every role and token × one's own, foreign and unknown things: who may not is refused and
changes nothing, and no answer says a word about what its reader may not see.

Made from the OpenAPI document, so that a new route is walked without anybody thinking of it.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from schemathesis.core.failures import FailureGroup

from graph.model import KINDS, Entry, Resident, Token
from graph.relations import RELATIONS
from graph.store import GraphStore, Put
from seeds.facts import link
from service.access import ADMIN, COORDINATOR, EVERYBODY, STAFF, Part
from service.books import broken, moment
from service.gaps.dimensions import CHOICES
from tests.service.neighbours import solve
from tests.service.offices import put
from tests.service.operations import Operation, Request, operations
from tests.service.serving import PATIENCE, WEEK, signed_in
from tests.service.two_communities import (
    ACCOUNTS,
    FOREIGN,
    FOREIGN_NOTE,
    FOREIGN_REASON,
    FOREIGN_THINGS,
    OWN,
    OWN_NOTE,
    OWN_REASON,
    Caller,
    World,
    account,
    pledged,
    strict_document,
    two_communities,
)

pytestmark = pytest.mark.xdist_group("every route")  # one world for all of them

WHOLE = {"files_problem", "files_plan", "files_of_run"}
"""The certificate of a week is of the whole week: whoever checks it must have every need's id, and gets no more."""

BY_BROWSER = {"session_sign_out", "session_password", "session_end_others", "tokens_make"} | {
    "pages_account_password",
    "pages_account_token",
    "pages_account_sessions",
}
"""What no token may do, whatever its role."""

FINDS = {"graph_search", "pages_home", "pages_accept_several"}
"""What lists what it finds: nothing, where a thing is not for the caller."""

STANDS = {"repairs_repairs", "repairs_alternates"}
"""What is refused with 409 of a need that the plan serves, or of one that it does not."""

HIDDEN: Mapping[Part, frozenset[str]] = {
    "public": frozenset(),
    "coordinator": frozenset({"need", "decision", "resident", "node", "token", "community"}),
    "planner": frozenset({"token"}),
    "sponsor": frozenset({"pledge", "token"}),
    "admin": frozenset({"token"}),
}
"""By role: the kinds of things of which it sees its own only."""


@pytest.fixture(scope="module")
def world(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    path = Path(shutil.copy(seeded, tmp_path_factory.mktemp("routes") / "tiny.db"))
    with two_communities(path) as made:
        yield made


@pytest.fixture(scope="module")
def document(world: World) -> dict[str, Any]:
    return strict_document(world)


@pytest.fixture(scope="module")
def walk(document: dict[str, Any]) -> list[Operation]:
    return operations(document)


@pytest.fixture(scope="module")
def faults(document: dict[str, Any]) -> "Faults":
    return Faults(document)


@pytest.fixture(scope="module")
def own(world: World) -> dict[str, str]:
    """By kind, what there is of one's own: of willow, or of the sponsor `dadi`."""
    return {
        "week": WEEK,
        "run": world.run,
        "need": "need:meals",
        "decision": world.decisions[0],
        "resident": "resident:zhou",
        "building": "building:willow-2",
        "account": "account:dadi",
        "login": "lin.jing",
        "pledge": world.pledges[0],
        "token": world.tokens[0],
        "node": "need:meals",
        "place": "community:willow",
        "community": "community:willow",
        "pseudonym": world.client("dadi").get("/api/sponsor/needs").json()["items"][1]["id"],
        "number": "1",
        "file": "plan",
    }


@pytest.fixture(scope="module")
def foreign(world: World) -> dict[str, list[str]]:
    """By kind, what is another community's, or another sponsor's."""
    return {
        "need": ["need:barrier", "need:qian-gift"],
        "decision": [world.decisions[1]],
        "resident": ["resident:qian"],
        "pledge": [world.pledges[1]],
        "token": [world.tokens[1]],
        "node": ["need:barrier", "resident:qian", "household:oldlane-1", "slot:qian-gift.gift", world.decisions[1]],
        "community": ["community:oldlane"],
    }


UNKNOWN = {
    "run": "run:none",
    "need": "need:none",
    "decision": "decision:none",
    "resident": "resident:none",
    "account": "account:none",
    "pledge": "pledge:none",
    "token": f"token:{'0' * 64}",
    "node": "need:none",
    "number": "99",
}
"""By kind, what is not there."""


def ask(client: httpx.Client, request: Request, **headers: str) -> httpx.Response:
    return client.request(
        request.method,
        request.path,
        params=dict(request.query) or None,
        json=request.json,
        data=request.form,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


def refusal(caller: Caller, operation: Operation) -> int | None:
    """The status with which this caller is refused whatever is named; None where the operation is for her."""
    if caller.away:
        return 401
    if caller.role not in operation.roles:
        return 401 if caller.role == "public" else 404 if operation.safe else 403
    barred = (caller.token == "read" and not operation.safe) or (caller.token and operation.id in BY_BROWSER)
    return 403 if barred else None


def stands(operation: Operation) -> tuple[int, ...]:
    """The status beside success with which it may be answered that things stand otherwise."""
    return (409,) if operation.id in STANDS else ()


def state(store: GraphStore) -> int:
    """The last write to anything but the journal."""
    with store.snapshot() as reader:
        return reader.touched(*KINDS.keys() - {"Entry", "Journal"}, *RELATIONS)


class Faults:
    """What is wrong with an answer: another status than expected, a word too many, or not as the document says."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = schemathesis.openapi.from_dict(document)

    def of(
        self, caller: Caller, operation: Operation, request: Request, answer: httpx.Response, *expected: int
    ) -> Iterator[str]:
        place = f"{caller.name}: {operation.method} {request.path} {request.query}: {answer.status_code}"
        if answer.status_code not in expected:
            yield f"{place}, not {expected}: {answer.text[:300]}"
        if secret := told(caller, operation, request, answer):
            yield f"{place} tells {secret}"
        if not operation.page:
            try:
                self._document[operation.path][operation.method].validate_response(answer)
            except FailureGroup as unlike:
                yield f"{place} is not as documented: {unlike}"


def told(caller: Caller, operation: Operation, request: Request, answer: httpx.Response) -> list[str]:
    """What stands in the answer that this caller may not see, apart from the ids that she has named herself."""
    text = answer.text + repr(answer.headers)
    for id in sorted(request.named, key=len, reverse=True):
        text = text.replace(id, "")
    return [secret for secret in secrets(caller, operation) if secret in text]


WORDS = {OWN, FOREIGN, OWN_REASON, FOREIGN_REASON, OWN_NOTE, FOREIGN_NOTE}
READABLE = {
    ("willow", "people"): {OWN, OWN_REASON},
    ("willow", "decisions"): {OWN_REASON},
    ("pan", "decisions"): {OWN_REASON, FOREIGN_REASON},
    ("dadi", "sponsor"): {OWN_NOTE},
    ("dadi", "pages"): {OWN_NOTE},
    ("willow", "pages_linkage_people"): {OWN},
    **{("willow", f"pages_{name}"): {OWN_REASON} for name in ("linkage_page", "undo_page", "undo_on_page")},
    **{("willow", f"pages_{name}"): {OWN_REASON} for name in ("week_decisions", "home", "decide_on_page")},
    **{("pan", f"pages_{name}"): {OWN_REASON, FOREIGN_REASON} for name in ("linkage_page", "week_decisions")},
}
"""By whose account and which operations, or which one: the words that may be read there."""

PEOPLE = ("resident:", "household:")
THINGS = ("need:", "decision:", "slot:", "linkage:", "visit:", "intake:", *PEOPLE)
NAMELESS: Mapping[Part, tuple[str, ...]] = {
    "public": THINGS,
    "coordinator": FOREIGN_THINGS,
    "planner": PEOPLE,
    "sponsor": THINGS,
    "admin": THINGS,
}
"""By role: how the ids begin that it is not told."""


LOCAL = {"weeks", "linkages", "decisions", "gaps", "fairness", "people", "pages"}
"""First words of operations that tell a coordinator of her own communities alone, not even the others' names."""


def secrets(caller: Caller, operation: Operation) -> list[str]:
    """Words and beginnings of ids that must not stand in an answer."""
    whose, about = caller.name.partition(" ")[0], operation.id.partition("_")[0]
    ids = NAMELESS[caller.role]
    if caller.role == "coordinator" and about in LOCAL and not operation.id.startswith("pages_graph_"):
        ids += ("community:oldlane", "旧里社区")
    if operation.id in WHOLE:
        ids = PEOPLE
    if about == "journal" or operation.id == "pages_admin_journal":  # ids are all that it says of anything
        ids = ()
    readable = READABLE.get((whose, about), set()) | READABLE.get((whose, operation.id), set())
    return [*WORDS - readable, *ids]


MOST: Mapping[str, frozenset[Part]] = {
    **dict.fromkeys(("weeks", "runs", "files", "linkages", "repairs", "decisions", "editions", "gaps", "graph"), STAFF),
    "people": COORDINATOR,
    "fairness": STAFF | ADMIN,
    **dict.fromkeys(("accounts", "journal"), ADMIN),
    **dict.fromkeys(("sponsor", "session", "tokens", "operation", "pages"), EVERYBODY),
}
"""By the first word of an operation: who may at most, by the contract. The table of access cannot give more."""

WHOEVER = {
    *("sponsor_needs", "operation_healthz", "operation_readyz", "operation_metrics", "session_sign_in"),
    *("pages_sponsor", "pages_demo", "pages_demo_step", "pages_demo_end"),
    *("pages_home", "pages_docs", "pages_sign_in_page", "pages_sign_in", "pages_sign_in_by_click", "pages_sign_out"),
}
"""What needs no sign-in."""


PLANNED = {"fairness_set_policy"}
"""What a planner changes: how the city plans, and nothing about anybody."""


def test_the_table_gives_no_more_than_the_contract(walk: list[Operation]) -> None:
    for operation in walk:
        about = operation.id.partition("_")[0]
        assert operation.roles <= MOST[about], operation.id
        assert ("public" in operation.roles) == (operation.id in WHOEVER), operation.id
        if "planner" in operation.roles and about not in {"session", "tokens", "pages"}:
            assert operation.safe or operation.id in PLANNED, operation.id


# Who may not


def test_who_may_not_is_refused_alike_whatever_is_named_and_nothing_happens(
    world: World, walk: list[Operation], faults: Faults, own: dict[str, str], foreign: dict[str, list[str]]
) -> None:
    wrong, refused = list[str](), 0
    for operation in walk:
        before = state(world.store)
        elsewhere = [{kind: ids[0]} for kind, ids in foreign.items() if kind in operation.kinds]
        requests = [operation.request(own | other) for other in ({}, UNKNOWN, *elsewhere)]
        for caller in world.callers:
            expected = refusal(caller, operation)
            for request in requests if expected else ():
                answer = ask(caller.client, request)
                refused += 1
                wrong += faults.of(caller, operation, request, answer, expected or 0)
                assert answer.headers["content-type"] == "application/problem+json"
        assert state(world.store) == before, operation.id
    assert not wrong
    assert refused > 1000


# What is not for her


def test_what_is_foreign_is_as_what_is_not_there(
    world: World, walk: list[Operation], faults: Faults, own: dict[str, str], foreign: dict[str, list[str]]
) -> None:
    wrong, compared = list[str](), 0
    for operation in walk:
        before = state(world.store)
        for caller in world.callers:
            hidden = frozenset() if refusal(caller, operation) else HIDDEN[caller.role] & operation.kinds
            for kind, id in [(kind, id) for kind, ids in foreign.items() if kind in hidden for id in ids]:
                request = operation.request(own | {kind: id})
                answer = ask(caller.client, request)
                wrong += faults.of(caller, operation, request, answer, 200 if operation.id in FINDS else 404)
                compared += 1
                if kind in UNKNOWN:
                    absent = ask(caller.client, operation.request(own | {kind: UNKNOWN[kind]}))
                    if answer.text.replace(id, "") != absent.text.replace(UNKNOWN[kind], ""):
                        wrong.append(f"{caller.name}: {request.path} is not as {absent.text}")
        assert state(world.store) == before, operation.id
    assert not wrong
    assert compared > 50


def test_what_is_not_there_is_404(world: World, walk: list[Operation], faults: Faults, own: dict[str, str]) -> None:
    wrong = list[str]()
    for operation in walk:
        for caller in world.callers:
            kinds = set() if refusal(caller, operation) else set(operation.parts.values()) & UNKNOWN.keys()
            for kind in kinds:
                request = operation.request(own | {kind: UNKNOWN[kind]})
                wrong += faults.of(caller, operation, request, ask(caller.client, request), 404)
    assert not wrong


# What may be seen and done


def test_what_may_be_seen_is_seen_and_says_no_word_more(
    world: World, walk: list[Operation], faults: Faults, own: dict[str, str]
) -> None:
    wrong, seen = list[str](), 0
    for operation in walk:
        for caller in world.callers:
            if operation.safe and not refusal(caller, operation):
                request = operation.request(own)
                for accept in ("application/json", "text/html"):
                    answer = ask(caller.client, request, accept=accept)
                    wrong += faults.of(caller, operation, request, answer, 200, 303, *stands(operation))
                    seen += 1
    assert not wrong
    assert seen > 300


MORE: Mapping[str, tuple[str, ...]] = {
    "need": ("need:food", "need:relief", "need:company", "need:clinic", "need:shopping", "need:rehab", "need:he-gift"),
    "resident": ("resident:xu", "resident:xu-child", "resident:he", "resident:luo"),
    "node": (
        *("city:yunxi", "town:qinghe", "community:willow", "community:oldlane", "grid:oldlane", "building:oldlane-1"),
        *(
            "organization:yi",
            "fund:oldlane",
            "enterprise:dadi",
            "volunteer:tang",
            "offer:oldlane-hall",
            "service:relief",
        ),
        *("social_worker:lin", "council:oldlane", "room:oldlane-hall", "seat:oldlane-owner", "slot:he-gift.gift"),
    ),
    "file": ("problem", "tally"),
}
"""By kind, what else there is, near to what is foreign."""


def test_nor_does_what_lies_near_to_what_is_foreign(
    world: World, walk: list[Operation], faults: Faults, own: dict[str, str]
) -> None:
    wrong = list[str]()
    for operation in walk:
        for caller in [each for each in world.callers if each.token != "write" and operation.safe]:
            for kind in operation.kinds & MORE.keys() if not refusal(caller, operation) else ():
                for id in MORE[kind]:
                    request = operation.request(own | {kind: id})
                    answer = ask(caller.client, request)
                    wrong += faults.of(caller, operation, request, answer, 200, *stands(operation))
    assert not wrong


def test_nor_does_any_way_to_sort_the_gaps_or_to_page_through_a_list(world: World) -> None:
    willow = world.client("willow")
    for by in CHOICES:
        table = willow.get(f"/api/weeks/{WEEK}/gaps", params={"by": by}).raise_for_status().text
        assert not [word for word in (*FOREIGN_THINGS, "community:oldlane", "旧里社区") if word in table], by
    for kind, cursors in (("linkages", ("need:barrier", "need:none")), ("decisions", (world.decisions[1], "x"))):
        foreign, absent = (willow.get(f"/api/weeks/{WEEK}/{kind}", params={"cursor": each}) for each in cursors)
        assert foreign.status_code == absent.status_code == 422
        assert foreign.text.replace(cursors[0], "") == absent.text.replace(cursors[1], "")


def test_what_has_a_version_need_not_be_sent_again_and_the_document_says_so(
    world: World, document: dict[str, Any], walk: list[Operation], own: dict[str, str]
) -> None:
    for operation in walk:
        for caller in world.callers:
            if operation.safe and not operation.page and not refusal(caller, operation):
                request = operation.request(own)
                tag = ask(caller.client, request).headers.get("etag")
                again = ask(caller.client, request, if_none_match=tag or "none")
                kept = "304" in document["paths"][operation.path]["get"]["responses"]
                assert (again.status_code == 304) == kept, (caller.name, operation.id, tag)


NEW = count(1)


@contextmanager
def somebody(world: World, caller: Caller, operation: Operation) -> Iterator[httpx.Client]:
    """A client for one change by this caller, who may be somebody else after it; for one who leaves, a new account."""
    if operation.id in LEAVES and caller.role != "public" and not caller.token:
        of = {"role": caller.role, **ACCOUNTS[caller.name]}
        with signed_in(world.public, "admin") as admin, account(admin, f"leaver{next(NEW)}", **of) as client:
            yield client
    else:
        own = caller.client
        with httpx.Client(base_url=own.base_url, headers=own.headers, cookies=own.cookies, timeout=PATIENCE) as client:
            yield client


LEAVES = {"session_sign_out", "session_password", "pages_sign_out", "pages_account_password"}
"""After these the caller is signed in no more, or by another password."""


def solved_again(world: World, client: httpx.Client) -> dict[str, str]:
    return {"run": str(solve(client)["id"])}


def moved_in(world: World, client: httpx.Client) -> dict[str, str]:
    new = Resident(id=f"resident:new-{next(NEW)}", name="谷雨", sex="female", birth_year=1950)
    world.store.write([Put(new), link(new.id, "LIVES_IN", "building:willow-2")], by="test")
    return {"resident": new.id}


def decided(world: World, client: httpx.Client) -> dict[str, str]:
    order = {"need": "need:meals", "action": "reject", "offer": "offer:hu-helps", "reason": "天气"}
    made = client.post(f"/api/weeks/{WEEK}/decisions", json=order).raise_for_status().json()
    return {"decision": made["id"]}


def token_made(world: World, client: httpx.Client) -> dict[str, str]:
    id = client.get("/api/me").json()["id"]
    expires = "2099-01-01T00:00:00+08:00"
    new = Token(id=f"token:{next(NEW):064x}", label="x", reach="read", created=moment(), expires=expires)
    world.store.write([Put(new), link(new.id, "ACTS_FOR", id)], by="test")
    return {"token": new.id}


FRESH: Mapping[str, Callable[[World, httpx.Client], dict[str, str]]] = {
    "editions_publish_week": solved_again,
    "people_remove": moved_in,
    "decisions_undo_decision": decided,
    "pages_undo_on_page": decided,
    "pages_publish_on_page": solved_again,
    "tokens_revoke": token_made,
    "runs_cancel": lambda world, client: {"run": client.post(f"/api/weeks/{WEEK}/runs").json()["id"]},
    "pages_account_revoke": token_made,
    "pages_take_back": lambda world, client: {"pledge": pledged(client, OWN_NOTE)},
    "pages_admin_make": lambda world, client: {"login": f"new{next(NEW)}"},
    "sponsor_withdraw_pledge": lambda world, client: {"pledge": pledged(client, OWN_NOTE)},
    "accounts_make": lambda world, client: {"login": f"new{next(NEW)}"},
}
"""By operation id: what is made first, to be changed by it."""


DONE = (200, 201, 202, 204, 303)


def test_what_may_be_done_is_done(world: World, walk: list[Operation], faults: Faults, own: dict[str, str]) -> None:
    """The last of the tests that walk, for after it the world is another."""
    wrong, done = list[str](), 0
    for operation in walk:
        for caller in world.callers:
            if operation.safe or refusal(caller, operation):
                continue
            with somebody(world, caller, operation) as client:
                made = FRESH[operation.id](world, client) if operation.id in FRESH else {}
                request = operation.request(own | made)
                wrong += faults.of(caller, operation, request, ask(client, request), *DONE)
                done += 1
    assert not wrong
    assert done > 50


def test_a_week_that_cannot_be_published_for_a_foreign_need_does_not_say_which(world: World) -> None:
    """Whoever carries the barrier gives nothing any more after the week was solved."""
    willow = world.client("willow")
    with signed_in(world.public, "coordinator") as everywhere:
        order = {"need": "need:barrier", "action": "release", "reason": "天气"}
        everywhere.post(f"/api/weeks/{WEEK}/decisions", json=order).raise_for_status()
    solve(willow)
    put(world.store, "offer:yi-carries", active=False)
    answer = willow.post(f"/api/weeks/{WEEK}/editions", json={"reason": "天气"})
    assert (answer.status_code, "no longer fits" in answer.text) == (409, True)
    assert not [thing for thing in FOREIGN_THINGS if thing in answer.text]


def test_no_line_of_the_journal_has_a_word_about_anybody(world: World) -> None:
    with world.store.snapshot() as reader:
        assert broken(reader) is None
        lines = [entry.model_dump_json() for entry in reader.nodes(Entry)]
    assert not [line for line in lines for word in (OWN, FOREIGN, OWN_NOTE, FOREIGN_NOTE) if word in line]
