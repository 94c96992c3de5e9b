"""What a page gives to take along: tables as CSV, pictures as SVG, graphs as GraphML."""

from collections.abc import Mapping
from functools import cache
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

from service.pages import language_of
from service.statics import FOLDER
from service.templating import render

TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "svg": "image/svg+xml",
    "graphml": "application/graphml+xml",
}


def download(content: str | bytes, name: str, kind: Literal["csv", "svg", "graphml"]) -> Response:
    """A file to keep, `name.kind`."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"', "Cache-Control": "no-cache"}
    return Response(content, media_type=TYPES[kind], headers=headers)


def svg(request: Request, template: str, values: Mapping[str, object], name: str) -> Response:
    """A picture as a file by itself, in the reader's language, on white, with its style inside.

    :param template: draws it, with `style` in it.
    """
    return download(render(template, language_of(request), {**values, "style": paper()}), name, "svg")


@cache
def paper() -> str:
    """The style of a picture by itself: the light colours of every page, and how pictures are drawn."""
    colours, _, _ = (FOLDER / "css" / "tongxin.css").read_text(encoding="utf-8").partition("}")
    pictures = (FOLDER / "css" / "pictures.css").read_text(encoding="utf-8")
    return f"{colours}}}\n{pictures}"
