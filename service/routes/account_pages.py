"""The page of one's own account."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from service import account_page as shown
from service.access import Asking, Caller
from service.account_page import Done, PasswordForm, TokenForm
from service.deps import AtDesk, Desk
from service.forms import tried
from service.language import Language
from service.office_schemas import PasswordChange, TokenMade, TokenOrder
from service.pages import page
from service.refusals import Forbidden
from service.routes import session, tokens
from service.routes.tokens import TokenId

router = APIRouter(include_in_schema=False, tags=["pages"])

SEE_OTHER = 303


def by_browser(caller: Asking) -> None:
    """:raises Forbidden: a program with a token, which changes nothing of the account by itself."""
    if not caller.by_browser:
        raise Forbidden("a token changes nothing here; sign in and do it then")


ByBrowser = Depends(by_browser)


@router.get("/account")
def account_page(
    request: Request, desk: AtDesk, caller: Asking, done: Done | None = None, lang: Language | None = None
) -> Response:
    return page(request, "account.html", shown.values(desk, caller) | {"done": done}, here="account")


@router.post("/account/password", dependencies=[ByBrowser])
def account_password(request: Request, desk: AtDesk, caller: Asking, form: Annotated[PasswordForm, Form()]) -> Response:
    if form.new != form.again:
        told = shown.values(desk, caller) | {"unequal": True}
        return page(request, "account.html", told, here="account", status=422)
    did = tried(lambda: session.password(PasswordChange(old=form.old, new=form.new), caller, desk, request))
    if did.problem is None:
        return RedirectResponse("/account?done=password", SEE_OTHER)
    told = shown.values(desk, caller) | {"of_password": did.problem}
    return page(request, "account.html", told, here="account", status=did.status)


@router.post("/account/tokens", dependencies=[ByBrowser])
def account_token(request: Request, desk: AtDesk, caller: Asking, form: Annotated[TokenForm, Form()]) -> Response:
    """The secret is shown on this very answer, for it is kept nowhere."""
    did = tried(lambda: _made(desk, caller, request, form))
    told = shown.values(desk, caller) | {"secret": did.done, "of_token": did.problem}
    answer = page(
        request, "account.html", told | ({} if did.done else {"form": form}), here="account", status=did.status
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _made(desk: Desk, caller: Caller, request: Request, form: TokenForm) -> TokenMade:
    order = TokenOrder(label=form.label, reach=form.reach, days=form.days)
    return TokenMade.model_validate_json(bytes(tokens.make(order, caller, desk, request).body))


@router.post("/account/tokens/{token}/revoke")
def account_revoke(token: TokenId, request: Request, desk: AtDesk, caller: Asking) -> Response:
    tokens.revoke(token, caller, desk, request)
    return RedirectResponse("/account?done=revoked#tokens", SEE_OTHER)


@router.post("/account/sessions/end", dependencies=[ByBrowser])
def account_sessions(request: Request, desk: AtDesk, caller: Asking) -> Response:
    session.end_others(caller, desk, request)
    return RedirectResponse("/account?done=sessions", SEE_OTHER)
