"""Who is signed in: in, out, and who that is."""

from fastapi import APIRouter, Response, status

from service.access import Asking
from service.accounts import me
from service.deps import AtDesk
from service.door import COOKIE
from service.office_schemas import ByClick, Me, SignIn
from service.sessions import LASTS, by_click, leave
from service.settings import Settings

router = APIRouter(prefix="/api", tags=["session"])


def give_cookie(response: Response, secret: str, settings: Settings) -> None:
    """The cookie of a session. Lax and not Strict: a link in a mail would else come without it, and ask to sign in
    again; what changes anything is never a GET, and `service.guard` refuses posts of other sites."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(LASTS.total_seconds()),
        path="/",
        secure=settings.allow_remote,
        httponly=True,
        samesite="lax",
    )


def take_cookie(response: Response, settings: Settings) -> None:
    """Have the browser forget it."""
    response.delete_cookie(COOKIE, path="/", secure=settings.allow_remote, httponly=True, samesite="lax")


@router.post("/session", summary="Sign in: the answer sets a cookie")
def sign_in(order: SignIn, desk: AtDesk, response: Response) -> Me:
    assert isinstance(order, ByClick)
    entered = by_click(desk, order.demonstration)
    give_cookie(response, entered.secret, desk.settings)
    response.headers["Cache-Control"] = "no-store"
    with desk.store.snapshot() as reader:
        return me(reader, entered.caller)


@router.delete("/session", status_code=status.HTTP_204_NO_CONTENT, summary="Sign out")
def sign_out(caller: Asking, desk: AtDesk, response: Response) -> None:
    leave(desk, caller)
    take_cookie(response, desk.settings)


@router.get("/me", summary="Who is signed in")
def who(caller: Asking, desk: AtDesk, response: Response) -> Me:
    response.headers["Cache-Control"] = "no-store"
    with desk.store.snapshot() as reader:
        return me(reader, caller)
