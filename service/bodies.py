"""What a caller sends: read whole before anything is done with it, up to a size and for a time."""

import asyncio

from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope

MOST = 2**20
"""Bytes of a body."""

PATIENCE = 30.0
"""Seconds in which a body must have come."""


class TooLarge(Exception):
    """The body is larger than MOST."""


async def whole(scope: Scope, receive: Receive) -> Receive:
    """Wait for the whole body; what is returned gives it again, and after it what comes then.

    :raises TooLarge: it is larger than MOST, whether it says so before or not.
    :raises TimeoutError: it has not come within PATIENCE.
    """
    headers = Headers(scope=scope)
    length = headers.get("content-length", "")
    if "transfer-encoding" not in headers and length in {"", "0"}:
        return receive
    if length.isdecimal() and int(length) > MOST:
        raise TooLarge
    messages = await asyncio.wait_for(_messages(receive), PATIENCE)

    async def again() -> Message:
        return messages.pop(0) if messages else await receive()

    return again


async def _messages(receive: Receive) -> list[Message]:
    messages, size, more = [], 0, True
    while more:
        message = await receive()
        messages.append(message)
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
        if size > MOST:
            raise TooLarge
    return messages
