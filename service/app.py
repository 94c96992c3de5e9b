"""The application: one FastAPI app over one store, its pages and its API."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

from fastapi import APIRouter, Depends, FastAPI

from graph.store import open_store
from service import errors, reference
from service.asking import NotModified, not_modified, only_known
from service.books import Books
from service.demonstration import prepare
from service.deps import Desk
from service.dispatch import Dispatcher
from service.door import let_in, must_be_listed
from service.guard import Guard
from service.lease import lease
from service.methods import methods_of
from service.metrics import Metrics
from service.oracle import Oracle
from service.recorded import Recorded
from service.routes import (
    accounts,
    backups,
    decisions,
    editions,
    fairness,
    files,
    gaps,
    graph,
    health,
    journal,
    linkages,
    pages,
    people,
    repairs,
    runs,
    session,
    sponsor,
    tokens,
    weeks,
)
from service.runs import Runs
from service.settings import Settings
from service.version import version

DESCRIPTION = """The weekly optimal linkages of the five societies, proved and explained.

Errors are RFC 9457 problem details. Lists give `items` and `next`, a cursor. Money is CNY fen, time whole hours, weeks
are ISO weeks in Asia/Shanghai. Everything shown is de-identified. `problem` and `plan` of a week are the exact files
that `tongxin verify` accepts."""

ROUTERS: tuple[APIRouter, ...] = (
    weeks.router,
    runs.router,
    editions.router,
    files.router,  # after those that know a name under a run better
    linkages.router,
    backups.router,
    repairs.router,
    decisions.router,
    gaps.router,
    fairness.router,
    graph.router,
    people.router,
    sponsor.router,
    session.router,
    tokens.router,
    accounts.router,
    journal.router,
    health.router,
)


def create_app(settings: Settings, *, leased: bool = False) -> FastAPI:
    """The application for a store. It opens the store when it starts, and closes it when it stops.

    :param leased: whoever started this process holds the store's lease for it, and perhaps for others beside it.
    :raises Unservable: when it starts, if another process serves this store.
    :raises Unusable: when it starts, if the store cannot be opened.
    :raises LookupError: an operation of which `service.access` does not say who may.
    """
    metrics = Metrics()
    must_be_listed((*ROUTERS, *pages.GROUPS))
    app = FastAPI(
        title="Tongxin",
        version=version(),
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan(settings, metrics, leased),
        separate_input_output_schemas=False,
        generate_unique_id_function=reference.operation_id,
        responses=reference.ERRORS,
    )
    for router in ROUTERS:
        app.include_router(router, dependencies=[Depends(let_in), Depends(only_known)])
    pages.install(app)
    reference.install(app)
    errors.install(app)
    app.state.methods = methods_of((*ROUTERS, *pages.GROUPS))
    app.add_exception_handler(NotModified, not_modified)
    app.add_middleware(Guard, settings)
    app.add_middleware(Recorded, metrics)  # the outermost
    return app


def _lifespan(
    settings: Settings, metrics: Metrics, leased: bool
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def alive(app: FastAPI) -> AsyncIterator[None]:
        with nullcontext() if leased else lease(settings.store):
            store = open_store(settings.store)
            books, oracle = Books(store), Oracle(settings.store)
            dispatcher = Dispatcher(books, settings, metrics)
            try:
                prepare(books, settings)
                dispatcher.start()
                app.state.desk = Desk(settings, store, Runs(books, settings), books, oracle, metrics)
                yield
            finally:
                oracle.close()
                dispatcher.close()
                store.close()

    return alive
