"""Every request has an id, a line in the log and its place in the figures: by its route's template, never its words."""

import random
import re
import time
from typing import cast

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service import logs
from service.access import Caller
from service.metrics import Metrics

ID = "X-Request-Id"
_GIVEN = re.compile(r"[A-Za-z0-9-]{1,64}")
NO_ROUTE = "none"
"""The template of a request that no route answers."""

log = logs.logger()


class Recorded:
    """ASGI middleware, the outermost: it gives the request its id, and tells how it ended.

    A caller's own X-Request-Id is kept where it is a plain word, so that a line can be found from the other side.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        method, began, answer = scope["method"], time.perf_counter(), _Answer()
        if method == "HEAD":  # the server sends no body to a HEAD, whoever makes one
            scope = {**scope, "method": "GET"}
        id = _id(scope)

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.status, answer.seconds = message["status"], time.perf_counter() - began
                MutableHeaders(scope=message)[ID] = id
            await send(message)

        with structlog.contextvars.bound_contextvars(request=id):
            try:
                await self._app(scope, receive, noting)
            finally:
                self._record(scope, method, answer)

    def _record(self, scope: Scope, method: str, answer: "_Answer") -> None:
        caller = cast("Caller", scope.get("state", {}).get("caller", Caller()))
        route, method = _template(scope), method if method in _METHODS else "other"
        self._metrics.request(method, route, answer.status, answer.seconds)
        log.info(
            "request",
            method=method,
            route=route,
            status=answer.status,
            ms=round(1000 * answer.seconds, 1),
            role=caller.role,
            account=caller.account,
        )


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class _Answer:
    """How a request was answered: 499 where its caller was gone first. `seconds`: until the answer began."""

    status = 499
    seconds = 0.0


def _id(scope: Scope) -> str:
    given = Headers(scope=scope).get(ID, "")
    return given if _GIVEN.fullmatch(given) else f"{random.getrandbits(64):016x}"


def _template(scope: Scope) -> str:
    route = scope.get("route")
    return getattr(route, "path_format", None) or getattr(route, "path", None) or NO_ROUTE
