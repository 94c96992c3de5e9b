"""Serving one store to this machine."""

import logging
import os
import socket
from contextlib import suppress
from typing import Any

import uvicorn
from fastapi import FastAPI

from graph.store import open_store
from service.app import create_app
from service.guard import is_loopback
from service.lease import lease
from service.refusals import Unservable
from service.settings import Settings

FAREWELL = 5
"""Seconds that open requests have when the service stops."""


def serve(settings: Settings) -> None:
    """Serve until the process is told to stop (SIGINT, SIGTERM).

    :raises Unservable: the host is not a loopback address, the port is taken, or another process serves the store.
    :raises Unusable: the store cannot be opened.
    """
    with listen(settings.host, settings.port) as listener:
        with lease(settings.store):  # found out here, where it can still be told in a line
            open_store(settings.store).close()
        logging.basicConfig(format="%(levelname)s %(message)s")
        host, port = listener.getsockname()[:2]
        print(f"http://{f'[{host}]' if ':' in host else host}:{port}/", flush=True)
        with suppress(KeyboardInterrupt):  # how a person stops it
            _Server(create_app(settings)).run(sockets=[listener])


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there.

    :raises Unservable: the host is not a loopback address, or it cannot be listened on.
    """
    if not is_loopback(host):
        raise Unservable(
            f"host {host!r}: not a loopback address. There are no accounts yet, so only this machine may ask;"
            " use 127.0.0.1, or wait for the release that brings accounts"
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise Unservable(
            f"{host} port {port}: {os.strerror(error.errno or 0)}; choose another with --port, or 0 for any"
        ) from None


class _Server(uvicorn.Server):
    """Tells followers of runs to let go as soon as it is asked to stop, since it waits for open requests."""

    def __init__(self, app: FastAPI) -> None:
        config = uvicorn.Config(app, log_level="warning", server_header=False, timeout_graceful_shutdown=FAREWELL)
        super().__init__(config)
        self._state = app.state

    def handle_exit(self, sig: int, frame: Any) -> None:
        desk = getattr(self._state, "desk", None)
        if desk is not None:
            desk.runs.leaving.set()
        super().handle_exit(sig, frame)
