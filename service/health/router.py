"""Liveness and readiness, for whoever starts and stops processes."""

from typing import Literal

from fastapi import Response, status
from pydantic import BaseModel, Field

from ..config.model import ServiceConfig
from ..databases import DATABASES
from ..plumbing import Container, Router, Unavailable
from ..plumbing.documents import availability_of

router = Router(prefix="/api/health", tags=["health"])


class Alive(BaseModel):
    """The process answers."""

    status: Literal["alive"] = "alive"


class Readiness(BaseModel):
    """Whether the service can be used, and why not."""

    status: Literal["ready", "not ready"]
    failures: dict[str, str] = Field(
        default_factory=dict, description="What is not available, and why."
    )
    connections: dict[str, int] = Field(
        default_factory=dict,
        description="Connections in use by database, in the process that answers.",
    )


@router.get("/live")
async def live() -> Alive:
    """Tell that the process answers; a reason to restart it when it does not."""
    return Alive()


@router.get(
    "/ready",
    responses={503: {"model": Readiness, "description": "Something is down."}},
)
async def ready(container: Container, response: Response) -> Readiness:
    """Tell whether requests can be served; a reason to send none when they cannot."""
    pools = {cls.name: cls.pool(container) for cls in map(container.resolve, DATABASES)}
    checks = {name: pool.availability.check for name, pool in pools.items()}
    checks["document store"] = availability_of(container).check
    failures: dict[str, str] = {}
    for name, check in checks.items():
        try:
            await check()
        except Unavailable as failure:
            failures[name] = failure.detail
    try:
        ServiceConfig.cache(container).current()
    except Unavailable as failure:
        failures["configuration"] = failure.detail
    if failures:
        response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    return Readiness(
        status="not ready" if failures else "ready",
        failures=failures,
        connections={name: pool.in_use() for name, pool in pools.items()},
    )
