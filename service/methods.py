"""Which methods an address takes, over all the routes that share it: what a refused method is told (Allow)."""

from collections.abc import Callable, Iterable

from fastapi import APIRouter
from fastapi.routing import APIRoute


def methods_of(routers: Iterable[APIRouter]) -> Callable[[str], list[str]]:
    """The methods of a path, by name; none where the path is no route's."""
    routes = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]

    def methods(path: str) -> list[str]:
        return sorted({method for route in routes if route.path_regex.match(path) for method in route.methods or ()})

    return methods
