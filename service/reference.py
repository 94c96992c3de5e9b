"""The OpenAPI document: FastAPI's own, with errors under the media type that they really have."""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

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
        for operations in document["paths"].values():
            for operation in operations.values():
                content = operation["responses"]["default"]["content"]
                if MEDIA not in content:
                    content[MEDIA] = content.pop("application/json")
        return document

    app.openapi = openapi  # type: ignore[method-assign]
