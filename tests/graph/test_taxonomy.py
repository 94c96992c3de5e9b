"""Five homes, the services under them, broader and narrower."""

import pytest

from graph.errors import Missing
from graph.relations import RELATIONS
from graph.taxonomy import EDGES, ENTRIES, HOMES, NODES, SERVICES, TRAININGS, broader, narrower, services_under


def test_every_service_stands_under_one_of_the_five_homes() -> None:
    assert [home.name for home in HOMES.values()] == ["生态宜居", "便捷生活", "人文精神", "温馨邻里", "善治平安"]
    assert sorted(id for home in HOMES for id in services_under(home)) == sorted(SERVICES)
    assert all(services_under(home) for home in HOMES)


def test_an_offer_for_errands_fits_a_need_of_shopping_and_not_the_other_way() -> None:
    assert broader("service:shopping") == ("service:shopping", "service:errands")
    assert broader("service:errands") == ("service:errands",)
    assert narrower("service:errands") == ("service:errands", "service:shopping", "service:medicine")


def test_a_narrower_service_stands_under_the_home_of_the_broader() -> None:
    for entry in ENTRIES.values():
        assert entry.narrows is None or ENTRIES[entry.narrows].home == entry.home


def test_what_stands_in_the_table_is_what_a_store_holds() -> None:
    kinds = {node.id: node.KIND for node in NODES}
    assert len(kinds) == len(NODES)
    for edge in EDGES:
        row = RELATIONS[edge.relation]
        assert kinds[edge.start] in row.starts
        assert kinds[edge.end] in row.ends
    assert {edge.start for edge in EDGES if edge.relation == "UNDER"} == set(SERVICES)
    assert {edge.end for edge in EDGES if edge.relation == "TAKES"} == set(TRAININGS)


def test_the_ages_of_helpers_leave_somebody() -> None:
    assert all(service.min_age < service.max_age for service in SERVICES.values())


def test_an_unknown_service_or_home_is_refused_with_those_that_exist() -> None:
    with pytest.raises(Missing, match="service:shopping"):
        broader("service:shoping")
    with pytest.raises(Missing, match="service:shopping"):
        narrower("errands")
    with pytest.raises(Missing, match="home:ecology"):
        services_under("home:eden")
