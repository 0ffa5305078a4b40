"""The routes about commands: sent to devices, awaited or followed."""

import asyncio
from collections.abc import AsyncIterable, Sequence
from typing import Annotated, Any

from fastapi import Depends, Header, HTTPException, Path, Query, Response, status
from fastapi.sse import EventSourceResponse
from sqlalchemy import Row

from ..plumbing import Container, CurrentUser, Router, auto_inject, has_properties
from ..problems import ALWAYS, problems
from ..rights import DEVICE_OPERATOR
from ..streams import event
from . import models as m
from .db import DevicesDatabase
from .execution import CommandRunner, follow
from .router import Batches, DeviceName, Looks, Reader, Service

router = Router(
    prefix="/api/gateway/{service_id}",
    tags=["commands"],
    dependencies=[has_properties(DEVICE_OPERATOR)],
    responses={**ALWAYS, **problems(404)},
)

LOCATION = {"Location": {"description": "Where it is.", "schema": {"type": "string"}}}


@router.post(
    "/devices/{name}/commands",
    response_model=m.CommandResult,
    responses={
        202: {
            "model": m.CommandReceipt,
            "description": "The command is on its way.",
            "headers": LOCATION,
        },
    },
)
async def execute(
    service_id: Service,
    name: DeviceName,
    request: m.CommandRequest,
    db: Batches,
    looks: Looks,
    user: CurrentUser,
    container: Container,
    wait: Annotated[
        bool, Query(description="Answer when it is done; at once with 202 otherwise.")
    ] = True,
) -> m.CommandResult | Response:
    """Send a command to a device, and await its result or not."""
    async with db:
        device = await db.device(service_id, name)
        if device is None:
            raise HTTPException(status.HTTP_404_NOT_FOUND, f"no device {name}")
        command_id = await db.add_command(service_id, name, user.sub, request)
    CommandRunner.of(container).start(command_id, device, request)
    if wait:
        return await _result(looks, command_id, user.sub)
    receipt = m.CommandReceipt(
        command_id=command_id, device=name, status=m.CommandStatus.QUEUED
    )
    return Response(
        receipt.model_dump_json(),
        status.HTTP_202_ACCEPTED,
        {"Location": f"/api/gateway/{service_id}/commands/{command_id}"},
        "application/json",
    )


@auto_inject
async def send_to_many(
    service_id: Service,
    request: m.BulkCommandRequest,
    db: Batches,
    user: CurrentUser,
    container: Container,
) -> list[str]:
    """Send a command to several devices; return the identifiers of the commands.

    Raises:
        HTTPException: 404 when one of the devices does not exist; none gets it.
    """
    async with db:
        devices = {each.name: each for each in await db.devices(service_id)}
        names = request.devices
        if names is None:
            names = [each.name for each in devices.values() if each.enabled]
        missing = [name for name in names if name not in devices]
        if missing:
            raise HTTPException(
                status.HTTP_404_NOT_FOUND, "no device " + ", ".join(missing)
            )
        ids = {
            await db.add_command(service_id, name, user.sub, request): devices[name]
            for name in dict.fromkeys(names)
        }
    runner = CommandRunner.of(container)
    for command_id, device in ids.items():
        runner.start(command_id, device, request)
    return list(ids)


@router.post("/commands")
async def execute_many(
    ids: Annotated[Sequence[str], Depends(send_to_many)],
    looks: Looks,
    user: CurrentUser,
) -> AsyncIterable[m.CommandResult]:
    """Send a command to several devices; results come as they are ready."""
    waiting = [
        asyncio.create_task(_result(looks.another(), command_id, user.sub))
        for command_id in ids
    ]
    try:
        for ready in asyncio.as_completed(waiting):
            yield await ready
    finally:
        for task in waiting:
            task.cancel()


CommandId = Annotated[
    str, Path(pattern=r"^[0-9a-f]{32}$", description="Identifier of the command.")
]


@auto_inject
async def get_command(
    service_id: Service, command_id: CommandId, looks: Looks, user: CurrentUser
) -> Row[Any]:
    """Return the command that a path names.

    Raises:
        HTTPException: 404 when there is none, or it is somebody else's.
    """
    async with looks:
        command = await looks.command(command_id, user.sub)
    if command is None or command.service_id != service_id:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "no such command")
    return command


@router.get("/commands/{command_id}")
async def get_result(
    command: Annotated[Any, Depends(get_command)], db: Reader
) -> m.CommandResult:
    """Get a command and what the device has written so far."""
    return await db.result(command)


@router.get("/commands/{command_id}/output", response_class=EventSourceResponse)
async def follow_output(
    command: Annotated[Any, Depends(get_command)],
    looks: Looks,
    user: CurrentUser,
    last_event_id: Annotated[
        int | None,
        Header(ge=0, le=2**31 - 1, description="Last line that you have."),
    ] = None,
) -> AsyncIterable[m.Output]:
    """Follow what a device writes, line by line, to the end of the command."""
    after = last_event_id or 0
    async for each in follow(looks, command.command_id, user.sub, after):
        if isinstance(each, m.OutputLine):
            after = each.number
            yield event(each, after)
        else:
            async with looks:
                result = await looks.result(each)
            yield event(m.OutputEnd(status=result.status, error=result.error), after)


async def _result(
    looks: DevicesDatabase, command_id: str, owner_sub: str
) -> m.CommandResult:
    async for each in follow(looks, command_id, owner_sub):
        if not isinstance(each, m.OutputLine):
            async with looks:
                return await looks.result(each)
    raise HTTPException(status.HTTP_404_NOT_FOUND, "the command is gone")
