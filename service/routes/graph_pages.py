"""The page of the graph: search, one thing and what lies around it, the way between two things; and its downloads."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from service.access import Asking, Caller
from service.deps import AtDesk, Desk
from service.downloads import download, svg
from service.exploring.families import FAMILIES, SHAPES
from service.exploring.files import graphml, relations_csv
from service.exploring.pages import Shown, gaps_of, picture, shown
from service.exploring.queries import GraphAsked, begun
from service.exploring.sheet import MOST, Sheet
from service.exploring.words import FIELDS
from service.gaps.queries import address
from service.pages import page
from service.refusals import NotThere

router = APIRouter(include_in_schema=False, tags=["pages"])

OfGraph = Annotated[GraphAsked, Query()]


@router.get("/graph")
def graph_page(request: Request, desk: AtDesk, caller: Asking, asked: OfGraph) -> Response:
    found = _shown(desk, caller, asked)
    drawn = found.sheet or found.way
    values = {
        "shown": found,
        "drawn": drawn,
        "picture": picture(drawn) if drawn else None,
        "fields": FIELDS,
        "most": MOST,
        "gaps_of": gaps_of,
        "begun": begun,
        "address": address,
        **_drawing(asked),
    }
    return page(request, "graph.html", values, here="graph")


@router.get("/graph.svg")
def graph_picture(request: Request, desk: AtDesk, caller: Asking, asked: OfGraph) -> Response:
    found = _shown(desk, caller, asked)
    drawn = found.sheet or found.way
    if drawn is None:
        raise NotThere("nothing to draw: name a thing with node=; /graph searches")
    values = {"drawn": drawn, "picture": picture(drawn), **_drawing(asked)}
    return svg(request, "graph-file.html", values, "graph")


@router.get("/graph.graphml")
def graph_file(desk: AtDesk, caller: Asking, asked: OfGraph) -> Response:
    return download(graphml(_sheet(desk, caller, asked)), "graph", "graphml")


@router.get("/graph.csv")
def graph_table(desk: AtDesk, caller: Asking, asked: OfGraph) -> Response:
    return download(relations_csv(_sheet(desk, caller, asked)), "graph", "csv")


def _shown(desk: Desk, caller: Caller, asked: GraphAsked) -> Shown:
    with desk.store.snapshot() as reader:
        return shown(reader, caller, asked)


def _sheet(desk: Desk, caller: Caller, asked: GraphAsked) -> Sheet:
    found = _shown(desk, caller, asked.model_copy(update={"to": None})).sheet
    if found is None:
        raise NotThere("nothing to take along: name a thing with node=; /graph searches")
    return found


def _drawing(asked: GraphAsked) -> dict[str, object]:
    """What a drawing needs on a page and in a file."""
    return {"asked": asked, "families": FAMILIES, "shapes": SHAPES}
