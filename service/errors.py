"""One shape for every error: RFC 9457 problem details, as JSON for programs and as a page for people.

Every refusal of the graph, of matching and of the service has its status here.
"""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import Field
from starlette.exceptions import HTTPException

from graph.errors import BadValue, Conflict, GraphError, Missing, NotEmpty, Unusable
from matching.errors import MatchingError, NoPlanInTime
from service.refusals import (
    Busy,
    Changed,
    Clash,
    Forbidden,
    KeyTaken,
    NotSignedIn,
    NotThere,
    ServiceError,
    Stands,
    TooMany,
)
from service.schemas import Shown

MEDIA = "application/problem+json"

log = logging.getLogger("service")


class Refused(Shown):
    """One refused value: where it stands, what is wrong, and the value itself where it is short."""

    place: Annotated[str, Field(description="query.limit, body.time_limit, path.week …")]
    message: str
    value: str | int | float | bool | None = None


class ProblemDetails(Shown):
    """RFC 9457. `title` is the status in words; `detail` says what happened and what to do."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: tuple[Refused, ...] = ()


STATUS: Mapping[type[Exception], HTTPStatus] = {
    NotThere: HTTPStatus.NOT_FOUND,
    Stands: HTTPStatus.CONFLICT,
    Changed: HTTPStatus.PRECONDITION_FAILED,
    KeyTaken: HTTPStatus.UNPROCESSABLE_ENTITY,
    Clash: HTTPStatus.CONFLICT,
    TooMany: HTTPStatus.TOO_MANY_REQUESTS,
    NotSignedIn: HTTPStatus.UNAUTHORIZED,
    Forbidden: HTTPStatus.FORBIDDEN,
    Busy: HTTPStatus.SERVICE_UNAVAILABLE,
    Missing: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    NotEmpty: HTTPStatus.CONFLICT,
    BadValue: HTTPStatus.UNPROCESSABLE_ENTITY,
    Unusable: HTTPStatus.SERVICE_UNAVAILABLE,
    NoPlanInTime: HTTPStatus.SERVICE_UNAVAILABLE,
    GraphError: HTTPStatus.SERVICE_UNAVAILABLE,  # none of those above: the store is busy, or its disk is full
}
"""The status of each error; the nearest class in the tree counts."""


def details(status: int, detail: str, errors: Sequence[Refused] = ()) -> ProblemDetails:
    """The details of an error with this status."""
    return ProblemDetails(title=HTTPStatus(status).phrase, status=status, detail=detail, errors=tuple(errors))


def answer(problem: ProblemDetails, headers: Mapping[str, str] | None = None) -> Response:
    """The error as `application/problem+json`."""
    content = problem.model_dump_json(exclude_defaults=False)
    return Response(content, problem.status, headers, media_type=MEDIA)


def unexpected() -> ProblemDetails:
    """What a caller learns of a fault of ours: nothing but that it is one."""
    return details(500, "an unexpected fault; it is in the service's log, please tell whoever runs it")


def install(app: FastAPI) -> None:
    """Let every error leave the application in the one shape.

    `app.state.error_page`, when set, makes the page of an error: (request, ProblemDetails) -> Response. It is asked
    outside /api when the client prefers HTML. `app.state.methods` tells the methods of a path.
    """
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    for kind in (GraphError, MatchingError, ServiceError):
        app.add_exception_handler(kind, _ours)


def _reply(request: Request, problem: ProblemDetails, headers: Mapping[str, str] | None = None) -> Response:
    page = getattr(request.app.state, "error_page", None)
    wants_page = not request.url.path.startswith("/api") and "text/html" in request.headers.get("accept", "")
    if page is None or not wants_page:
        return answer(problem, headers)
    response: Response = page(request, problem)
    response.headers.update(headers or {})
    return response


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = error.detail
    if error.status_code == 404 and detail == HTTPStatus.NOT_FOUND.phrase:
        detail = f"{request.url.path}: nothing is here; /docs lists what is"
    if error.status_code == 400:  # FastAPI's word for a body that is no text; whatever else is wrong with one is 422
        unread = Refused(place="body", message="it cannot be read; send what /docs names, in UTF-8")
        return _reply(request, details(422, f"body: {unread.message}", [unread]))
    if error.status_code == 405:
        detail = f"{request.method} {request.url.path}: not possible here; see /docs"
    return _reply(request, details(error.status_code, detail), {**(error.headers or {}), **_allowed(request, error)})


def _allowed(request: Request, error: HTTPException) -> dict[str, str]:
    """What a refused method is told: Starlette names the methods of the first route at an address only."""
    methods = request.app.state.methods(request.url.path) if error.status_code == 405 else ()
    return {"Allow": ", ".join(methods)} if methods else {}


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [_refused(each) for each in error.errors()]
    if "people" in getattr(request.scope.get("route"), "tags", ()):  # what was said of a person is not said again
        errors = [each.model_copy(update={"value": None}) for each in errors]
    detail = "; ".join(f"{each.place}: {each.message}" for each in errors[:3])
    return _reply(request, details(422, detail, errors))


_NEVER_TOLD = {"password", "old", "new"}
"""Values that no answer repeats."""


def _refused(error: Mapping[str, Any]) -> Refused:
    value = None if error["loc"][-1] in _NEVER_TOLD else error.get("input")
    if isinstance(value, str):
        value = _whole(value[:100])
    elif not isinstance(value, int | float):
        value = None
    return Refused(place=_whole(".".join(map(str, error["loc"]))), message=_whole(error["msg"]), value=value)


def _whole(text: str) -> str:
    """A text without halves of characters, which JSON may carry in and which nothing carries out again."""
    return text.encode(errors="replace").decode()


def _ours(request: Request, error: Exception) -> Response:
    return _reply(request, problem_of(error), _more_headers(error))


def problem_of(error: Exception) -> ProblemDetails:
    """The details of an error of ours."""
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), None)
    if status is None:
        log.error("a refusal that has no status", exc_info=error)
        return unexpected()
    return details(status, str(error), _clashing(error))


def _clashing(error: Exception) -> list[Refused]:
    """The decisions that a refused one cannot hold beside."""
    if not isinstance(error, Clash):
        return []
    return [Refused(place="decisions", message="it cannot hold beside this decision", value=id) for id in error.with_]


def _more_headers(error: Exception) -> dict[str, str]:
    if isinstance(error, NotSignedIn):
        return {"WWW-Authenticate": 'Bearer realm="tongxin"'}
    if isinstance(error, TooMany | Busy):
        return {"Retry-After": str(error.seconds if isinstance(error, TooMany) else 1)}
    return {}
