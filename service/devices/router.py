"""The routes about devices, each behind one of the gateway's services."""

from typing import Annotated

from fastapi import Depends, Header, HTTPException, Path, Query, Response, status

from ..plumbing import (
    NoTransaction,
    ReadOnly,
    Router,
    auto_inject,
    has_properties,
)
from ..problems import ALWAYS, problems
from ..rights import DEVICE_OPERATOR, SERVICE_ADMINISTRATOR
from . import models as m
from .db import DevicesDatabase

gateway = Router(
    prefix="/api/gateway",
    tags=["gateway"],
    dependencies=[has_properties(DEVICE_OPERATOR | SERVICE_ADMINISTRATOR)],
    responses={**ALWAYS},
)
router = Router(
    prefix="/api/gateway/{service_id}/devices",
    tags=["devices"],
    dependencies=[has_properties(DEVICE_OPERATOR | SERVICE_ADMINISTRATOR)],
    responses={**ALWAYS, **problems(404)},
)

Reader = Annotated[DevicesDatabase, ReadOnly()]
Batches = Annotated[DevicesDatabase, NoTransaction()]
Looks = Annotated[DevicesDatabase, NoTransaction(read_only=True)]
Administrators = has_properties(SERVICE_ADMINISTRATOR)

DeviceName = Annotated[
    str, Path(pattern=r"^[a-z0-9][a-z0-9.-]{0,62}$", description="Name of the device.")
]

VERSION = {
    "ETag": {
        "description": "Version of the device, for `If-Match`.",
        "schema": {"type": "string", "examples": ['"3"']},
    }
}


@auto_inject
async def get_service(
    service_id: Annotated[
        str,
        Path(
            pattern=r"^[a-z0-9][a-z0-9-]{0,62}$",
            description="Service behind the gateway.",
            examples=["lab-1"],
        ),
    ],
    db: Looks,
) -> str:
    """Return the service that a path names.

    Raises:
        HTTPException: 404 when there is none, 503 when it is not connected.
    """
    async with db:
        service = await db.service(service_id)
    if service is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, f"no service {service_id}")
    if not service.online:
        raise HTTPException(
            status.HTTP_503_SERVICE_UNAVAILABLE,
            f"{service_id} is not connected",
            headers={"Retry-After": "10"},
        )
    return service_id


Service = Annotated[str, Depends(get_service)]


@gateway.get("/services")
async def services(db: Reader) -> list[m.GatewayService]:
    """List the services behind the gateway."""
    return await db.services()


@router.get("")
async def inventory(
    service_id: Service,
    db: Reader,
    device_type: Annotated[
        list[m.DeviceType] | None, Query(description="Only devices of these types.")
    ] = None,
    enabled: Annotated[
        bool | None, Query(description="Only those that are enabled, or that are not.")
    ] = None,
    after: Annotated[
        str, Query(max_length=63, pattern=r"^[a-z0-9.-]*$", description="Start after.")
    ] = "",
    limit: Annotated[int, Query(ge=1, le=1000, description="Most to return.")] = 100,
) -> list[m.Device]:
    """List devices by name."""
    return await db.devices(
        service_id,
        device_type=device_type or [],
        enabled=enabled,
        after=after,
        limit=limit,
    )


@router.get("/{name}", responses={200: {"headers": VERSION}})
async def get(
    service_id: Service, name: DeviceName, db: Reader, response: Response
) -> m.Device:
    """Get a device."""
    device = _found(await db.device(service_id, name), name)
    response.headers["ETag"] = f'"{device.version}"'
    return device


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    dependencies=[Administrators],
    responses=problems(409),
)
async def add(
    service_id: Service, device: m.NewDevice, db: DevicesDatabase
) -> m.Device:
    """Put a device into the inventory."""
    if await db.device(service_id, device.name, lock=True) is not None:
        raise HTTPException(status.HTTP_409_CONFLICT, f"{device.name} is there already")
    await db.put_device(service_id, device, version=1)
    return _found(await db.device(service_id, device.name), device.name)


@router.put(
    "/{name}",
    dependencies=[Administrators],
    response_model=m.Device,
    responses={
        201: {"model": m.Device, "description": "It was not there before."},
        **problems(400, 412),
    },
)
async def replace(
    service_id: Service,
    name: DeviceName,
    device: m.NewDevice,
    db: DevicesDatabase,
    response: Response,
    if_match: Annotated[
        str | None, Header(description="Only replace this version, as `ETag` gave it.")
    ] = None,
) -> m.Device:
    """Put a device into the inventory, in place of the one of that name."""
    if device.name != name:
        raise HTTPException(status.HTTP_400_BAD_REQUEST, "the two names differ")
    present = await db.device(service_id, name, lock=True)
    _check_version(present, if_match)
    version = present.version + 1 if present is not None else 1
    await db.put_device(service_id, device, version)
    if present is None:
        response.status_code = status.HTTP_201_CREATED
    return _found(await db.device(service_id, name), name)


@router.patch("/{name}", dependencies=[Administrators], responses=problems(412))
async def change(
    service_id: Service,
    name: DeviceName,
    changes: m.DeviceChange,
    db: DevicesDatabase,
    if_match: Annotated[
        str | None, Header(description="Only change this version, as `ETag` gave it.")
    ] = None,
) -> m.Device:
    """Change a device: what is absent stays as it is."""
    present = _found(await db.device(service_id, name, lock=True), name)
    _check_version(present, if_match)
    await db.change_device(
        service_id, name, **changes.model_dump(exclude_unset=True, mode="json")
    )
    return _found(await db.device(service_id, name), name)


@router.delete(
    "/{name}", status_code=status.HTTP_204_NO_CONTENT, dependencies=[Administrators]
)
async def remove(service_id: Service, name: DeviceName, db: DevicesDatabase) -> None:
    """Take a device out of the inventory."""
    if not await db.remove_device(service_id, name):
        raise HTTPException(status.HTTP_404_NOT_FOUND, f"no device {name}")


def _found(device: m.Device | None, name: str) -> m.Device:
    if device is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, f"no device {name}")
    return device


def _check_version(present: m.Device | None, if_match: str | None) -> None:
    """Refuse a change of a version that is not the present one (RFC 9110, 13.1.1)."""
    if if_match is None:
        return
    wanted = {tag.strip().strip('"') for tag in if_match.split(",")}
    if present is None or not wanted & {"*", str(present.version)}:
        raise HTTPException(
            status.HTTP_412_PRECONDITION_FAILED, "the device has changed"
        )
