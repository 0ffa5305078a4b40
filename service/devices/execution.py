"""Sending commands: a task in this process, its output in the database.

Whoever waits for a command reads the database, so that it does not matter which
process runs it and which one is asked.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import Row

from ..plumbing import Container
from . import models as m
from .db import DevicesDatabase, has_ended
from .simulation import DeviceError, open_device

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.1
"""How often the database is asked for more output."""


class CommandRunner:
    """The commands that this process is running."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._tasks: set[asyncio.Task[None]] = set()

    @classmethod
    def of(cls, container: Container) -> "CommandRunner":
        """Return the runner of an application."""

        def make() -> CommandRunner:
            # Made first, so that it is there until the last command has ended.
            DevicesDatabase.pool(container)
            runner = cls(container)
            container.on_stop(runner.stop)
            return runner

        return container.instance(cls, make)

    def start(
        self, command_id: str, device: m.Device, request: m.CommandRequest
    ) -> None:
        """Begin to run a command that was noted and committed."""
        task = asyncio.create_task(self._run(command_id, device, request))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Break off what is running; it is noted as failed."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(
        self, command_id: str, device: m.Device, request: m.CommandRequest
    ) -> None:
        status, error = m.CommandStatus.SUCCESS, None
        try:
            await self._note(command_id, m.CommandStatus.RUNNING)
            async with asyncio.timeout(request.timeout):
                await self._collect(command_id, device, request.command)
        except TimeoutError:
            status, error = m.CommandStatus.TIMEOUT, f"no end in {request.timeout} s"
        except DeviceError as failure:
            status, error = m.CommandStatus.FAILURE, str(failure)
        except asyncio.CancelledError:
            status, error = m.CommandStatus.FAILURE, "the service was stopped"
        except Exception:
            logger.exception("Command %s", command_id)
            status, error = m.CommandStatus.FAILURE, "internal error"
        await self._note(command_id, status, error)

    async def _collect(self, command_id: str, device: m.Device, command: str) -> None:
        number = 0
        async for text in open_device(device).run(command):
            number += 1
            async with DevicesDatabase.open(self._container, None) as db:
                await db.add_output(command_id, number, text)

    async def _note(
        self, command_id: str, status: m.CommandStatus, error: str | None = None
    ) -> None:
        async with DevicesDatabase.open(self._container, None) as db:
            await db.set_command_status(command_id, status, error)


async def follow(
    db: DevicesDatabase, command_id: str, owner_sub: str, after: int = 0
) -> AsyncIterator[m.OutputLine | Row[Any]]:
    """Yield the lines of a command as they come, and last the command itself.

    Args:
        db: Un-entered: each look is a transaction of its own.
        command_id: The command.
        owner_sub: Whose it is.
        after: Number of the last line that is known already.
    """
    while True:
        async with db:
            command = await db.command(command_id, owner_sub)
            lines = await db.output_after(command_id, after)
        for line in lines:
            after = line.number
            yield line
        if command is None:
            return
        if has_ended(command):
            # The command was looked at first, so that no line is missing.
            yield command
            return
        await asyncio.sleep(POLL_SECONDS)
