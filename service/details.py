"""The second gate, beside `service.privacy`: personal details of residents, for the coordinators of where they live.

It refuses by itself, whatever a route forgot: to any other role, and beyond the caller's communities. A resident whose
community is not known is in nobody's communities: only the command line reaches her. `service.people` writes down
every look through this gate before anybody sees anything.
"""

from dataclasses import dataclass
from datetime import date

from graph.address import address, around, community_of
from graph.consents import consents_to
from graph.model import Condition, Need, Node, Resident
from graph.store import Reader
from graph.weeks import today
from service.access import Caller
from service.refusals import NotThere


@dataclass(frozen=True, slots=True)
class Details:
    """A resident in person. `home`: where she lives, from the household or building outward, the community in it.

    `conditions` is None where she has not consented to the use of health facts (PIPL Art. 29).
    """

    resident: Resident
    home: tuple[Node, ...]
    conditions: tuple[Condition, ...] | None


def details(reader: Reader, caller: Caller, id: str, day: date | None = None) -> Details:
    """A resident's details.

    :param day: on which consent must hold; None is today in Shanghai.
    :raises NotThere: no such resident, or none whom this caller may see.
    """
    resident, home = reader.get(id), address(reader, id)
    if not isinstance(resident, Resident) or not answers_for(caller, home):
        raise NotThere(f"resident {id!r}: none such lives in the communities that you coordinate")
    agreed = consents_to(reader, id, "health", day or today())
    return Details(resident, home, resident.conditions if agreed else None)


def need_of(reader: Reader, caller: Caller, week: str, id: str) -> Need:
    """A need of a week, in the caller's communities.

    :raises NotThere: no such need in that week, or none whose people this caller may see.
    """
    need, places = reader.get(id), reader.neighbours(id, "AT", "out")
    where = around(reader, places[0].end) if places else ()
    if not isinstance(need, Need) or need.week != week or not answers_for(caller, where):
        raise NotThere(f"need {id!r}: {week} has none such in the communities that you coordinate")
    return need


def answers_for(caller: Caller, places: tuple[Node, ...]) -> bool:
    """Whether the caller coordinates the community among these places."""
    community = community_of(places)
    return caller.role == "coordinator" and community is not None and caller.sees(community)
