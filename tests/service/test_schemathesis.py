"""Schemathesis over the OpenAPI document, as each role: no server error, no answer that the document does not tell of.

Every check is on. The document's `default`, which stands for what any address may answer, is left out here, so that an
answer must be told of by its status. An operation that is not for a role is asked for a few times only, since whatever
is said to it is refused: `test_every_route` sees to that.
"""

import shutil
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import StopReason, events, from_schema
from schemathesis.engine.run import PhaseName

from service.access import Part
from tests.service.serving import WEEK
from tests.service.two_communities import World, strict_document, two_communities

pytestmark = pytest.mark.xdist_group("schemathesis")  # one world for all of them

ROLES: Mapping[Part, str | None] = {
    "public": None,
    "coordinator": "willow with a token to write",
    "planner": "pan with a token to write",
    "sponsor": "dadi with a token to write",
    "admin": "boss with a token to write",
}
"""By role: which of the callers asks."""

ACCEPTED = ["2xx", "3xx", "401", "403", "404", "409", "412", "429"]
"""What may be answered to a request of the right form."""

SENSE = {
    "accounts_make": "a role goes with places or a giver, and a password may be too common",
    "accounts_change": "a role goes with places or a giver, and a password may be too common",
    "session_password": "a password may be too common",
    "people_correct": "a building may not be there",
    "people_consent": "a minor's guardian must be named",
    "sponsor_make_pledge": "exactly one aim, and an item for goods alone",
    "sponsor_what_if": "an item goes with goods, and a service or town must be there",
    "sponsor_needs": "a service or town must be there",
    "graph_search": "spaces ask for nothing",
}
"""Operations that may refuse with 422 what has the right form: it is wrong in sense."""

ANYWHERE = {"week": "the calendar does not have every week of that form", "cursor": "it may be of another list"}
"""Parameters that may be wrong in sense, wherever they stand."""

STAYS = {
    "DELETE /api/runs/{id}": "a run that was cancelled keeps its best plan",
    "DELETE /api/weeks/{week}/decisions/{id}": "a decision that was undone stays on record",
    "DELETE /api/sponsor/pledges/{id}": "a pledge that was withdrawn stays on record",
}
"""What may be read after it was deleted, and why."""


@pytest.fixture(scope="module")
def world(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    path = Path(shutil.copy(seeded, tmp_path_factory.mktemp("schemathesis") / "tiny.db"))
    with two_communities(path) as made:
        yield made


@pytest.fixture(scope="module")
def document(world: World) -> dict[str, Any]:
    return strict_document(world)


def operations(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in document["paths"].values():
        yield from methods.values()


@pytest.mark.parametrize("role", ROLES)
def test_every_answer_is_as_the_document_says(world: World, document: dict[str, Any], role: Part) -> None:
    hers = {operation["operationId"] for operation in operations(document) if role in operation["x-roles"]}
    schema = schemathesis.openapi.from_dict(document, config=settings(world, document, role, hers))
    wrong: list[tuple[str, ...]] = []
    asked: set[tuple[PhaseName, str | None]] = set()
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            asked |= {(event.phase, event.label)} if event.recorder.interactions else set()
            wrong += failures(event)
        elif isinstance(event, events.NonFatalError):
            wrong.append((event.label, str(event.value)))
        elif isinstance(event, events.FatalError):
            raise event.exception
        elif isinstance(event, events.EngineFinished):
            assert event.stop_reason == StopReason.COMPLETED
    assert not wrong
    assert len({label for phase, label in asked if phase == PhaseName.COVERAGE}) == len(hers)
    assert len({label for phase, label in asked if phase == PhaseName.FUZZING}) == len(list(operations(document)))


def failures(event: events.ScenarioFinished) -> Iterator[tuple[str, ...]]:
    for checks in event.recorder.checks.values():
        for check in checks:
            info = check.failure_info
            if info is None or (check.name == "use_after_free" and info.failure.operation in STAYS):
                continue
            yield check.name, str(event.label), f"{info.failure.title}: {info.failure.message}", info.code_sample


def settings(world: World, document: Mapping[str, Any], role: Part, hers: AbstractSet[str]) -> SchemathesisConfig:
    """Every check, and the same requests each time."""
    bearer = world.client(ROLES[role] or "public").headers.get("Authorization", "").removeprefix("Bearer ")
    few = {"coverage": {"enabled": False}, "fuzzing": {"generation": {"max-examples": 2}}}
    others = {operation["operationId"] for operation in operations(document)} - hers
    sense = {"positive_data_acceptance": {"expected-statuses": [*ACCEPTED, "422"]}}
    return SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "cache": {"enabled": False},
            "base-url": str(world.public.base_url),
            "auth": {"openapi": {"bearer": {"bearer": bearer}}} if bearer else {},
            "generation": {"deterministic": True, "database": "none", "no-shrink": True},
            "phases": {phase: {"generation": {"max-examples": 8}} for phase in ("fuzzing", "stateful")},
            "checks": {"positive_data_acceptance": {"expected-statuses": ACCEPTED}},
            "dictionaries": {name: {"values": values} for name, values in known(world).items()},
            "parameters": naming(PLACES),
            "operations": [
                {"include-operation-id": sorted(others), "phases": few},
                {"include-operation-id": sorted(wrong_in_sense(document)), "checks": sense},
                *({"include-path-regex": f"^{path}$", "parameters": naming(names)} for path, names in IDS.items()),
            ],
        }
    )


def naming(names: Mapping[str, str]) -> dict[str, Any]:
    """Most of the time what there is: by place, the name of a dictionary."""
    return {place: {"dictionary": name, "probability": 0.7} for place, name in names.items()}


PLACES = {
    "path.week": "week",
    "path.need": "need",
    "path.resident": "resident",
    "query.node": "node",
    "query.from": "node",
    "query.to": "node",
    "body.need": "need",
}
"""Where Schemathesis may take what there is, by name of a dictionary."""

IDS: Mapping[str, Mapping[str, str]] = {
    "/api/runs/.*": {"path.id": "run"},
    "/api/weeks/.*/decisions/.*": {"path.id": "decision"},
    "/api/sponsor/pledges/.*": {"path.id": "pledge"},
    "/api/weeks/.*/runs": {"path.week": "quiet"},  # so that a dozen runs are over at once
}
"""By path: where else."""


def known(world: World) -> dict[str, list[str]]:
    """What there is, one's own and foreign."""
    return {
        "week": [WEEK],
        "quiet": ["2020-W01"],
        "need": ["need:meals", "need:rehab", "need:he-gift", "need:barrier"],
        "resident": ["resident:zhou", "resident:xu", "resident:qian"],
        "node": ["community:willow", "need:meals", "offer:fang-helps", "resident:he", "need:barrier"],
        "run": [world.run],
        "decision": list(world.decisions),
        "pledge": list(world.pledges),
    }


def wrong_in_sense(document: Mapping[str, Any]) -> set[str]:
    """The operations of which a request may be."""
    return SENSE.keys() | {
        operation["operationId"]
        for operation in operations(document)
        if ANYWHERE.keys() & {each["name"] for each in operation.get("parameters", ())}
    }
