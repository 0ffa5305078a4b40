"""The devices themselves, simulated: nobody runs routers to try a client.

What is simulated is what lies beyond the network, and only that: a device
answers line by line, takes its time, and may refuse.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Protocol

from .models import Device

LINE_SECONDS = 0.02
"""Seconds that a device takes to write a line."""


class DeviceError(Exception):
    """A device does not do what it was told, or cannot be reached."""


class Connection(Protocol):
    """A way to a device."""

    def run(self, command: str) -> AsyncIterator[str]:
        """Yield the lines that the device answers to a command.

        Raises:
            DeviceError: It refuses, or cannot be reached.
        """
        ...


def open_device(device: Device) -> Connection:
    """Return a connection to a device."""
    return SimulatedDevice(device)


class SimulatedDevice:
    """Answers as a network device would.

    `show version`, `show interfaces`, `ping N` (N lines) and `sleep SECONDS` are
    known; anything else is refused.
    """

    def __init__(self, device: Device) -> None:
        self._device = device

    async def run(self, command: str) -> AsyncIterator[str]:
        """Yield the lines that the device answers to a command."""
        if not self._device.enabled:
            raise DeviceError(f"{self._device.name} is switched off")
        match command.split():
            case ["show", "version"]:
                lines = [f"{self._device.name}, a {self._device.device_type}", "1.0.0"]
            case ["show", "interfaces"]:
                lines = [f"eth{number} is up" for number in range(8)]
            case ["ping", count] if count.isascii() and count.isdigit():
                lines = [
                    f"{n} {self._device.host}" for n in range(min(int(count), 500))
                ]
            case ["sleep", seconds] if seconds.isascii() and seconds.isdigit():
                await asyncio.sleep(min(int(seconds), 300))
                lines = ["awake"]
            case _:
                raise DeviceError(f"% unknown command: {command}")
        for line in lines:
            await asyncio.sleep(LINE_SECONDS)
            yield line
