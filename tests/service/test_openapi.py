"""The OpenAPI document is the API's reference: it says what really happens."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest


@pytest.fixture(scope="module")
def document(solved: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = solved.get("/openapi.json").json()
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_it_is_openapi_3_1_with_every_address_of_the_contract(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    served = {(method, path) for path, method, _ in operations(document)}
    assert served >= {
        ("get", "/healthz"),
        ("get", "/api/weeks"),
        ("get", "/api/weeks/{week}"),
        ("post", "/api/weeks/{week}/runs"),
        ("get", "/api/runs/{id}"),
        ("delete", "/api/runs/{id}"),
        ("get", "/api/runs/{id}/events"),
        ("get", "/api/weeks/{week}/problem"),
        ("get", "/api/weeks/{week}/plan"),
        ("get", "/api/weeks/{week}/linkages"),
        ("get", "/api/weeks/{week}/linkages/{need}"),
    }


def test_every_operation_is_summed_up_and_has_problem_details_for_errors(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        assert operation["summary"], (method, path)
        errors = operation["responses"]["default"]["content"]
        assert errors["application/problem+json"]["schema"]["$ref"].endswith("/ProblemDetails"), (method, path)
        assert "application/json" not in errors


def test_operations_have_names_of_their_own(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names))


def test_every_object_is_described_and_closed(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        assert schema.get("description"), name
        assert schema.get("additionalProperties") is False, name


def test_the_reference_page_is_served_from_here(solved: httpx.Client) -> None:
    page = solved.get("/docs", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "https://" not in page.text
