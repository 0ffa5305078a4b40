"""The application: its routers, its start and its stop."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from .jobs.router import router as jobs
from .plumbing import Container
from .problems import Problem

TAGS = [{"name": "jobs", "description": "A queue of work and what becomes of it."}]


class Service(FastAPI):
    """The service; its document also has the schema of its errors."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document, made once."""
        if self.openapi_schema is None:
            schemas = super().openapi()["components"]["schemas"]
            schemas[Problem.__name__] = Problem.model_json_schema()
        return super().openapi()


def create_app() -> Service:
    """Return a new application; nothing is read or opened before it starts."""
    app = Service(
        title="Isospin reference service",
        version="1.0.0",
        summary="Jobs, monitoring data and devices behind one API.",
        openapi_tags=TAGS,
        lifespan=_lifespan,
    )
    app.state.container = Container()
    for router in (jobs,):
        app.include_router(router)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with Container.of(app).running():
        yield


app = create_app()
