"""The devices database: inventories, and the commands sent."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import uuid4

from pydantic import SecretStr
from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update

from ..columns import utc_now
from ..plumbing import SqlDatabase
from . import models as m
from . import tables as t

_ENDED = {
    m.CommandStatus.SUCCESS,
    m.CommandStatus.FAILURE,
    m.CommandStatus.TIMEOUT,
}

GRACE = timedelta(seconds=5)
"""After its deadline, how long a command may take to say so."""


class DevicesDatabase(SqlDatabase):
    """Services behind the gateway, their devices and the commands for them."""

    name = "devices"
    metadata = t.metadata

    async def services(self) -> list[m.GatewayService]:
        """Return the services behind the gateway."""
        count = (
            select(func.count())
            .select_from(t.devices)
            .where(t.devices.c.service_id == t.services.c.service_id)
            .scalar_subquery()
        )
        rows = await self.conn.execute(
            select(t.services, count.label("device_count")).order_by(
                t.services.c.service_id
            )
        )
        return [m.GatewayService.model_validate(dict(row)) for row in rows.mappings()]

    async def service(self, service_id: str) -> Row[Any] | None:
        """Return a service behind the gateway."""
        rows = await self.conn.execute(
            select(t.services).where(t.services.c.service_id == service_id)
        )
        return rows.one_or_none()

    async def add_service(self, service_id: str, title: str, *, online: bool) -> None:
        """Put a service behind the gateway."""
        await self.conn.execute(
            insert(t.services).values(service_id=service_id, title=title, online=online)
        )

    async def devices(
        self,
        service_id: str,
        *,
        device_type: Collection[m.DeviceType] = (),
        enabled: bool | None = None,
        after: str = "",
        limit: int = 1000,
    ) -> list[m.Device]:
        """Return devices by name, those after the one called `after`."""
        where: list[ColumnElement[bool]] = [
            t.devices.c.service_id == service_id,
            t.devices.c.name > after,
        ]
        if device_type:
            where.append(t.devices.c.device_type.in_(device_type))
        if enabled is not None:
            where.append(t.devices.c.enabled == enabled)
        rows = await self.conn.execute(
            select(t.devices).where(*where).order_by(t.devices.c.name).limit(limit)
        )
        return [_device(row) for row in rows]

    async def device(
        self, service_id: str, name: str, *, lock: bool = False
    ) -> m.Device | None:
        """Return a device, kept from others until the end when `lock` is set."""
        query = select(t.devices).where(*_key(service_id, name))
        rows = await self.conn.execute(query.with_for_update() if lock else query)
        row = rows.one_or_none()
        return _device(row) if row is not None else None

    async def put_device(
        self, service_id: str, device: m.NewDevice, version: int
    ) -> None:
        """Add a device, or replace the one of the same name."""
        await self.remove_device(service_id, device.name)
        values = device.model_dump(mode="json", exclude={"access"})
        await self.conn.execute(
            insert(t.devices).values(
                {
                    **values,
                    "service_id": service_id,
                    "labels": sorted(device.labels),
                    "access": [_revealed(access) for access in device.access],
                    "version": version,
                }
            )
        )

    async def change_device(self, service_id: str, name: str, **values: Any) -> None:
        """Change a device that exists; its version grows."""
        await self.conn.execute(
            update(t.devices)
            .where(*_key(service_id, name))
            .values(version=t.devices.c.version + 1, **values)
        )

    async def remove_device(self, service_id: str, name: str) -> bool:
        """Remove a device; return False when there is no such one."""
        done = await self.conn.execute(delete(t.devices).where(*_key(service_id, name)))
        return done.rowcount == 1

    async def add_command(
        self, service_id: str, device: str, owner_sub: str, request: m.CommandRequest
    ) -> str:
        """Note a command that is about to be sent; return its identifier."""
        command_id, now = uuid4().hex, utc_now()
        await self.conn.execute(
            insert(t.commands).values(
                command_id=command_id,
                service_id=service_id,
                device=device,
                owner_sub=owner_sub,
                command=request.command,
                timeout=request.timeout,
                status=m.CommandStatus.QUEUED,
                sent_at=now,
                deadline=now + timedelta(seconds=request.timeout),
            )
        )
        return command_id

    async def command(self, command_id: str, owner_sub: str) -> Row[Any] | None:
        """Return a user's command."""
        rows = await self.conn.execute(
            select(t.commands).where(
                t.commands.c.command_id == command_id,
                t.commands.c.owner_sub == owner_sub,
            )
        )
        return rows.one_or_none()

    async def set_command_status(
        self, command_id: str, status: m.CommandStatus, error: str | None = None
    ) -> None:
        """Note how far a command has come."""
        ended_at = utc_now() if status in _ENDED else None
        await self.conn.execute(
            update(t.commands)
            .where(t.commands.c.command_id == command_id)
            .values(status=status, error=error, ended_at=ended_at)
        )

    async def add_output(self, command_id: str, number: int, text: str) -> None:
        """Keep a line that a device has written."""
        await self.conn.execute(
            insert(t.output).values(command_id=command_id, number=number, text=text)
        )

    async def output_after(self, command_id: str, number: int) -> list[m.OutputLine]:
        """Return the lines of a command after the one with a number."""
        rows = await self.conn.execute(
            select(t.output)
            .where(t.output.c.command_id == command_id, t.output.c.number > number)
            .order_by(t.output.c.number)
        )
        return [m.OutputLine(number=row.number, text=row.text) for row in rows]

    async def result(self, command: Row[Any]) -> m.CommandResult:
        """Return a command with all that was written so far."""
        lines = await self.output_after(command.command_id, 0)
        status, error = m.CommandStatus(command.status), command.error
        if has_ended(command) and status not in _ENDED:
            status, error = m.CommandStatus.FAILURE, "the process that ran it is gone"
        return m.CommandResult(
            command_id=command.command_id,
            device=command.device,
            command=command.command,
            status=status,
            output="".join(f"{line.text}\n" for line in lines),
            error=error,
            sent_at=command.sent_at,
            ended_at=command.ended_at,
        )


def has_ended(command: Row[Any]) -> bool:
    """Return whether nothing more will come of a command.

    The process that ran it may have been stopped; then nobody notes its end.
    """
    return command.status in _ENDED or utc_now() > command.deadline + GRACE


def _key(service_id: str, name: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return t.devices.c.service_id == service_id, t.devices.c.name == name


def _device(row: Row[Any]) -> m.Device:
    values = dict(row._mapping)
    protocols = [access["protocol"] for access in values.pop("access")]
    return m.Device.model_validate({**values, "protocols": protocols})


def _revealed(access: m.Access) -> dict[str, Any]:
    # The gateway logs in with these, so that they cannot be kept as digests.
    return {
        name: value.get_secret_value() if isinstance(value, SecretStr) else value
        for name, value in access.model_dump().items()
    }
