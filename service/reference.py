"""The OpenAPI document: FastAPI's own, with who may ask, and every refusal under the media type that it really has."""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from service.access import ACCESS, COOKIE
from service.answers import HEADERS, LOCATED, TAGGED, refusals
from service.errors import MEDIA, ProblemDetails

ERRORS: dict[int | str, dict[str, Any]] = {
    "default": {"model": ProblemDetails, "description": "any other error, as any address has"}
}
"""What every operation may answer instead: given to the application, so that the document says so."""


def operation_id(route: APIRoute) -> str:
    """The name of an operation for generated clients, such as `runs_start`."""
    return f"{route.tags[0]}_{route.name}" if route.tags else route.name


def install(app: FastAPI) -> None:
    """Serve the corrected document at /openapi.json."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        document = made()
        document["components"]["securitySchemes"] = SCHEMES
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                content = operation["responses"]["default"]["content"]
                if MEDIA not in content:
                    content[MEDIA] = content.pop("application/json")
                _tell_who(operation)
                _tell_answers(method, path, operation)
        return document

    app.openapi = openapi  # type: ignore[method-assign]


PROBLEM = {"$ref": f"#/components/schemas/{ProblemDetails.__name__}"}

SCHEMES = {
    "cookie": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "POST /api/session sets it"},
    "bearer": {"type": "http", "scheme": "bearer", "description": "a token of POST /api/tokens"},
}


def _tell_who(operation: dict[str, Any]) -> None:
    """The roles of an operation."""
    allowed = ACCESS[operation["operationId"]]
    operation["x-roles"] = sorted(allowed)
    if "public" not in allowed:
        operation["security"] = [{name: []} for name in SCHEMES]


def _tell_answers(method: str, path: str, operation: dict[str, Any]) -> None:
    """What an operation answers beside what it is for."""
    answers = operation["responses"]
    for status, when in refusals(method, path, operation).items():
        answers.setdefault(status, {"description": when, "content": {MEDIA: {"schema": PROBLEM}}, **_headers(status)})
    if operation["operationId"] in LOCATED:
        made = next(status for status in ("201", "202") if status in answers)
        answers[made]["headers"] = _header("Location", "where it is", required=True)
    if operation["operationId"] in TAGGED:
        answers["200"]["headers"] = _header("ETag", "its version", required=True)
        answers["304"] = {"description": "If-None-Match names its version: it is as it was"}
    answers["default"] = answers.pop("default")  # the last


def _headers(status: str) -> dict[str, Any]:
    return {"headers": _header(*HEADERS[status])} if status in HEADERS else {}


def _header(name: str, says: str, *, required: bool = False) -> dict[str, Any]:
    return {name: {"description": says, "required": required, "schema": {"type": "string"}}}
