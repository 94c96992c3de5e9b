"""Serving one store: from one address, by one process or several."""

import os
import signal
import socket
import threading
from contextlib import suppress
from typing import Any

import uvicorn
from fastapi import FastAPI

from graph.store import open_store
from service import logs
from service.app import create_app
from service.family import Family
from service.guard import is_loopback
from service.lease import lease
from service.refusals import Unservable
from service.settings import Settings
from service.version import version

FAREWELL = 5
"""Seconds that open requests have when the service stops."""

log = logs.logger()


def serve(settings: Settings) -> None:
    """Serve until the process is told to stop (SIGINT, SIGTERM).

    :raises Unservable: others may not ask there, the port is taken, or another process serves the store.
    :raises Unusable: the store cannot be opened.
    """
    with listen(settings) as listener, lease(settings.store):
        open_store(settings.store).close()  # what is wrong with it is found out here, where it can be told in a line
        logs.configure()
        host, port = listener.getsockname()[:2]
        print(f"http://{f'[{host}]' if ':' in host else host}:{port}/", flush=True)
        log.info("started", version=version(), processes=settings.processes, remote=settings.allow_remote)
        if settings.processes == 1:
            attend(settings, listener)
        else:
            Family(attend, settings, listener).run()
        log.info("stopped")


def listen(settings: Settings) -> socket.socket:
    """A socket that listens where the settings say.

    :raises Unservable: others could ask there and may not, or have no name to ask for, or it cannot be listened on.
    """
    host, port = settings.host, settings.port
    if not is_loopback(host):
        _check_remote(settings)
    # The protocol is named, because asyncio sets TCP_NODELAY only where it is: without, small answers wait 40 ms.
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise Unservable(
            f"{host} port {port}: {os.strerror(error.errno or 0)}; choose another with --port, or 0 for any"
        ) from None
    return listener


def _check_remote(settings: Settings) -> None:
    if not settings.allow_remote:
        raise Unservable(
            f"host {settings.host!r}: not a loopback address, and only this machine may ask; make accounts with"
            " `tongxin admin create`, then give --allow-remote and, in --hosts, the names by which others ask for it"
        )
    if not settings.names:
        raise Unservable(
            f"host {settings.host!r}: nobody could ask, for no name is answered to; give the names by which others"
            " ask for it with --hosts, such as --hosts tongxin.example.org"
        )


def attend(settings: Settings, listener: socket.socket) -> None:
    """Answer what comes in at a socket until this process is told to stop. Whoever calls holds the store's lease.

    :raises Unservable: it did not come so far; the log says why.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # both are how it is told to stop
    with suppress(KeyboardInterrupt):
        server = _Server(create_app(settings, leased=True))
        server.run(sockets=[listener])
        if not server.started:
            raise Unservable("the service could not start; the lines before this one say why")


class _Server(uvicorn.Server):
    """Tells followers of runs to let go as soon as it is asked to stop, since it waits for open requests."""

    def __init__(self, app: FastAPI) -> None:
        config = uvicorn.Config(
            app,
            http="h11",  # whatever else is installed: its limits on headers are those that are tested
            ws="none",
            access_log=False,
            log_config=None,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=FAREWELL,
        )
        super().__init__(config)
        self._state = app.state

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        desk = getattr(self._state, "desk", None)
        if desk is not None:  # the process that answers takes seconds to load its solver: not while somebody waits
            threading.Thread(target=desk.oracle.warm, name="warm", daemon=True).start()

    def handle_exit(self, sig: int, frame: Any) -> None:
        desk = getattr(self._state, "desk", None)
        if desk is not None:
            desk.runs.leaving.set()
        super().handle_exit(sig, frame)
