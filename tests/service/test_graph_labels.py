"""Every kind and relation that may be shown has its words."""

from graph.model import KINDS
from graph.personal import UNTOLD
from graph.relations import RELATIONS
from service.graph_labels import KIND_WORDS, RELATION_WORDS
from service.sight import NEVER


def test_every_kind_that_may_be_shown_has_its_words() -> None:
    assert set(KIND_WORDS) == set(KINDS) - NEVER


def test_every_relation_that_may_be_told_has_its_words() -> None:
    of_the_office = {"SIGNS_IN", "ACTS_FOR", "SEES", "SPEAKS_FOR", "FIXES"}
    assert set(RELATION_WORDS) == set(RELATIONS) - UNTOLD - of_the_office
