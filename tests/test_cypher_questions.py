"""The questions in Cypher that the README shows: each is answered by a graph in a Neo4j server."""

import re
from contextlib import closing
from pathlib import Path

import pytest

from graph.store import open_store
from seeds.fill import fill
from tests import neo4j_server

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```cypher\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
QUESTIONS = [question.strip() for block in BLOCKS for question in block.split(";") if question.strip()]


@pytest.fixture(scope="module")
def server() -> str:
    """The address of a server that holds the tiny world of the week that is asked about."""
    with closing(open_store(neo4j_server.fresh("questions"))) as store:
        fill(store, "tiny", "2026-W48")
    return neo4j_server.server_address()


def test_the_five_questions_of_the_readme_are_answered(server: str) -> None:
    assert len(QUESTIONS) == 5
    with neo4j_server.signed_in(server) as driver:
        for question in QUESTIONS:
            answer = driver.execute_query(question)
            assert answer.records, question
            told = [each.raw_classification for each in answer.summary.gql_status_objects]
            assert "UNRECOGNIZED" not in told, f"a name that the graph does not have: {question}"
