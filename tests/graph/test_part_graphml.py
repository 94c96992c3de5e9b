"""A part of the graph as GraphML is read back as it was."""

import networkx as nx

from graph.part_graphml import part_graphml


def test_parallel_relations_and_odd_words_survive() -> None:
    lane = [("community:lane", {"kind": "Community", "zh": '旧里 <一> & "二"'}), ("town:t", {"kind": "Town"})]
    relations = [
        ("community:lane", "IN", "town:t", {"source": "statistics"}),
        ("community:lane", "KNOWS", "town:t", {}),
    ]
    read = nx.parse_graphml(part_graphml(lane, relations), force_multigraph=True)
    assert dict(read.nodes(data=True)) == dict(lane)
    assert {(key, facts["relation"]) for _, _, key, facts in read.edges(keys=True, data=True)} == {
        ("community:lane IN town:t", "IN"), ("community:lane KNOWS town:t", "KNOWS"),
    }  # fmt: skip
