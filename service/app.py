"""The application: its routers, its start and its stop."""

from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from .auth.errors import OAuthFailure, answer
from .auth.keys import SigningKeys
from .auth.pages import router as auth_pages
from .auth.router import account, discovery, oauth
from .auth.settings import AuthSettings
from .config.model import ServiceConfig
from .config.router import router as config
from .health.router import router as health
from .jobs.router import router as jobs
from .plumbing import (
    ConfigSettings,
    Container,
    DatabaseSettings,
    DocumentSettings,
    Router,
    Settings,
    TokenVerifier,
    injected_classes,
    load_all,
    replaced_classes,
    replaced_routers,
)
from .problems import Problem
from .settings import ServiceSettings

ROUTERS: dict[str, Router] = {
    "discovery": discovery,
    "oauth": oauth,
    "account": account,
    "auth_pages": auth_pages,
    "jobs": jobs,
    "config": config,
    "health": health,
}
"""The service's routers, by the names under which extensions replace them."""

TAGS = [
    {"name": "auth", "description": "Signing in, for programs and for people."},
    {"name": "jobs", "description": "A queue of work and what becomes of it."},
    {"name": "config", "description": "What can change while the service runs."},
    {"name": "health", "description": "For whoever starts and stops processes."},
]


class Service(FastAPI):
    """The service; its document also has the schema of its errors."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document, made once."""
        if self.openapi_schema is None:
            schemas = super().openapi()["components"]["schemas"]
            schemas[Problem.__name__] = Problem.model_json_schema()
        return super().openapi()


def create_app() -> Service:
    """Return a new application; nothing is read or opened before it starts.

    Raises:
        ExtensionError: An installed extension cannot be used.
    """
    app = Service(
        title="Isospin reference service",
        version="1.0.0",
        summary="Jobs, monitoring data and devices behind one API.",
        openapi_tags=TAGS,
        lifespan=_lifespan,
        exception_handlers={OAuthFailure: answer},
    )
    app.state.container = Container(replaced_classes())
    routers = replaced_routers(ROUTERS)
    for router in routers.values():
        app.include_router(router)
    app.state.settings = _settings_of(routers.values())
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    container = Container.of(app)
    # First of all, so that everything that is missing is said at once.
    settings = load_all(container, app.state.settings)
    container.development = ServiceSettings.of(container).development
    async with container.running(), AsyncExitStack() as lifetimes:
        for each in settings:
            await lifetimes.enter_async_context(each.lifetime())
        auth = AuthSettings.of(container)
        verifier = TokenVerifier(
            SigningKeys.of(container), issuer=auth.issuer, audience=auth.audience
        )
        verifier.install(container)
        ServiceConfig.cache(container).start_refresh()
        yield


def _settings_of(routers: Iterable[Router]) -> list[type[Settings]]:
    """Return every settings class that the service uses, in a fixed order."""
    injected = {
        cls
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute)
        for cls in injected_classes(route)
        if issubclass(cls, Settings)
    }
    injected |= {DatabaseSettings, DocumentSettings, ConfigSettings, AuthSettings}
    injected.add(ServiceSettings)
    return sorted(injected, key=lambda cls: cls.__name__)


app = create_app()
