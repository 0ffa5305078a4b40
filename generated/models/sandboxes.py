# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.

from __future__ import annotations

from datetime import datetime

from .._core.model import Model, OpenStrEnum


class SandboxKind(OpenStrEnum):
    """Which way a sandbox goes."""

    INPUT = "input"
    OUTPUT = "output"


class Sandbox(Model):
    """A file that goes to a job or comes from one."""

    sandbox_id: str
    """Its SHA-256, in hexadecimal."""
    filename: str
    size: int
    """In bytes. At least 0."""
    created_at: datetime
