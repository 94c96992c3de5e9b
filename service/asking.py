"""What requests have in common: the parts of an address, pages of lists, and versions of things (ETag)."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from fastapi import Header, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator

from graph.errors import BadValue
from graph.model.base import Week
from graph.weeks import monday
from service.refusals import Changed

T = TypeVar("T")


def _of_our_time(week: str) -> str:
    """A week that the calendar has, and that has weeks before and after it."""
    try:
        monday(week)
    except BadValue as error:
        raise ValueError(str(error)) from None
    if not "1900" <= week[:4] <= "2999":
        raise ValueError(f"week {week!r}: give one from 1900 to 2999")
    return week


AnyWeek = Annotated[Week, AfterValidator(_of_our_time)]
"""A week of which somebody may ask."""
WeekName = Annotated[
    str,
    Path(pattern=r"^[0-9]{4}-W(0[1-9]|[1-4][0-9]|5[0-3])$", description="ISO week", examples=["2026-W48"]),
    AfterValidator(_of_our_time),
]
RunId = Annotated[str, Path(pattern=r"^run:[A-Za-z0-9][A-Za-z0-9._-]{0,79}$", examples=["run:2026-W48-0a1b2c3d4e5f"])]
NeedId = Annotated[str, Path(pattern=r"^need:[A-Za-z0-9][A-Za-z0-9._-]{0,79}$", examples=["need:n1"])]
Limit = Annotated[int, Query(ge=1, le=500, description="at most so many items")]
Cursor = Annotated[str | None, Query(min_length=1, max_length=200, description="`next` of the page before")]
IfMatch = Annotated[str | None, Header(alias="If-Match", description="the ETag that it must still have")]


async def only_known(request: Request) -> None:
    """Refuse a query parameter that the address does not know, or that comes twice."""
    known = {parameter.alias for parameter in request.scope["route"].dependant.query_params}
    counts = Counter(name for name, _ in request.query_params.multi_items())
    wrong = [
        {"loc": ("query", name), "msg": _complaint(name, known), "input": request.query_params[name]}
        for name, times in counts.items()
        if name not in known or times > 1
    ]
    if wrong:
        raise RequestValidationError(wrong)


def _complaint(name: str, known: set[str]) -> str:
    if name in known:
        return "given twice; give it once"
    return f"no such parameter; there {'are ' + ', '.join(sorted(known)) if known else 'is none'}"


def page(items: Sequence[T], key: Callable[[T], str], limit: int, cursor: str | None) -> tuple[Sequence[T], str | None]:
    """The items after the one that the cursor names, and the cursor of the next page (None at the end).

    :raises BadValue: the cursor names none of the items.
    """
    start = 0
    if cursor is not None:
        keys = [key(item) for item in items]
        if cursor not in keys:
            raise BadValue(f"cursor {cursor!r}: not of this list; begin again without one")
        start = keys.index(cursor) + 1
    part = items[start : start + limit]
    more = start + limit < len(items)
    return part, key(part[-1]) if more else None


class NotModified(Exception):
    """The client already holds this version (304)."""

    def __init__(self, tag: str) -> None:
        super().__init__(tag)
        self.tag = tag


def version(request: Request, response: Response, tag: str) -> None:
    """Put the ETag on the response.

    :raises NotModified: the request's `If-None-Match` names it.
    """
    response.headers.update(_tagged(tag))
    held = request.headers.get("if-none-match", "")
    if f'"{tag}"' in [each.strip().removeprefix("W/") for each in held.split(",")]:
        raise NotModified(tag)


def not_modified(request: Request, error: Exception) -> Response:
    """The answer to a client that already holds it."""
    assert isinstance(error, NotModified)
    return Response(status_code=304, headers=_tagged(error.tag))


def _tagged(tag: str) -> dict[str, str]:
    return {"ETag": f'"{tag}"', "Cache-Control": "no-cache"}


def must_match(asked: str | None, tag: str) -> None:
    """:raises Changed: `If-Match` is given and names another version."""
    if asked is not None and asked.strip() != "*" and f'"{tag}"' not in [each.strip() for each in asked.split(",")]:
        raise Changed(f'If-Match {asked}: it is now "{tag}"; read it again, then decide')
