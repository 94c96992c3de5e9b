"""The tiny world with something to keep secret in both of its communities, served, solved, decided on and published.

柳塘社区 (willow) is one's own, 旧里社区 (oldlane) the foreign one. Every free word about a person stands in the store
as a mark that says whose it is, so that a leak shows, and can be told apart from what may be seen.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from graph.model import KINDS, Node, Reach
from graph.personal import PERSONAL_FIELDS
from graph.relations import Edge
from graph.store import Change, GraphStore, Put, Reader
from graph.weeks import previous_week
from seeds.asks import need, slot
from seeds.facts import day, known
from service.access import Part
from tests.service.neighbours import solve
from tests.service.offices import enter, made, opened
from tests.service.serving import PATIENCE, WEEK, serving, signed_in

OWN, FOREIGN = "密语甲柳塘", "密语乙旧里"
"""What stands in every free word about somebody of either community."""
OWN_REASON, FOREIGN_REASON = "缘由甲柳塘", "缘由乙旧里"
"""Why somebody decided on a need of either: for colleagues who see that need."""
OWN_NOTE, FOREIGN_NOTE = "附言甲大地", "附言乙丰禾"
"""What a sponsor wrote to a pledge, and another sponsor to another."""

FOREIGN_THINGS = (
    "need:barrier", "need:qian-gift", "resident:qian", "resident:sun", "household:oldlane-", "visit:sun",
    "deliberation:barrier", "proposal:barrier", "proposal:lines", "slot:barrier", "slot:qian-gift",
)  # fmt: skip
"""How the ids begin of what only oldlane's coordinators see."""

WORDS = {"name", "phone", "notes", "title", "description", "note", "words", "label", "reason"}
"""Personal fields that hold any text."""


def furnish(path: Path) -> None:
    """Write it into a store of the tiny world that nobody serves yet."""
    with opened(path) as store:
        store.write(list(waiting()), by="test")
        with store.snapshot() as reader:
            marked = list(marks(reader))
        store.write(marked, by="test")


def waiting() -> Iterator[Change]:
    """Needs that wait for a gift alone: one person's in each community and a household's, with consent to be shown.

    Five residents of willow have needed relief of late, so that a sponsor may learn where such a need is.
    """
    yield from _gift("he-gift", "relief", "resident:he", "willow-3", 700_000)
    yield from _gift("qian-gift", "relief", "resident:qian", "oldlane-1", 900_000)
    yield from _gift("xu-stove", "food_aid", "household:xu", "willow-2", 1, item="stove")
    for person, building in (("zhou", "willow-1"), ("luo", "willow-2"), ("xu-child", "willow-2")):
        yield from _gift(f"{person}-past", "relief", f"resident:{person}", building, 10_000, past=True)
    agreed = known("CONSENTS_TO", since=day(WEEK, -20), source="signed at the community desk")
    for person in ("he", "qian", "xu", "xu-child"):
        yield Put(
            Edge(relation="CONSENTS_TO", start=f"resident:{person}", end="purpose:sponsor_view", properties=agreed)
        )


def _gift(
    local: str, service: str, of: str, building: str, amount: int, *, item: str = "", past: bool = False
) -> Iterator[Change]:
    given = slot(local, "gift", "charity", "goods" if item else "money", amount, item=item)
    return need(
        local, service, of=of, at=f"building:{building}", title="困难帮扶", slots=(given,), urgency=2, half_days=(),
        nature="individual", week=previous_week(WEEK) if past else WEEK, first_week=previous_week(WEEK, 2),
        state="served" if past else "open",
    )  # fmt: skip


def marks(reader: Reader) -> Iterator[Put]:
    """Everything with words about people, with the mark of its community in each."""
    for kind, fields in PERSONAL_FIELDS.items():
        if kind in KINDS and fields & WORDS:
            for node in reader.nodes(KINDS[kind]):
                yield Put(_marked(node, fields & WORDS))


def _marked(node: Node, fields: frozenset[str]) -> Node:
    return node.model_copy(update=dict.fromkeys(fields, FOREIGN if node.id.startswith(FOREIGN_THINGS) else OWN))


# Who works there


@dataclass(frozen=True)
class Caller:
    """Who asks: by a session, or by a token that may write or only read; `away`: its account may not come in."""

    name: str
    role: Part
    client: httpx.Client
    token: Reach | None = None
    away: bool = False


@dataclass(frozen=True)
class World:
    """The service, its store opened beside it as another process would, and who asks.

    `run`, and (own, foreign) ids of decisions, pledges and tokens: those of willow, and those of `dadi`.
    """

    public: httpx.Client
    store: GraphStore
    callers: tuple[Caller, ...]
    run: str
    decisions: tuple[str, str]
    pledges: tuple[str, str]
    tokens: tuple[str, str]

    def client(self, name: str) -> httpx.Client:
        """Of the caller of that name."""
        return next(caller.client for caller in self.callers if caller.name == name)


ACCOUNTS: Mapping[str, Mapping[str, Any]] = {
    "willow": {"role": "coordinator", "places": ["community:willow"]},
    "pan": {"role": "planner"},
    "dadi": {"role": "sponsor", "giver": "enterprise:dadi"},
    "fenghe": {"role": "sponsor", "giver": "enterprise:fenghe"},
    "boss": {"role": "admin"},
    "gone": {"role": "coordinator", "places": ["community:willow"]},
}
"""Beside those of the demonstration, whose coordinator sees both communities. `gone` is deactivated in the end;
`fenghe` only owns what is not `dadi`'s."""


def strict_document(world: "World") -> dict[str, Any]:
    """The OpenAPI document without its `default`, so that an answer must be told of by its status."""
    found: dict[str, Any] = world.public.get("/openapi.json").json()
    for methods in found["paths"].values():
        for operation in methods.values():
            del operation["responses"]["default"]
    return found


@contextmanager
def two_communities(path: Path) -> Iterator[World]:
    """The world over a store of the tiny world that nobody serves yet."""
    furnish(path)
    with serving(path, None) as public, ExitStack() as stack, opened(path) as store:
        admin, everywhere = (stack.enter_context(signed_in(public, role)) for role in ("admin", "coordinator"))
        run = solve(everywhere)["id"]
        clients = {login: stack.enter_context(account(admin, login)) for login in ACCOUNTS}
        tokens = {login: (_token(client, "read"), _token(client, "write")) for login, client in clients.items()}
        admin.patch("/api/accounts/account:gone", json={"active": False}).raise_for_status()
        decisions = accepted(everywhere, "need:meals", OWN_REASON), accepted(everywhere, "need:barrier", FOREIGN_REASON)
        pledges = pledged(clients["dadi"], OWN_NOTE), pledged(clients["fenghe"], FOREIGN_NOTE)
        everywhere.post(f"/api/weeks/{WEEK}/editions").raise_for_status()
        callers = [Caller("public", "public", public)]
        for login in sorted(ACCOUNTS.keys() - {"fenghe"}):
            client = clients[login]
            role, away = ACCOUNTS[login]["role"], login == "gone"
            callers.append(Caller(login, "public" if away else role, client))
            for token in tokens[login]:
                bearer = stack.enter_context(_bearing(public, token["secret"]))
                callers.append(Caller(f"{login} with a token to {token['reach']}", role, bearer, token["reach"], away))
        known = tokens["dadi"][0]["id"], tokens["fenghe"][0]["id"]
        yield World(public, store, tuple(callers), run, decisions, pledges, known)


@contextmanager
def account(admin: httpx.Client, login: str, **of: Any) -> Iterator[httpx.Client]:
    """A client that has signed in with a new account, by default the one that ACCOUNTS tells of."""
    made(admin, login=login, **(of or ACCOUNTS[login]))
    with signed_in(admin, None) as client:
        enter(client, login).raise_for_status()
        yield client


def _token(client: httpx.Client, reach: Reach) -> dict[str, Any]:
    order = {"label": f"to {reach}", "reach": reach, "days": 1}
    made: dict[str, Any] = client.post("/api/tokens", json=order).raise_for_status().json()
    return made


@contextmanager
def _bearing(public: httpx.Client, secret: str) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {secret}"}
    with httpx.Client(base_url=public.base_url, timeout=PATIENCE, headers=headers) as client:
        yield client


def accepted(coordinator: httpx.Client, need: str, reason: str) -> str:
    """The id of a decision that accepts the need's linkage."""
    order = {"need": need, "action": "accept", "reason": reason}
    return str(coordinator.post(f"/api/weeks/{WEEK}/decisions", json=order).raise_for_status().json()["id"])


def pledged(sponsor: httpx.Client, note: str) -> str:
    """The id of a pledge of a thousand yuan for whatever asks for it."""
    order = {"form": "money", "amount": 100_000, "for": {"any": True}, "note": note}
    return str(sponsor.post("/api/sponsor/pledges", json=order).raise_for_status().json()["id"])
