"""The forms that make and change accounts, and what they offer to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from graph.model import Account, City, Community, Enterprise, Fund, Node, Program, Role, Town
from graph.store import Reader
from service.accounts import account_view, get_account, tag
from service.demonstration import ROLES
from service.office_schemas import AccountChange, AccountOrder, AccountView
from service.privacy import label
from service.schemas import Shown

Field200 = Annotated[str, Field(max_length=200)]
Chosen = Annotated[tuple[Field200, ...], Field(max_length=200)]


class AccountForm(Shown):
    """What the form sends: empty where nothing is given. `active` is there when the box is ticked; `tag` is the version
    of the account that was seen."""

    login: Field200 = ""
    name: Field200 = ""
    role: Role = "coordinator"
    password: Field200 = ""
    places: Chosen = ()
    giver: Field200 = ""
    active: Field200 = ""
    tag: Field200 = ""

    def order(self) -> AccountOrder:
        """:raises pydantic.ValidationError: something does not fit."""
        return AccountOrder(
            login=self.login.strip(),
            name=self.name.strip(),
            role=self.role,
            password=self.password or None,
            places=self.places if self.role == "coordinator" else (),
            giver=self.giver or None if self.role == "sponsor" else None,
        )

    def change(self) -> AccountChange:
        """:raises pydantic.ValidationError: something does not fit."""
        return AccountChange(
            name=self.name.strip(),
            active=bool(self.active),
            role=self.role,
            places=self.places if self.role == "coordinator" else None,
            giver=self.giver or None if self.role == "sponsor" else None,
            password=self.password or None,
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose, by id and name; `within` lie in it."""

    id: str
    name: str
    within: Sequence["Choice"] = ()


def choices(reader: Reader) -> dict[str, object]:
    """What the template `account-form.html` offers: roles, the city's places, and givers by kind."""
    return {"roles": ROLES, "cities": _cities(reader), "givers": _givers(reader)}


def _cities(reader: Reader) -> list[Choice]:
    inside = dict(reader.columns("IN").iter_rows())
    towns = [_named(each) for each in reader.nodes(Town)]
    communities = [_named(each) for each in reader.nodes(Community)]

    def within(place: str, among: Sequence[Choice]) -> tuple[Choice, ...]:
        return tuple(each for each in among if inside.get(each.id) == place)

    filled = [Choice(town.id, town.name, within(town.id, communities)) for town in towns]
    return [
        Choice(city.id, city.name, (*within(city.id, filled), *within(city.id, communities)))
        for city in reader.nodes(City)
    ]


def _givers(reader: Reader) -> dict[str, list[Choice]]:
    kinds: dict[str, type[Node]] = {"enterprise": Enterprise, "program": Program, "fund": Fund}
    found = {name: sorted(map(_named, reader.nodes(kind)), key=lambda c: c.name) for name, kind in kinds.items()}
    return {name: choices for name, choices in found.items() if choices}


def _named(node: Node) -> Choice:
    return Choice(node.id, label(node).zh)


def form_of(view: AccountView) -> AccountForm:
    """The form that changes nothing."""
    return AccountForm(
        login=view.login,
        name=view.name,
        role=view.role,
        places=tuple(place.id for place in view.places),
        giver=view.giver.id if view.giver else "",
        active="yes" if view.active else "",
        tag=tag(view.model_dump_json()),
    )


def seen(reader: Reader, id: str) -> AccountView:
    """:raises NotThere: no such account."""
    return account_view(reader, get_account(reader, id))


def logins(reader: Reader) -> list[str]:
    """The ids of all accounts."""
    return [account.id for account in reader.nodes(Account)]
