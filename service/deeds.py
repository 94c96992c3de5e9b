"""Doing something once: planned on what is true now, written whole with its line in the journal, or planned again.

A handler says what is to be done as a `Deed`. Where somebody else was faster, the deed is planned anew on the graph as
it is then, so that a rule checked while planning holds when it is written. With an Idempotency-Key the answer is kept
in the same transaction, and the same request gets it again, whenever and however often it comes.
"""

import hashlib
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Header, Request, Response
from pydantic import BaseModel

from graph.errors import Conflict
from graph.model import Receipt
from graph.store import Change, GraphStore, Put
from service.access import Caller
from service.books import Books, moment
from service.refusals import KeyTaken

_TRIES = 20

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="the same key and body give the same answer, also after a restart; another body is refused",
    ),
]


@dataclass(frozen=True)
class Deed:
    """What is to be done, and what the caller is told when it is.

    `expect` names, with their versions, the nodes whose change by somebody else makes the plan stale.
    """

    changes: Sequence[Change]
    action: str
    answer: BaseModel | None
    about: Sequence[str] = ()
    detail: str = ""
    expect: Mapping[str, int] = field(default_factory=dict)
    status: int = 200
    location: str = ""


def perform(
    books: Books, caller: Caller, request: Request, key: str | None, body: bytes, plan: Callable[[], Deed]
) -> Response:
    """Do it, and answer; or answer as the same request with that key was answered before.

    :param body: what the request says, for telling whether a key comes with the same again.
    :param plan: makes the deed from a new snapshot each time; what it raises is the caller's answer.
    :raises KeyTaken: the key came before with another request.
    :raises Conflict: others were faster each time.
    """
    receipt = _receipt(caller, request, key, body) if key else None
    for tried in range(_TRIES):
        if receipt and (earlier := _earlier(books.store, receipt)):
            return earlier
        deed = plan()
        try:
            return _done(books, caller, deed, receipt)
        except Conflict:
            _wait(tried)
    raise Conflict("others change the same thing at this moment; try again")


def settle(books: Books, by: str, plan: Callable[[], Deed]) -> Deed:
    """Do a deed that no request's receipt goes with, such as a sign-in; the deed as it was written at last.

    :param plan: as for `perform`; a deed without changes, journal line and all, is not written.
    :raises Conflict: others were faster each time.
    """
    for tried in range(_TRIES):
        deed = plan()
        try:
            if deed.changes:
                books.write(
                    deed.changes, by=by, action=deed.action, about=deed.about, detail=deed.detail, expect=deed.expect
                )
            return deed
        except Conflict:
            _wait(tried)
    raise Conflict("others change the same thing at this moment; try again")


def _wait(tried: int) -> None:
    """Some milliseconds, more after each try and never the same for two: or many would be in each other's way again."""
    time.sleep(random.uniform(0, 0.005 * 2 ** min(tried, 5)))


def _done(books: Books, caller: Caller, deed: Deed, receipt: Receipt | None) -> Response:
    text = deed.answer.model_dump_json() if deed.answer is not None else ""
    changes, expect = [*deed.changes], dict(deed.expect)
    if receipt:
        kept = receipt.model_copy(update={"status": deed.status, "location": deed.location, "body": text})
        changes.append(Put(kept))
        expect[receipt.id] = 0
    by = caller.account or caller.role
    books.write(changes, by=by, action=deed.action, about=deed.about, detail=deed.detail, expect=expect)
    return _response(text, deed.status, deed.location)


def _receipt(caller: Caller, request: Request, key: str, body: bytes) -> Receipt:
    """A key is the caller's own: two accounts may use the same."""
    name = hashlib.sha256(f"{caller.account}\n{key}".encode()).hexdigest()
    asked = hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode() + body).hexdigest()
    return Receipt(id=f"receipt:{name[:40]}", request=asked, status=200, body="", created=moment())


def _earlier(store: GraphStore, receipt: Receipt) -> Response | None:
    with store.snapshot() as reader:
        found = reader.get(receipt.id)
    if not isinstance(found, Receipt):
        return None
    if found.request != receipt.request:
        raise KeyTaken("Idempotency-Key: it came before with another request; use a new key")
    return _response(found.body, found.status, found.location)


def _response(text: str, status: int, location: str) -> Response:
    headers = {"Location": location} if location else {}
    return Response(text or None, status, headers, media_type="application/json" if text else None)
