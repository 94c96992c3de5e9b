"""Tokens for programs of one's own."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response, status

from service.access import Asking
from service.asking import Cursor, Limit, page
from service.deeds import Deed, perform
from service.deps import AtDesk
from service.office_schemas import TokenMade, TokenOrder, TokenPage
from service.tokens import made, new_secret, revoked, token_view, tokens_of

router = APIRouter(prefix="/api/tokens", tags=["tokens"])

TokenId = Annotated[str, Path(pattern=r"^token:[0-9a-f]{64}$")]


@router.get("", summary="One's own tokens, newest first")
def tokens(caller: Asking, desk: AtDesk, limit: Limit = 50, cursor: Cursor = None) -> TokenPage:
    with desk.store.snapshot() as reader:
        found = tokens_of(reader, caller.account)
    part, following = page(found, lambda token: token.id, limit, cursor)
    return TokenPage(items=tuple(map(token_view, part)), next=following)


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    response_model=TokenMade,
    summary="A token; its secret is shown this once",
    description="It takes no Idempotency-Key: the secret is kept nowhere, so it cannot be given twice.",
)
def make(order: TokenOrder, caller: Asking, desk: AtDesk, request: Request) -> Response:
    secret = new_secret()

    def plan() -> Deed:
        with desk.store.snapshot() as reader:
            return made(reader, caller, order, secret)

    answer = perform(desk.books, caller, request, None, b"", plan)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.delete("/{id}", status_code=status.HTTP_204_NO_CONTENT, summary="Revoke a token")
def revoke(id: TokenId, caller: Asking, desk: AtDesk, request: Request) -> Response:
    def plan() -> Deed:
        with desk.store.snapshot() as reader:
            return revoked(reader, caller, id)

    return perform(desk.books, caller, request, None, b"", plan)
