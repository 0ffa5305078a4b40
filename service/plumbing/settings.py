"""Settings from the environment: frozen, one instance an application."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any, Self

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from .container import Container
from .injectable import Injectable


class SettingsError(Exception):
    """Settings are missing or wrong; names each environment variable."""


class Settings(BaseSettings, Injectable):
    """Base of settings classes: injected as their one instance.

    Read from environment variables that start with the class's `env_prefix`.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    @classmethod
    async def obtain(cls, container: Container) -> Self:
        """Return the application's instance, made on first use."""
        return cls.of(container)

    @classmethod
    def of(cls, container: Container) -> Self:
        """Return the application's instance of this class or its replacement.

        Raises:
            SettingsError: A variable is missing or has a wrong value.
        """
        actual = container.resolve(cls)
        instance: Self = container.instance(actual, lambda: load(actual))
        return instance

    @asynccontextmanager
    async def lifetime(self) -> AsyncIterator[None]:
        """Entered at start-up, left at shutdown; nothing unless overridden."""
        yield


def load(cls: type[Settings]) -> Any:
    """Return a new instance of `cls` from the environment.

    Raises:
        SettingsError: A variable is missing or has a wrong value.
    """
    try:
        return cls()
    except ValidationError as error:
        raise SettingsError("\n".join(_complaints(cls, error))) from None


def load_all(container: Container, classes: Iterable[type[Settings]]) -> list[Settings]:
    """Return the instance of each class, so that all that is missing is said at once.

    Raises:
        SettingsError: One line for each variable that is missing or wrong.
    """
    loaded: list[Settings] = []
    complaints: list[str] = []
    for cls in classes:
        try:
            loaded.append(cls.of(container))
        except SettingsError as error:
            complaints.append(str(error))
    if complaints:
        raise SettingsError("\n".join(complaints))
    return loaded


def _complaints(cls: type[Settings], error: ValidationError) -> Iterable[str]:
    prefix = str(cls.model_config.get("env_prefix") or "")
    for problem in error.errors(include_input=False, include_url=False):
        name = (prefix + "__".join(str(part) for part in problem["loc"])).upper()
        if problem["type"] == "missing":
            yield f"environment variable {name} is not set ({cls.__name__})"
        else:
            yield f"environment variable {name}: {problem['msg']} ({cls.__name__})"
