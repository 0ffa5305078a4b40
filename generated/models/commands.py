# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.

from __future__ import annotations

from datetime import datetime
from typing import Literal

from .._core.model import Model, OpenStrEnum


class CommandStatus(OpenStrEnum):
    """How far a command has come."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    SUCCESS = "SUCCESS"
    FAILURE = "FAILURE"
    TIMEOUT = "TIMEOUT"


class BulkCommandRequest(Model):
    """A command for several devices."""

    command: str
    """1 to 1024 characters."""
    devices: list[str] | None = None
    """Their names; every enabled device when omitted. At most 100 items."""
    timeout: float = 30.0
    """Seconds that it may take. More than 0, at most 300."""


class CommandReceipt(Model):
    """A command that was accepted; its result comes later."""

    command_id: str
    device: str
    """Matching `^[a-z0-9][a-z0-9.-]{0,62}$`."""
    status: CommandStatus
    kind: Literal["receipt"] = "receipt"


class CommandResult(Model):
    """A command that is done."""

    command_id: str
    device: str
    """Matching `^[a-z0-9][a-z0-9.-]{0,62}$`."""
    command: str
    status: CommandStatus
    output: str
    """What the device has written."""
    sent_at: datetime
    ended_at: datetime | None
    error: str | None = None
    """Why it failed."""
    kind: Literal["result"] = "result"


class OutputEnd(Model):
    """Nothing more will come."""

    status: CommandStatus
    error: str | None = None
    kind: Literal["end"] = "end"


class OutputLine(Model):
    """A line that a device has written."""

    number: int
    """At least 1."""
    text: str
    kind: Literal["line"] = "line"


class ServiceDevicesModelsCommandRequest(Model):
    """A command for a device."""

    command: str
    """1 to 1024 characters."""
    timeout: float = 30.0
    """Seconds that it may take. More than 0, at most 300."""
