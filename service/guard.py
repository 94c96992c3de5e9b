"""What stands before every request: who is asked (Host), from where (Origin), what a browser may do.

A page of another site must not reach this service through its reader's browser: neither under a name of its own that
points here (DNS rebinding: the Host is then not a loopback name) nor by a form or script that posts here (the Origin is
then another site).
"""

import logging
from ipaddress import ip_address

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import ProblemDetails, answer, details, unexpected

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

log = logging.getLogger("service")


def is_loopback(host: str) -> bool:
    """Whether a host name or address, without port, can only mean this machine."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"


class Guard:
    """ASGI middleware: refuses strangers, adds the security headers, and lets no fault out as a traceback."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] == "HEAD":  # the server sends no body to a HEAD, whoever makes one
            scope = {**scope, "method": "GET"}
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            refusal = _refusal(scope)
            await (answer(refusal) if refusal else self._app)(scope, receive, guarded)
        except Exception:
            log.exception("%s %s failed", scope["method"], scope["path"])
            if started:
                raise
            await answer(unexpected())(scope, receive, guarded)


def _refusal(scope: Scope) -> ProblemDetails | None:
    headers = Headers(scope=scope)
    host = headers.get("host", "")
    if not is_loopback(_without_port(host)):
        return details(421, f"Host {host!r}: not this service; ask for it as localhost or 127.0.0.1")
    if scope["method"] in SAFE_METHODS:
        return None
    origin = headers.get("origin")
    if origin is not None and origin.partition("://")[2] != host:
        return details(403, f"Origin {origin!r}: another site may not change anything here")
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return details(403, "Sec-Fetch-Site: another site may not change anything here")
    return None


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0]
    return host.partition(":")[0]
