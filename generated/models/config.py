# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.

from __future__ import annotations

from pydantic import Field

from .._core.model import Model


class GroupConfig(Model):
    """A group: who is in it and what that allows."""

    properties: list[str] = Field(default_factory=lambda: [])
    """Names of security properties. Each once."""
    users: list[str] = Field(default_factory=lambda: [])
    """User names of its members. Each once."""


class JobsConfig(Model):
    """How jobs are treated."""

    max_reschedules: int = 10
    """A job is started anew this often, no more. At least 0."""


class ServiceConfig(Model):
    """The configuration of the service, the same to every process."""

    groups: dict[str, GroupConfig] | None = None
    """Groups by name; earlier ones are defaults."""
    jobs: JobsConfig | None = None
    title: str = "Isospin"
    """Name shown to people."""
