# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The `devices` operations of the blocking client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models
from .._operations import devices as operations
from ._transport import Group


class Devices(Group):
    """The inventory of such a service.

    Every operation may raise:

    - BadRequest: The request makes no sense.
    - Unauthorized: The access token is missing, expired or not valid.
    - Forbidden: The user may not do this.
    - NotFound: There is no such thing, or the user may not see it.
    - ServiceUnavailable: Something that the service needs is down for now.
    """

    def inventory(
        self,
        service_id: str,
        *,
        device_type: list[models.DeviceType] | None = None,
        enabled: bool | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> list[models.Device]:
        """List devices by name.

        Args:
            service_id: Service behind the gateway (matching
                `^[a-z0-9][a-z0-9-]{0,62}$`).
            device_type: Only devices of these types.
            enabled: Only those that are enabled, or that are not.
            after: Start after (at most 63 characters, matching `^[a-z0-9.-]*$`).
            limit: Most to return (1 to 1000; 100 when omitted).
        """
        return self._send(
            operations.INVENTORY,
            {
                "service_id": service_id,
                "device_type": device_type,
                "enabled": enabled,
                "after": after,
                "limit": limit,
            },
        )

    def add(
        self,
        service_id: str,
        body: models.NewDevice | Mapping[str, Any],
    ) -> models.Device:
        """Put a device into the inventory.

        Args:
            service_id: Service behind the gateway (matching
                `^[a-z0-9][a-z0-9-]{0,62}$`).

        Raises:
            Conflict: The current state does not allow it.
        """
        return self._send(operations.ADD, {"service_id": service_id}, body)

    def get(self, service_id: str, name: str) -> models.Device:
        """Get a device.

        Args:
            service_id: Service behind the gateway (matching
                `^[a-z0-9][a-z0-9-]{0,62}$`).
            name: Name of the device (matching `^[a-z0-9][a-z0-9.-]{0,62}$`).
        """
        return self._send(operations.GET, {"service_id": service_id, "name": name})

    def replace(
        self,
        service_id: str,
        name: str,
        body: models.NewDevice | Mapping[str, Any],
        *,
        if_match: str | None = None,
    ) -> models.Device:
        """Put a device into the inventory, in place of the one of that name.

        Args:
            service_id: Service behind the gateway (matching
                `^[a-z0-9][a-z0-9-]{0,62}$`).
            name: Name of the device (matching `^[a-z0-9][a-z0-9.-]{0,62}$`).
            if_match: Only replace this version, as `ETag` gave it.

        Raises:
            PreconditionFailed: It has changed in the meantime.
        """
        return self._send(
            operations.REPLACE,
            {"service_id": service_id, "name": name, "if_match": if_match},
            body,
        )

    def change(
        self,
        service_id: str,
        name: str,
        body: models.DeviceChange | Mapping[str, Any],
        *,
        if_match: str | None = None,
    ) -> models.Device:
        """Change a device: what is absent stays as it is.

        Args:
            service_id: Service behind the gateway (matching
                `^[a-z0-9][a-z0-9-]{0,62}$`).
            name: Name of the device (matching `^[a-z0-9][a-z0-9.-]{0,62}$`).
            if_match: Only change this version, as `ETag` gave it.

        Raises:
            PreconditionFailed: It has changed in the meantime.
        """
        return self._send(
            operations.CHANGE,
            {"service_id": service_id, "name": name, "if_match": if_match},
            body,
        )

    def remove(self, service_id: str, name: str) -> None:
        """Take a device out of the inventory.

        Args:
            service_id: Service behind the gateway (matching
                `^[a-z0-9][a-z0-9-]{0,62}$`).
            name: Name of the device (matching `^[a-z0-9][a-z0-9.-]{0,62}$`).
        """
        return self._send(operations.REMOVE, {"service_id": service_id, "name": name})
