"""The cookie of a session.

Lax and not Strict: a link in a mail would else come without it, and ask somebody who is signed in to sign in again.
Nothing is lost by that, since no GET changes anything and `service.guard` refuses what other sites post. Secure
wherever others than this machine may ask; on the loopback address there is no TLS.
"""

from fastapi import Response

from service.access import COOKIE
from service.sessions import LASTS
from service.settings import Settings


def give_cookie(response: Response, secret: str, settings: Settings) -> None:
    """Have the browser keep the secret of a session, for as long as that lasts."""
    age, secure = int(LASTS.total_seconds()), settings.allow_remote
    response.set_cookie(COOKIE, secret, max_age=age, path="/", secure=secure, httponly=True, samesite="lax")


def take_cookie(response: Response, settings: Settings) -> None:
    """Have the browser forget it."""
    response.delete_cookie(COOKIE, path="/", secure=settings.allow_remote, httponly=True, samesite="lax")
