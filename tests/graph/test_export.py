"""The graph as files for other tools: what comes out is read back by another reader and compared."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from graph.columns import schema
from graph.errors import BadValue, GraphError
from graph.export import FORMATS, export
from graph.model import KINDS, Need, Node, Offer, Town
from graph.personal import INTERNAL_KINDS, PERSONAL_FIELDS, PERSONAL_RELATIONS, fields_of
from graph.relations import RELATIONS, Consent, Edge, Properties, Refusal
from graph.store import Reader
from tests.graph.lane import BAO, EDGES, HOUSE, LI, NODES, QIN, edge
from tests.graph.reading import graph_of

ODD = [
    "𠮷 & <b>'\"", "a\\b", "\\u0027; DROP", "\\\\u0027", "\\' OR 1=1 //", "line\nfeed\r\ttab", "$x {y} `z`",
    "\u2028🧧", "];",
]  # fmt: skip
TOWNS = [
    Town(id=f"town:{place}", name=name, code="999999001", latitude=31.5 if place else None)
    for place, name in enumerate(ODD)
]
WORLD: list[Node | Edge] = [
    *NODES, *EDGES, *TOWNS,
    edge(BAO, "KNOWS", LI, Properties(source="visits", by="clerk-seven")),
    edge(LI, "REFUSES", BAO, Refusal(reason="too loud")),
]  # fmt: skip


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    with graph_of(WORLD, tmp_path) as opened:
        yield opened


def exported(reader: Reader, format: str, tmp_path: Path, *, personal: bool) -> Path:
    target = tmp_path / f"out.{format}"
    export(reader, format, target, personal=personal)
    return target


def read_graphml(path: Path) -> nx.MultiDiGraph:
    return nx.read_graphml(path, force_multigraph=True)


def test_graphml_is_read_by_networkx(reader: Reader, tmp_path: Path) -> None:
    graph = read_graphml(exported(reader, "graphml", tmp_path, personal=True))
    assert graph.number_of_nodes() == len(NODES) + len(TOWNS)
    assert graph.number_of_edges() == len(EDGES) + 2
    li = graph.nodes[LI.id]
    assert (li["kind"], li["name"], li["birth_year"], li["lives_alone"]) == ("Resident", LI.name, 1938, True)
    assert json.loads(li["conditions"]) == ["frail"]
    assert [graph.nodes[town.id]["name"] for town in TOWNS] == ODD
    assert "latitude" not in graph.nodes["town:0"] and graph.nodes["town:1"]["latitude"] == 31.5
    helped = graph.edges[BAO.id, LI.id, f"{BAO.id} HELPED {LI.id}"]
    assert (helped["relation"], helped["times"], helped["last_week"]) == ("HELPED", 3, "2026-W40")
    assert graph.number_of_edges(BAO.id, LI.id) == 2


def test_what_xml_cannot_hold_is_marked_in_graphml(tmp_path: Path) -> None:
    with graph_of([TOWNS[0].model_copy(update={"name": "a\x00b\x1fc\ufffe"})], tmp_path) as reader:
        graph = read_graphml(exported(reader, "graphml", tmp_path, personal=False))
    assert graph.nodes["town:0"]["name"] == "a\ufffdb\ufffdc\ufffd"


def node_of(row: dict[str, Any]) -> Node:
    return KINDS[row["kind"]].model_validate_json(json.dumps({"id": row["id"], **row["fields"]}))


def edge_of(row: dict[str, Any]) -> Edge:
    properties = RELATIONS[row["relation"]].properties.model_validate_json(json.dumps(row["properties"]))
    return Edge(relation=row["relation"], start=row["start"], end=row["end"], properties=properties)


def test_jsonl_holds_every_node_and_edge_as_the_model_has_it(reader: Reader, tmp_path: Path) -> None:
    lines = exported(reader, "jsonl", tmp_path, personal=True).read_text("utf-8").split("\n")
    head, *rows = [json.loads(line) for line in lines if line]
    assert head == {"format": "tongxin-graph/1", "version": 1, "personal": True}
    nodes = [node_of(row) for row in rows if "kind" in row]
    edges = [edge_of(row) for row in rows if "relation" in row]
    assert sorted(nodes, key=str) == sorted((one for one in WORLD if isinstance(one, Node)), key=str)
    assert sorted(edges, key=str) == sorted((one for one in WORLD if isinstance(one, Edge)), key=str)


# A reader of just the Cypher that is written, by Cypher's own rules: first \uXXXX everywhere, then the text.

TOKEN = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([A-Za-z_]+)|(-?\d[\d.e+-]*)|([\[\]{}:,+]))', re.DOTALL)
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


class CypherValue:
    """The value that stands at the start of a piece of Cypher."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def token(self) -> tuple[str | None, str]:
        found = TOKEN.match(self.text, self.at)
        assert found, self.text[self.at : self.at + 40]
        self.at = found.end()
        if found[1] is not None:
            return re.sub(r"\\(.)", lambda one: ESCAPES.get(one[1], one[1]), found[1], flags=re.DOTALL), '"'
        return None, found[2] or found[3] or found[4]

    def peek(self) -> str:
        at = self.at
        _, word = self.token()
        self.at = at
        return word

    def value(self) -> Any:
        text, word = self.token()
        if text is not None:
            while self.peek() == "+":
                self.token()
                text += str(self.token()[0])
            return text
        if word == "[":
            return self.several("]", self.value)
        if word == "{":
            return dict(self.several("}", self.pair))
        return json.loads(word)

    def pair(self) -> tuple[str, Any]:
        _, key = self.token()
        assert self.token() == (None, ":")
        return key, self.value()

    def several(self, end: str, one: Any) -> list[Any]:
        found = []
        while self.peek() != end:
            found.append(one())
            if self.peek() == ",":
                self.token()
        self.token()
        return found


def read_cypher(text: str) -> tuple[dict[str, dict[str, Any]], list[tuple[str, str, str, dict[str, Any]]]]:
    nodes, edges = {}, []
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    for statement in re.findall(r"^UNWIND .*?;$", text, re.MULTILINE | re.DOTALL):
        reading = CypherValue(statement.removeprefix("UNWIND "))
        rows, action = reading.value(), statement
        action = statement[len("UNWIND ") + reading.at :]
        if kind := re.fullmatch(r" AS row CREATE \(n:(\w+)\) SET n = row;", action):
            nodes.update({row["id"]: {"kind": kind[1], **row} for row in rows})
            continue
        joins = re.fullmatch(
            r" AS row MATCH \(a:(\w+) \{id: row.start\}\), \(b:(\w+) \{id: row.end\}\) "
            r"CREATE \(a\)-\[r:(\w+)\]->\(b\) SET r = row.properties;",
            action,
        )
        assert joins, action
        for row in rows:
            assert (nodes[row["start"]]["kind"], nodes[row["end"]]["kind"]) == (joins[1], joins[2])
            edges.append((joins[3], row["start"], row["end"], row["properties"]))
    return nodes, edges


def test_cypher_makes_the_same_graph(reader: Reader, tmp_path: Path) -> None:
    text = exported(reader, "cypher", tmp_path, personal=True).read_text("utf-8")
    nodes, edges = read_cypher(text)
    assert nodes[LI.id] == {"kind": "Resident", **json.loads(LI.model_dump_json(exclude_none=True))}
    assert [nodes[town.id]["name"] for town in TOWNS] == ODD
    assert len(nodes) == len(NODES) + len(TOWNS)
    assert len(edges) == len(EDGES) + 2
    assert ("KNOWS", BAO.id, LI.id, {"source": "visits", "by": "clerk-seven"}) in edges
    assert "CREATE CONSTRAINT resident_id IF NOT EXISTS FOR (n:Resident) REQUIRE n.id IS UNIQUE;" in text


def test_more_nodes_than_fit_in_one_statement_all_come(tmp_path: Path) -> None:
    many = [TOWNS[0].model_copy(update={"id": f"town:{number}", "name": "x"}) for number in range(1201)]
    with graph_of(many, tmp_path) as reader:
        text = exported(reader, "cypher", tmp_path, personal=False).read_text("utf-8")
    assert len(read_cypher(text)[0]) == 1201
    assert text.count("UNWIND") == 3


SECRETS = [
    "李𠮷", "秦", "鲍", "TC0001", "1938", "1941", "1966", "frail", "clerk-seven", "REFUSES", "too loud", "饭给李奶奶",
    "guardian-name",
]  # fmt: skip


@pytest.mark.parametrize("format", FORMATS)
def test_personal_data_stays_unless_asked_for(tmp_path: Path, format: str) -> None:
    more: list[Node | Edge] = [
        Need(id="need:1", title="饭给李奶奶", nature="individual", week="2026-W48", first_week="2026-W48", urgency=2,
             half_days=()),
        Offer(id="offer:1", name="鲍 cooks", society="volunteer", form="time", amount=2),
        edge("need:1", "OF", LI),
    ]  # fmt: skip
    with graph_of([*WORLD, *more, *consent()], tmp_path) as reader:
        without = exported(reader, format, tmp_path, personal=False).read_text("utf-8")
        whole = exported(reader, format, tmp_path, personal=True).read_text("utf-8")
    assert [secret for secret in SECRETS if secret in without] == []
    assert [secret for secret in SECRETS if secret not in whole] == []
    for kept in (LI.id, QIN.id, "LIVES_IN", "need:1", "visits", "柳巷", HOUSE.name):
        assert kept in without


def consent() -> list[Node | Edge]:
    purpose = KINDS["Purpose"].model_validate({"id": "purpose:service", "purpose": "service", "name": "服务"})
    return [purpose, edge(LI, "CONSENTS_TO", purpose, Consent(guardian="guardian-name"))]


def test_what_is_personal_is_named_as_the_vocabulary_names_it() -> None:
    for table, fields in PERSONAL_FIELDS.items():
        assert set(schema(table, sorted(fields))) == fields
        assert fields.isdisjoint(fields_of(table, personal=False))
    assert RELATIONS.keys() >= PERSONAL_RELATIONS
    for relation in RELATIONS:
        assert "by" in fields_of(relation, personal=True)
        assert "by" not in fields_of(relation, personal=False)


def test_every_text_that_people_write_freely_is_personal() -> None:
    """A new field of 2000 characters has to be judged: listed as personal, or here as told by an institution."""
    free = {
        (kind, field)
        for kind, model in KINDS.items()
        if kind not in INTERNAL_KINDS
        for field, info in model.model_fields.items()
        if any(getattr(rule, "max_length", 0) == 2000 for rule in info.metadata)
    }
    public = {("CommunityType", "description"), ("Measure", "description"), ("Run", "reason")}
    assert free - public <= {(kind, field) for kind, fields in PERSONAL_FIELDS.items() for field in fields}


def test_an_unknown_format_is_refused_and_nothing_is_written(reader: Reader, tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="format 'gexf': give one of graphml, cypher, jsonl"):
        export(reader, "gexf", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_place_that_cannot_be_written_is_told(reader: Reader, tmp_path: Path) -> None:
    with pytest.raises(GraphError, match=r"nowhere.out: cannot be written"):
        export(reader, "jsonl", tmp_path / "nowhere" / "out")


def test_a_file_that_fails_halfway_leaves_the_one_before(reader: Reader, tmp_path: Path) -> None:
    target = exported(reader, "jsonl", tmp_path, personal=False)
    before = target.read_bytes()

    def half(rows: Any) -> Iterator[str]:
        yield "half"
        raise GraphError("the store was closed")

    FORMATS["half"] = half
    try:
        with pytest.raises(GraphError, match="closed"):
            export(reader, "half", target)
    finally:
        del FORMATS["half"]
    assert target.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir() if found.suffix == ".part"] == []


def test_the_same_graph_gives_the_same_bytes(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with graph_of(list(reversed(WORLD)), tmp_path / "other") as other:
        for format in FORMATS:
            one = exported(reader, format, tmp_path, personal=True).read_bytes()
            assert exported(other, format, tmp_path / "other", personal=True).read_bytes() == one
