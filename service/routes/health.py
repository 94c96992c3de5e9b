"""Alive or not, for whoever operates the service."""

from fastapi import APIRouter

from service.schemas import Health
from service.version import version

router = APIRouter(tags=["operation"])


@router.get("/healthz", summary="Alive")
def healthz() -> Health:
    return Health(version=version())
