"""Alive or not, for whoever operates the service."""

from importlib.metadata import version

from fastapi import APIRouter

from service.schemas import Health

router = APIRouter(tags=["operation"])


@router.get("/healthz", summary="Alive")
def healthz() -> Health:
    return Health(version=version("tongxin"))
