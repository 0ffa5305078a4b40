# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.

from __future__ import annotations

from typing import Annotated, Literal

from .._core.model import Model, OpenStrEnum
from .._core.unions import ByTag


class DeviceType(OpenStrEnum):
    """What a device is."""

    ROUTER = "ROUTER"
    SWITCH = "SWITCH"
    FIREWALL = "FIREWALL"
    SERVER = "SERVER"


class Device(Model):
    """A device in an inventory; what is secret stays there."""

    name: str
    """Matching `^[a-z0-9][a-z0-9.-]{0,62}$`."""
    host: str
    device_type: DeviceType
    description: str
    enabled: bool
    labels: list[str]
    protocols: list[str]
    jumphost: str | None
    """Matching `^[a-z0-9][a-z0-9.-]{0,62}$`."""
    version: int
    """Grows with each change. At least 1."""


class DeviceChange(Model):
    """What to change in a device; what is absent stays."""

    description: str | None = None
    """What it is for. At most 1024 characters."""
    enabled: bool | None = None
    """Whether commands are sent to it."""
    host: str | None = None
    """Its address. 1 to 256 characters."""
    jumphost: str | None = None
    """Device to go through; null for none. Matching `^[a-z0-9][a-z0-9.-]{0,62}$`."""
    labels: list[str] | None = None
    """In place of those it has. At most 32 items, each once."""


class Http(Model):
    """Reached through its HTTP API."""

    protocol: Literal["http"] = "http"
    base_path: str = "/"
    """At most 256 characters."""
    verify_tls: bool = True


class NewDevice(Model):
    """A device to put into an inventory."""

    name: str
    """Matching `^[a-z0-9][a-z0-9.-]{0,62}$`."""
    host: str
    """1 to 256 characters."""
    device_type: DeviceType
    access: (
        list[
            Annotated[
                Terminal | Http | Snmp,
                ByTag(
                    "protocol",
                    {
                        "ssh": "Terminal",
                        "telnet": "Terminal",
                        "http": "Http",
                        "snmp": "Snmp",
                    },
                ),
            ]
        ]
        | None
    ) = None
    """Ways to reach it, best first. At most 8 items."""
    description: str = ""
    """At most 1024 characters."""
    enabled: bool = True
    jumphost: str | None = None
    """Device of the same service to go through. Matching
    `^[a-z0-9][a-z0-9.-]{0,62}$`.
    """
    labels: list[str] | None = None
    """At most 32 items, each once."""


class Snmp(Model):
    """Reached through SNMP."""

    protocol: Literal["snmp"] = "snmp"
    community: str | None = None
    """Write-only."""
    version: Literal[2, 3] | int = 3


class Terminal(Model):
    """Reached through a terminal session."""

    protocol: Literal["ssh", "telnet"] | str
    username: str
    """At most 128 characters."""
    password: str | None = None
    """Never given back. Write-only."""
    port: int = 22
    """1 to 65535."""
