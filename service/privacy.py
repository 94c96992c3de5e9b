"""The one gate through which the name of a thing in the graph may be shown.

What is not named here does not pass. Residents, households and needs never do; volunteers and social workers pass by
the end of their number only, so that a coordinator can tell two of them apart and a stranger cannot tell who they are.
People by name have a gate of their own, which asks who wants to know: `service.details`.
"""

from dataclasses import dataclass

from graph.model import (
    City,
    Community,
    CommunityType,
    Enterprise,
    Fund,
    Grid,
    Home,
    Household,
    Node,
    Organization,
    Program,
    Project,
    Resident,
    Room,
    Service,
    SocialWorker,
    Town,
    Volunteer,
)

_BY_NAME = (City, Town, Community, CommunityType, Grid, Room, Organization, Enterprise, Program, Fund, Home)


@dataclass(frozen=True, slots=True)
class Label:
    """What a thing is called on a page in Chinese and in English."""

    zh: str
    en: str


def label(node: Node) -> Label:
    """The name under which a thing may be shown; its bare id where its kind may not be named."""
    match node:
        case Volunteer():
            return Label(f"志愿者 {_end(node.number)}", f"volunteer {_end(node.number)}")
        case SocialWorker():
            return Label(f"社工 {_end(node.id)}", f"social worker {_end(node.id)}")
        case Service():
            return Label(node.name, node.english)
        case Project():
            return Label(node.title, node.title)
        case _ if isinstance(node, _BY_NAME):
            return Label(node.name, node.name)
        case Resident():
            return Label("居民", "a resident")
        case Household():
            return Label("住户", "a household")
        case _:
            return Label(node.id, node.id)


def _end(number: str) -> str:
    letters = [letter for letter in number.partition(":")[2] or number if letter.isalnum()]
    return "".join(letters[-4:]).upper()
