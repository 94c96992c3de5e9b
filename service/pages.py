"""Answers as pages: in the reader's language, with what keeps caches and languages apart."""

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from graph.errors import GraphError
from service.access import Caller
from service.door import identify
from service.errors import ProblemDetails
from service.guard import SAFE_METHODS
from service.language import LANGUAGES, Language, choose
from service.refusals import ServiceError
from service.templating import render
from service.tour import COOKIE as TOUR
from service.tour import Touring, touring

if TYPE_CHECKING:
    from service.deps import Desk

COOKIE = "tongxin-language"
A_YEAR = 365 * 24 * 3600


def page(
    request: Request, template: str, values: Mapping[str, object], *, here: str = "", status: int = 200
) -> HTMLResponse:
    """A page from a template. A language that `?lang=` asks for is remembered in a cookie.

    :param here: the name of the entry in the navigation that this page is.
    """
    asked, language = request.query_params.get("lang"), language_of(request)
    text = render(template, language, {**values, **_frame(request, here)})
    headers = {"Content-Language": language, "Vary": "Cookie, Accept-Language", "Cache-Control": "no-cache"}
    response = HTMLResponse(text, status, headers)
    if asked in LANGUAGES:
        response.set_cookie(COOKIE, asked, max_age=A_YEAR, httponly=True, samesite="lax")
    return response


def language_of(request: Request) -> Language:
    """The language of whoever asks: that of `?lang=`, else of the cookie, else the best that the browser accepts."""
    return choose(request.query_params.get("lang"), request.cookies.get(COOKIE), request.headers.get("Accept-Language"))


def _frame(request: Request, here: str) -> dict[str, object]:
    path, asked = _address(request)
    query = [(name, value) for name, value in asked if name != "lang"]

    def in_language(language: Language) -> str:
        return f"{path}?{urlencode([*query, ('lang', language)])}"

    here_now = f"{path}?{urlencode(query)}"
    return {
        "here": here,
        "in_language": in_language,
        "here_now": here_now,
        "caller": _caller(request),
        "tour": _tour(request),
    }


def _address(request: Request) -> tuple[str, list[tuple[str, str]]]:
    """The path and the query of the page; where it answers a form, those of the page that the form stood on."""
    if request.method in SAFE_METHODS:
        return request.url.path, request.query_params.multi_items()
    came = urlsplit(request.headers.get("referer", ""))
    return (came.path, parse_qsl(came.query)) if came.netloc == request.headers.get("host") else ("/", [])


def _tour(request: Request) -> Touring | None:
    """Where the browser is on the tour of a demonstration."""
    if TOUR not in request.cookies:
        return None
    with suppress(GraphError):
        desk = cast("Desk", request.app.state.desk)
        with desk.store.snapshot() as reader:
            return touring(request, reader, desk)
    return None


def _caller(request: Request) -> Caller:
    """Who is signed in; nobody, where even that cannot be found out: the page of an error must come."""
    with suppress(ServiceError, GraphError):
        return identify(request)
    return Caller()


def error_page(request: Request, problem: ProblemDetails) -> Response:
    """The page of an error, with the same facts as its problem+json; where nobody is signed in, the way to sign in."""
    if problem.status == 401:
        here = f"{request.url.path}?{request.url.query}".rstrip("?") if request.method == "GET" else "/"
        return RedirectResponse(f"/sign-in?next={quote(here)}", 303)
    return page(request, "error.html", {"problem": problem}, status=problem.status)
