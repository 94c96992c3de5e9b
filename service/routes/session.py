"""Who is signed in: in, out, who that is, and her password."""

from fastapi import APIRouter, Request, Response, status

from service.access import Asking
from service.account_deeds import hash_of, repassworded
from service.accounts import get_account, me
from service.cookie import give_cookie, take_cookie
from service.deeds import Deed, perform
from service.deps import AtDesk
from service.door import address
from service.office_schemas import ByClick, Me, PasswordChange, SessionPage, SignIn
from service.refusals import Forbidden
from service.sessions import leave, others_ended, sessions_of
from service.signing_in import by_click, by_password, tried

router = APIRouter(prefix="/api", tags=["session"])

NOT_KEPT = {"Cache-Control": "no-store"}


@router.post(
    "/session",
    summary="Sign in: the answer sets a cookie",
    description="It takes no Idempotency-Key: the secret in the cookie is kept nowhere, so it cannot be given twice.",
)
def sign_in(order: SignIn, desk: AtDesk, request: Request, response: Response) -> Me:
    if isinstance(order, ByClick):
        entered = by_click(desk, order.demonstration)
    else:
        entered = by_password(desk, order.login, order.password, address(request))
    give_cookie(response, entered.secret, desk.settings)
    response.headers.update(NOT_KEPT)
    with desk.store.snapshot() as reader:
        return me(reader, entered.caller)


@router.delete("/session", status_code=status.HTTP_204_NO_CONTENT, summary="Sign out")
def sign_out(caller: Asking, desk: AtDesk, response: Response) -> None:
    leave(desk, caller)
    take_cookie(response, desk.settings)


@router.get("/me", summary="Who is signed in")
def who(caller: Asking, desk: AtDesk, response: Response) -> Me:
    response.headers.update(NOT_KEPT)
    with desk.store.snapshot() as reader:
        return me(reader, caller)


@router.get("/me/sessions", summary="The browsers in which one is signed in")
def sessions(caller: Asking, desk: AtDesk, response: Response) -> SessionPage:
    response.headers.update(NOT_KEPT)
    with desk.store.snapshot() as reader:
        return sessions_of(reader, caller)


@router.delete("/me/sessions", status_code=status.HTTP_204_NO_CONTENT, summary="Sign out in every other browser")
def end_others(caller: Asking, desk: AtDesk, request: Request) -> Response:
    def plan() -> Deed:
        with desk.store.snapshot() as reader:
            return others_ended(reader, caller)

    return perform(desk.books, caller, request, None, b"", plan)


@router.post("/me/password", status_code=status.HTTP_204_NO_CONTENT, summary="A new password; every other session ends")
def password(order: PasswordChange, caller: Asking, desk: AtDesk, request: Request) -> Response:
    if not caller.by_browser:
        raise Forbidden("a token changes no password; sign in and change it then")
    with desk.store.snapshot() as reader:
        account = get_account(reader, caller.account)
    if account.demonstration:
        raise Forbidden("a demonstration account has no password")
    new = hash_of(order.new, account.login)
    found = tried(desk, account.login, order.old, address(request))
    if found is None:
        raise Forbidden("old: not the present password")

    def plan() -> Deed:
        with desk.store.snapshot() as reader:
            return repassworded(reader, caller, found.password, new)

    return perform(desk.books, caller, request, None, b"", plan)
