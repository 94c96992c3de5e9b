"""What stands before every request: who is asked (Host), from where (Origin), what a browser may do.

A page of another site must not reach this service through its reader's browser: neither under a name of its own that
points here (DNS rebinding: the Host is then not a loopback name) nor by a form or script that posts here (the Origin is
then another site).

What a proxy says of the one behind it (X-Forwarded-For and its like) is not believed, for anybody can write it. A proxy
in front, which ends TLS, must hand on the Host that was asked for.
"""

from ipaddress import ip_address

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service import bodies, logs
from service.errors import ProblemDetails, answer, details, unexpected
from service.settings import Settings

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

ONLY_TLS = {"Strict-Transport-Security": "max-age=31536000"}
"""For whoever is not on this machine: from now on for a year, never again without TLS."""

MOST_ADDRESS = 8_000
MOST_HEADERS = 16_000
"""The server in front of this has limits of its own, but only for what comes in several pieces."""

log = logs.logger()


def is_loopback(host: str) -> bool:
    """Whether a host name or address, without port, can only mean this machine."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"


class Guard:
    """ASGI middleware: refuses strangers and floods, adds the security headers, lets no fault out as a traceback."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._names = app, settings.names
        self._headers = HEADERS | (ONLY_TLS if settings.allow_remote else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._answer(scope, receive, guarded)
        except Exception:
            log.exception("a request failed")
            if started:
                raise
            await answer(unexpected())(scope, receive, guarded)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope)
        try:
            body = receive if refusal else await bodies.whole(scope, receive)
        except bodies.TooLarge:
            refusal = details(413, f"the body: more than {bodies.MOST:,} bytes; send less at once")
        except TimeoutError:
            refusal = details(408, f"the body: not whole after {bodies.PATIENCE:g} seconds; send it again")
        if refusal:
            await answer(refusal, {"Connection": "close"})(scope, receive, send)
        else:
            await self._app(scope, body, send)

    def _refusal(self, scope: Scope) -> ProblemDetails | None:
        return _too_long(scope) or self._strange(scope)

    def _strange(self, scope: Scope) -> ProblemDetails | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not (is_loopback(_without_port(host)) or _without_port(host).lower() in self._names):
            return details(421, f"Host {host!r}: not this service; {self._told()}")
        if scope["method"] in SAFE_METHODS:
            return None
        origin = headers.get("origin")
        if origin is not None and origin.partition("://")[2] != host:
            return details(403, f"Origin {origin!r}: another site may not change anything here")
        if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return details(403, "Sec-Fetch-Site: another site may not change anything here")
        return None

    def _told(self) -> str:
        return f"ask for it as {' or '.join(sorted(self._names)) or 'localhost or 127.0.0.1'}"


def _too_long(scope: Scope) -> ProblemDetails | None:
    if len(scope["path"]) + len(scope.get("query_string", b"")) > MOST_ADDRESS:
        return details(414, f"the address: longer than {MOST_ADDRESS:,} characters")
    if sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_HEADERS:
        return details(431, f"the headers: more than {MOST_HEADERS:,} bytes")
    return None


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0]
    return host.partition(":")[0]
