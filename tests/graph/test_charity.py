"""What needs ask of charity, and which may be shown to those who could give: by hand in a small town."""

from pathlib import Path
from typing import Any

import pytest

from graph.charity import asked, shared, showable
from graph.model import Enterprise, Need, Offer, Pledge, Purpose, Resident, Service, Slot
from tests.graph.reading import graph_of
from tests.graph.small_town import SMALL_TOWN, WEEK, Item, link

PEOPLE: list[Item] = [
    Service(id="service:care", name="照料", english="care"),
    Service(id="service:food", name="食品", english="food"),
    Purpose(id="purpose:sponsor_view", purpose="sponsor_view", name="展示"),
    Purpose(id="purpose:service", purpose="service", name="服务"),
    *(Resident(id=f"resident:{name}", name=name, sex="female", birth_year=1950) for name in "123456"),
]


def need(local: str, of: str = "", service: str = "care", **fields: Any) -> list[Item]:
    usual = {"title": local, "nature": "individual", "week": WEEK, "first_week": "2026-W01", "urgency": 3}
    made = Need.model_validate({"id": f"need:{local}", "half_days": (), **usual, **fields})
    whose = [link(made.id, "OF", of)] if of else []
    return [made, link(made.id, "ASKS_FOR", f"service:{service}"), link(made.id, "AT", "building:a1"), *whose]


def agrees(person: str, purpose: str = "sponsor_view", since: str = "2026-01-01", **terms: Any) -> Item:
    return link(f"resident:{person}", "CONSENTS_TO", f"purpose:{purpose}", since=since, **terms)


def may_be_shown(folder: Path, *items: Item) -> list[str]:
    with graph_of([*SMALL_TOWN, *PEOPLE, *items], folder) as reader:
        return sorted(id.partition(":")[2] for id in showable(reader, WEEK))


def test_who_has_agreed_is_shown_until_she_withdraws(tmp_path: Path) -> None:
    needs = [item for name in "123456" for item in need(name, f"resident:{name}")]
    found = may_be_shown(
        tmp_path, *needs,
        agrees("1"), agrees("2", withdrawn="2026-11-23"), agrees("3", purpose="service"),
        agrees("4", since="2026-11-29"), agrees("5", since="2026-11-30"), agrees("6", until="2026-11-01"),
    )  # fmt: skip
    assert found == ["1", "4"]


def test_a_households_need_takes_the_consent_of_all_who_live_there(tmp_path: Path) -> None:
    def lived_in(*agreed: str) -> list[str]:
        folder = tmp_path / ("-".join(agreed) or "none")
        folder.mkdir()
        lives = [link(f"resident:{name}", "LIVES_IN", "household:a11") for name in "12"]
        return may_be_shown(folder, *need("home", "household:a11"), *lives, *(agrees(name) for name in agreed))

    assert (lived_in(), lived_in("1"), lived_in("1", "2")) == ([], [], ["home"])


def test_an_empty_households_need_is_not_shown(tmp_path: Path) -> None:
    assert may_be_shown(tmp_path, *need("home", "household:a11")) == []


def test_nobodys_need_is_shown_only_where_it_is_collective(tmp_path: Path) -> None:
    assert may_be_shown(tmp_path, *need("road", nature="collective"), *need("whose")) == ["road"]


def test_a_profile_is_shared_by_five_residents_of_eight_weeks(tmp_path: Path) -> None:
    def profiles(*needs: list[Item]) -> set[tuple[str, str]]:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        with graph_of([*SMALL_TOWN, *PEOPLE, *(item for some in needs for item in some)], folder) as reader:
            return set(shared(reader, WEEK))

    four = [need(name, f"resident:{name}") for name in "1234"]
    fifth = {"of": "resident:5"}
    assert profiles(*four, need("5", **fifth)) == {("community:a", "service:care")}
    assert profiles(*four, need("5", **fifth, week="2026-W41")) == {("community:a", "service:care")}
    assert profiles(*four, need("5", **fifth, week="2026-W40")) == set()
    assert profiles(*four, need("5", **fifth, service="food")) == set()
    assert profiles(*four, need("again", "resident:1"), need("home", "household:a11"), need("road")) == set()


# What is asked


def slots(local: str, *made: Slot) -> list[Item]:
    return [*made, *(link(f"need:{local}", "HAS_SLOT", slot.id) for slot in made)]


def slot(name: str, amount: int, **fields: Any) -> Slot:
    usual = {"id": f"slot:{name}", "name": name, "society": "charity", "form": "money"}
    return Slot.model_validate({**usual, "amount": amount, **fields})


def pledged(local: str, amount: int, slot: str, **fields: Any) -> list[Item]:
    made = Offer.model_validate(
        {"id": f"offer:{local}", "name": local, "society": "charity", "form": "money", "amount": amount, **fields}
    )
    promise = Pledge(id=f"pledge:{local}", form="money", amount=amount)
    return [
        made, promise, link("enterprise:shop", "GIVES", made.id), link(promise.id, "BECAME", made.id),
        link(promise.id, "TOWARDS", f"slot:{slot}"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("gifts", "found"),
    [
        ([], {"money": (500, False), "money_2": (100, False)}),
        (pledged("p", 100, "money_2"), {"money": (500, False), "money_2": (100, True)}),
        (pledged("p", 99, "money_2"), {"money": (500, False), "money_2": (100, False)}),
        (pledged("p", 100, "money_2", active=False), {"money": (500, False), "money_2": (100, False)}),
    ],
)
def test_what_is_asked_of_charity_and_what_of_it_is_pledged(
    gifts: list[Item], found: dict[str, tuple[int, bool]], tmp_path: Path
) -> None:
    world = [
        *SMALL_TOWN, *PEOPLE, Enterprise(id="enterprise:shop", name="店", industry="食品"),
        *need("a", "resident:1"), *need("b", "resident:2"),
        *slots("a", slot("money", 500), slot("money_2", 100), slot("host", 1, society="community", form="time"),
               slot("staff", 2, form="time", required=False)),
        *slots("b", slot("other", 7)), *gifts,
    ]  # fmt: skip
    with graph_of(world, tmp_path) as reader:
        rows = asked(reader, ["need:a"]).select("name", "amount", "pledged").rows()
    assert {name: (amount, given) for name, amount, given in rows} == found


def test_a_need_that_is_closed_asks_nothing(tmp_path: Path) -> None:
    world = [*SMALL_TOWN, *PEOPLE, *need("a", "resident:1", state="closed"), *slots("a", slot("money", 500))]
    with graph_of(world, tmp_path) as reader:
        assert asked(reader, ["need:a"]).is_empty()


def test_what_households_share_is_asked_of_nobody(tmp_path: Path) -> None:
    world = [
        *SMALL_TOWN, *PEOPLE, *need("road", nature="collective"), *slots("road", slot("money", 500), slot("more", 50)),
        link("household:a11", "SHARES", "need:road", amount=520),
    ]  # fmt: skip
    with graph_of(world, tmp_path) as reader:
        assert asked(reader, ["need:road"]).select("name", "amount").rows() == [("more", 30)]
