"""The pages on which a coordinator decides: each shows what would come of it, and the form that confirms it."""

from typing import Annotated
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from graph.errors import GraphError
from service.access import Asking, Caller
from service.asking import WeekName
from service.beside import last_edition
from service.confirming import Look, confirm, confirm_back, glance, look, look_back, refused
from service.confirming_forms import Confirmed, DecideAsked, PublishForm, SeveralForm, UndoAsked, Undone
from service.deps import AtDesk, Desk
from service.entrance import local
from service.errors import problem_of
from service.language import Language
from service.pages import page
from service.publishing import Prospect, announce, prospect
from service.refusals import NotThere, ServiceError
from service.several import accept_all, would_accept

router = APIRouter(include_in_schema=False, tags=["pages"])

SEE_OTHER = 303


@router.get("/weeks/{week}/decide")
def decide_page(
    request: Request, week: WeekName, desk: AtDesk, caller: Asking, asked: Annotated[DecideAsked, Query()]
) -> Response:
    complete = look(desk, caller, week, asked.order()) if asked.complete else glance(desk, caller, week, asked.need)
    return _decide_page(request, desk, caller, week, asked, complete)


@router.post("/weeks/{week}/decide")
def decide_on_page(
    request: Request, week: WeekName, desk: AtDesk, caller: Asking, form: Annotated[Confirmed, Form()]
) -> Response:
    order = form.order(form.reason)
    try:
        taken = confirm(desk, caller, week, order, form.seen, form.shown)
    except NotThere:
        raise
    except (ServiceError, GraphError) as error:
        found = refused(desk, caller, week, error, form.seen, look(desk, caller, week, order))
        return _decide_page(request, desk, caller, week, form, found, form.reason)
    return _back(form.back, taken.id, taken.need)


def _decide_page(
    request: Request, desk: Desk, caller: Caller, week: str, asked: DecideAsked, found: Look, reason: str = ""
) -> Response:
    shown = {"asked": asked, "reason": reason, **_around(desk, caller, week, found, asked.back)}
    return page(request, "decide.html", shown, here="home", status=_status(request, found))


@router.get("/weeks/{week}/undo")
def undo_page(
    request: Request, week: WeekName, desk: AtDesk, caller: Asking, asked: Annotated[UndoAsked, Query()]
) -> Response:
    found = look_back(desk, caller, week, asked.decision)
    return _undo_page(request, desk, caller, week, asked, found)


@router.post("/weeks/{week}/undo")
def undo_on_page(
    request: Request, week: WeekName, desk: AtDesk, caller: Asking, form: Annotated[Undone, Form()]
) -> Response:
    try:
        undone = confirm_back(desk, caller, week, form.decision, form.seen, form.shown)
    except NotThere:
        raise
    except (ServiceError, GraphError) as error:
        found = refused(desk, caller, week, error, form.seen, look_back(desk, caller, week, form.decision))
        return _undo_page(request, desk, caller, week, form, found)
    return _back(form.back, undone.id, undone.need)


def _undo_page(request: Request, desk: Desk, caller: Caller, week: str, asked: UndoAsked, found: Look) -> Response:
    shown = {"asked": asked, **_around(desk, caller, week, found, asked.back)}
    return page(request, "undo.html", shown, here="home", status=_status(request, found))


@router.post("/weeks/{week}/several")
def accept_several(
    request: Request, week: WeekName, desk: AtDesk, caller: Asking, form: Annotated[SeveralForm, Form()]
) -> Response:
    shown: dict[str, object] = {"form": form, **_frame(desk, caller, week, form.back), "results": None}
    if form.confirmed:
        shown["results"] = accept_all(desk, caller, week, form.need, form.reason)
    else:
        shown["prospect"] = would_accept(desk, caller, week, form.need)
    return page(request, "several.html", shown, here="home")


@router.get("/weeks/{week}/publish")
def publish_page(
    request: Request, week: WeekName, desk: AtDesk, caller: Asking, lang: Language | None = None
) -> Response:
    return _publish_page(request, desk, caller, week, prospect(desk, caller, week))


@router.post("/weeks/{week}/publish")
def publish_on_page(
    request: Request, week: WeekName, desk: AtDesk, caller: Asking, form: Annotated[PublishForm, Form()]
) -> Response:
    try:
        announce(desk, caller, week, form.reason)
    except (ServiceError, GraphError) as error:
        refusal = Prospect(prospect(desk, caller, week).edition, problem_of(error))
        return _publish_page(request, desk, caller, week, refusal, form.reason)
    return RedirectResponse(f"/?week={week}", SEE_OTHER)


def _publish_page(
    request: Request, desk: Desk, caller: Caller, week: str, found: Prospect, reason: str = ""
) -> Response:
    with desk.store.snapshot() as reader:
        figures = desk.view(reader, week, caller)[1].figures
    shown = {"prospect": found, "figures": figures, "reason": reason, **_frame(desk, caller, week, f"/?week={week}")}
    status = found.problem.status if found.problem and request.method == "POST" else 200
    return page(request, "publish.html", shown, here="home", status=status)


def _frame(desk: Desk, caller: Caller, week: str, back: str) -> dict[str, object]:
    """What each of these pages needs: the needs that she sees, what was published, and where to go back to."""
    with desk.store.snapshot() as reader:
        cards = {card.need: card for card in desk.view(reader, week, caller)[1].linkages}
        return {"week": week, "cards": cards, "edition": last_edition(reader, week), "back": local(back)}


def _around(desk: Desk, caller: Caller, week: str, found: Look, back: str) -> dict[str, object]:
    return {"look": found, **_frame(desk, caller, week, back)}


def _status(request: Request, found: Look) -> int:
    """A page that only tells of a problem is a good page; one that refused what it was sent is not."""
    return found.problem.status if found.problem and request.method == "POST" else 200


def _back(back: str, told: str | None, need: str) -> Response:
    """To the page that she came from, which tells of the decision, at the need that it is on."""
    parts = urlsplit(local(back))
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != "told"]
    address = urlunsplit(("", "", parts.path, urlencode([*query, ("told", told or "")]), need.replace(":", "-")))
    return RedirectResponse(address, SEE_OTHER)
