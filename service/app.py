"""The application: its routers, its start and its stop."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from .auth.db import AuthDatabase
from .auth.errors import OAuthFailure, answer
from .auth.keys import SigningKeys
from .auth.settings import AuthSettings
from .config.model import ServiceConfig
from .plumbing import (
    ConfigSettings,
    Container,
    DatabaseSettings,
    DocumentSettings,
    Lifetime,
    Router,
    Settings,
    TokenVerifier,
    injected_classes,
    load_all,
    replaced_classes,
    replaced_routers,
)
from .problems import Problem
from .routers import ROUTERS, TAGS
from .settings import ServiceSettings

logger = logging.getLogger(__name__)

CLEANING_SECONDS = 3600.0
"""Time between two removals of what has expired."""


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
    lifetimes: list[Lifetime] = [_lifetime_of(each) for each in settings]
    lifetimes += [check_tokens, load_config, forget_expired]
    async with container.running(*lifetimes):
        yield


def _lifetime_of(settings: Settings) -> Lifetime:
    return lambda _: settings.lifetime()


@asynccontextmanager
async def check_tokens(container: Container) -> AsyncIterator[None]:
    """Check access tokens with the keys of this service."""
    auth = AuthSettings.of(container)
    keys = SigningKeys.of(container)
    verifier = TokenVerifier(keys, issuer=auth.issuer, audience=auth.audience)
    verifier.install(container)
    yield


@asynccontextmanager
async def forget_expired(container: Container) -> AsyncIterator[None]:
    """Remove now and then what has expired; each process does, which is no harm."""

    async def forget() -> None:
        while True:
            await asyncio.sleep(CLEANING_SECONDS)
            try:
                async with AuthDatabase.open(container, None) as db:
                    await db.forget_expired()
            except Exception:
                logger.exception("What has expired was not removed")

    forgetting = asyncio.create_task(forget())
    try:
        yield
    finally:
        forgetting.cancel()
        await asyncio.gather(forgetting, return_exceptions=True)


@asynccontextmanager
async def load_config(container: Container) -> AsyncIterator[None]:
    """Begin to load the configuration: whoever comes earlier is told to come back."""
    ServiceConfig.cache(container).start()
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
