"""Accounts, for whoever administers them."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response, status

from graph.model import Account
from service.access import Asking
from service.account_deeds import changed, hash_of, made
from service.accounts import account_view, get_account, tag
from service.asking import Cursor, IfMatch, Limit, page, version
from service.deeds import Deed, Key, perform
from service.deps import AtDesk
from service.office_schemas import AccountChange, AccountOrder, AccountPage, AccountView

router = APIRouter(prefix="/api/accounts", tags=["accounts"])

AccountId = Annotated[str, Path(pattern=r"^account:[a-z0-9][a-z0-9._-]{1,39}$", examples=["account:lin.jing"])]


@router.get("", summary="Every account, by login")
def accounts(desk: AtDesk, limit: Limit = 50, cursor: Cursor = None) -> AccountPage:
    with desk.store.snapshot() as reader:
        part, following = page(list(reader.nodes(Account)), lambda account: account.id, limit, cursor)
        return AccountPage(items=tuple(account_view(reader, account) for account in part), next=following)


@router.get("/{id}", summary="One account")
def account(id: AccountId, desk: AtDesk, request: Request, response: Response) -> AccountView:
    with desk.store.snapshot() as reader:
        shown = account_view(reader, get_account(reader, id))
    version(request, response, tag(shown.model_dump_json()))
    return shown


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    response_model=AccountView,
    summary="A new account",
    description="An Idempotency-Key stands for the body without the password, of which nothing but its hash is kept.",
)
def make(order: AccountOrder, caller: Asking, desk: AtDesk, request: Request, idempotency_key: Key = None) -> Response:
    password = hash_of(order.password, order.login)
    body = order.model_dump_json(exclude={"password"}).encode()

    def plan() -> Deed:
        with desk.store.snapshot() as reader:
            return made(reader, order, password)

    return _tagged(perform(desk.books, caller, request, idempotency_key, body, plan))


@router.patch("/{id}", response_model=AccountView, summary="Change an account")
def change(
    id: AccountId, order: AccountChange, caller: Asking, desk: AtDesk, request: Request, if_match: IfMatch = None
) -> Response:
    password = hash_of(order.password, id.partition(":")[2])

    def plan() -> Deed:
        with desk.store.snapshot() as reader:
            return changed(reader, caller, id, order, password, if_match=if_match, settings=desk.settings)

    return _tagged(perform(desk.books, caller, request, None, b"", plan))


def _tagged(answer: Response) -> Response:
    answer.headers["ETag"] = f'"{tag(bytes(answer.body))}"'
    return answer
