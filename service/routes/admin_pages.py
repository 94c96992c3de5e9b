"""The office's pages: accounts, and the journal."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BeforeValidator, Field

from service.access import Asking
from service.account_deeds import unlocked
from service.account_forms import AccountForm, choices, form_of, logins, seen
from service.asking import Cursor
from service.deeds import Deed, perform
from service.deps import AtDesk, Desk
from service.forms import Tried, tried
from service.journal import Sought, journal_page, verification
from service.language import Language
from service.office_words import ACTIONS
from service.pages import page
from service.routes import accounts
from service.routes.accounts import AccountId
from service.routes.journal import Before

router = APIRouter(include_in_schema=False, tags=["pages"])

SEE_OTHER = 303
LINES = 50

Told = Annotated[str | None, Query(pattern=r"^account:[a-z0-9][a-z0-9._-]{1,39}$")]
Exactly = Annotated[
    Annotated[str, Field(min_length=1, max_length=120)] | None, BeforeValidator(lambda value: value or None), Query()
]


@router.get("/admin/accounts")
def admin_accounts(
    request: Request, desk: AtDesk, cursor: Cursor = None, done: Told = None, lang: Language | None = None
) -> Response:
    listed = accounts.accounts(desk, 50, cursor)
    return page(request, "accounts.html", {"listed": listed, "cursor": cursor, "done": done}, here="accounts")


@router.get("/admin/accounts/new")
def admin_new(request: Request, desk: AtDesk, lang: Language | None = None) -> Response:
    return _form(request, desk, AccountForm(), Tried())


@router.post("/admin/accounts")
def admin_make(request: Request, desk: AtDesk, caller: Asking, form: Annotated[AccountForm, Form()]) -> Response:
    did = tried(lambda: accounts.make(form.order(), caller, desk, request))
    if did.problem:
        return _form(request, desk, form, did)
    return RedirectResponse(f"/admin/accounts?done=account:{form.login.strip()}", SEE_OTHER)


@router.get("/admin/accounts/{account}")
def admin_account(account: AccountId, request: Request, desk: AtDesk, lang: Language | None = None) -> Response:
    return _form(request, desk, None, Tried(), account)


@router.post("/admin/accounts/{account}")
def admin_change(
    account: AccountId, request: Request, desk: AtDesk, caller: Asking, form: Annotated[AccountForm, Form()]
) -> Response:
    tag = f'"{form.tag}"' if form.tag else None
    did = tried(lambda: accounts.change(account, form.change(), caller, desk, request, tag))
    if did.problem:
        return _form(request, desk, form, did, account)
    return RedirectResponse(f"/admin/accounts?done={account}", SEE_OTHER)


@router.post("/admin/accounts/{account}/unlock")
def admin_unlock(account: AccountId, request: Request, desk: AtDesk, caller: Asking) -> Response:
    def plan() -> Deed:
        with desk.store.snapshot() as reader:
            return unlocked(reader, account.partition(":")[2])

    perform(desk.books, caller, request, None, b"", plan)
    return RedirectResponse(f"/admin/accounts?done={account}", SEE_OTHER)


def _form(request: Request, desk: Desk, form: AccountForm | None, did: Tried[Response], id: str = "") -> Response:
    """The form of an account, or of a new one. Passwords are not sent back."""
    with desk.store.snapshot() as reader:
        view = seen(reader, id) if id else None
        given = form if form is not None else form_of(view) if view else AccountForm()
        shown = {"view": view, "form": given, "problem": did.problem, **choices(reader)}
    return page(request, "account-form.html", shown, here="accounts", status=did.status)


@router.get("/admin/journal")
def admin_journal(
    request: Request,
    desk: AtDesk,
    by: Exactly = None,
    about: Exactly = None,
    action: Exactly = None,
    cursor: Before = None,
    lang: Language | None = None,
) -> Response:
    with desk.store.snapshot() as reader:
        found = journal_page(reader, Sought(by, about, action), LINES, int(cursor) if cursor else None)
        shown = {"found": found, "by": by, "about": about, "action": action, "cursor": cursor, "who": logins(reader)}
    return _kept_nowhere(page(request, "journal.html", shown | {"actions": ACTIONS}, here="journal"))


@router.get("/admin/journal/verification")
def admin_verification(request: Request, desk: AtDesk, lang: Language | None = None) -> Response:
    with desk.store.snapshot() as reader:
        shown = {"verified": verification(reader)}
    return _kept_nowhere(page(request, "journal-verification.html", shown, here="journal"))


def _kept_nowhere(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer
