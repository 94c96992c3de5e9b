"""The OpenAPI document: FastAPI's own, with who may ask, and errors under the media type that they really have."""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from service.access import ACCESS, COOKIE
from service.errors import MEDIA, ProblemDetails

ERRORS: dict[int | str, dict[str, Any]] = {"default": {"model": ProblemDetails, "description": "any error"}}
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
        for operations in document["paths"].values():
            for method, operation in operations.items():
                content = operation["responses"]["default"]["content"]
                if MEDIA not in content:
                    content[MEDIA] = content.pop("application/json")
                _tell_who(method, operation)
        return document

    app.openapi = openapi  # type: ignore[method-assign]


SCHEMES = {
    "cookie": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "POST /api/session sets it"},
    "bearer": {"type": "http", "scheme": "bearer", "description": "a token of POST /api/tokens"},
}


def _tell_who(method: str, operation: dict[str, Any]) -> None:
    """The roles of an operation, and what others are answered."""
    allowed = ACCESS[operation["operationId"]]
    operation["x-roles"] = sorted(allowed)
    if "public" in allowed:
        return
    operation["security"] = [{name: []} for name in SCHEMES]
    answers = {"401": "nobody is signed in, or the token is no good"}
    if method == "get":
        answers["404"] = "not there, or not for this role or in its places"
    else:
        answers["403"] = "not for this role, or the token may only read"
    for status, description in answers.items():
        schema = {"$ref": f"#/components/schemas/{ProblemDetails.__name__}"}
        operation["responses"].setdefault(status, {"description": description, "content": {MEDIA: {"schema": schema}}})
