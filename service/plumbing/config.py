"""Configuration with versions: cached, refreshed in the background, served stale.

Settings say how a process runs and come from its environment. Configuration says
what the service is about, changes while it runs, and comes from a file or a git
repository that all processes read.
"""

import asyncio
import logging
from typing import Generic, Self, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError
from pydantic_settings import SettingsConfigDict

from .availability import Unavailable
from .config_sources import ConfigSource, ConfigSourceError, Revision, open_source
from .container import Container
from .injectable import Injectable
from .settings import Settings

logger = logging.getLogger(__name__)

RETRY_AFTER = 1.0
"""Seconds after which to ask again for what is about to be loaded."""


class ConfigSettings(Settings):
    """Where the configuration is (`SERVICE_CONFIG_...`)."""

    model_config = SettingsConfigDict(env_prefix="SERVICE_CONFIG_")

    url: str = Field(
        description=(
            "`file:///path/to/config.yaml`, or a git repository:"
            " `git+https://host/repo.git#branch:config.yaml`."
        )
    )
    refresh_seconds: float = Field(
        default=5.0, gt=0, description="Time between two looks for changes."
    )


class Config(BaseModel, Injectable):
    """Base of configuration models: injected as their current version."""

    model_config = ConfigDict(frozen=True)

    _revision: Revision = PrivateAttr()

    @property
    def revision(self) -> Revision:
        """The version that this is."""
        return self._revision

    @classmethod
    async def obtain(cls, container: Container) -> Self:
        """Return the current version, which may be slightly stale.

        Raises:
            Unavailable: It was not loaded yet.
        """
        return cls.cache(container).current()

    @classmethod
    def cache(cls, container: Container) -> "ConfigCache[Self]":
        """Return the cache of this class in an application."""

        def make() -> ConfigCache[Self]:
            settings = ConfigSettings.of(container)
            cache = ConfigCache(
                cls, open_source(settings.url), settings.refresh_seconds
            )
            container.on_stop(cache.close)
            return cache

        return container.instance((ConfigCache, cls), make)

    @classmethod
    def parse(cls, text: bytes, revision: Revision) -> Self:
        """Return the configuration in a YAML document.

        Raises:
            ConfigSourceError: It is not YAML, or not this configuration.
        """
        try:
            config = cls.model_validate(yaml.safe_load(text) or {})
        except (yaml.YAMLError, ValidationError) as error:
            raise ConfigSourceError(f"revision {revision.id}: {error}") from error
        config._revision = revision
        return config


ConfigT = TypeVar("ConfigT", bound=Config)


class ConfigCache(Generic[ConfigT]):
    """The current version of one configuration, refreshed behind the scenes."""

    def __init__(
        self, cls: type[ConfigT], source: ConfigSource, refresh_seconds: float
    ) -> None:
        self._cls = cls
        self._source = source
        self._refresh_seconds = refresh_seconds
        self._config: ConfigT | None = None
        self._refreshing: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to load the configuration, and to look for changes."""
        if self._refreshing is None:
            self._refreshing = asyncio.create_task(self._keep_fresh())

    def current(self) -> ConfigT:
        """Return what was loaded last.

        Never waits: a request is not held up by a slow git server.

        Raises:
            Unavailable: Nothing was loaded yet.
        """
        self.start()
        if self._config is None:
            raise Unavailable("the configuration", RETRY_AFTER)
        return self._config

    async def close(self) -> None:
        """Stop looking for changes and let go of the source."""
        if self._refreshing is not None:
            self._refreshing.cancel()
            await asyncio.gather(self._refreshing, return_exceptions=True)
        await self._source.close()

    async def _keep_fresh(self) -> None:
        while True:
            try:
                await self._load()
            except Exception:
                # A version that cannot be used, or a source that cannot be reached,
                # must not take down a service that runs.
                logger.exception("The configuration was not refreshed")
            await asyncio.sleep(self._refresh_seconds)

    async def _load(self) -> None:
        revision = await self._source.latest()
        if self._config is None or self._config.revision != revision:
            text = await self._source.read(revision)
            self._config = self._cls.parse(text, revision)
