# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The `commands` operations of the blocking client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from .. import models
from .._core.unions import ByTag
from .._operations import commands as operations
from ._transport import Group, Stream


class Commands(Group):
    """Commands sent to devices.

    Every operation may raise:

    - BadRequest: The request makes no sense.
    - Unauthorized: The access token is missing, expired or not valid.
    - Forbidden: The user may not do this.
    - NotFound: There is no such thing, or the user may not see it.
    - ServiceUnavailable: Something that the service needs is down for now.
    """

    def execute_many(
        self,
        service_id: str,
        body: models.BulkCommandRequest | Mapping[str, Any],
    ) -> Stream[models.CommandResult]:
        """Send a command to several devices; results come as they are ready.

        Args:
            service_id: Service behind the gateway (matching
                `^[a-z0-9][a-z0-9-]{0,62}$`).
        """
        return self._stream(operations.EXECUTE_MANY, {"service_id": service_id}, body)

    def get_result(self, service_id: str, command_id: str) -> models.CommandResult:
        """Get a command and what the device has written so far.

        Args:
            service_id: Service behind the gateway (matching
                `^[a-z0-9][a-z0-9-]{0,62}$`).
            command_id: Identifier of the command (matching `^[0-9a-f]{32}$`).
        """
        return self._send(
            operations.GET_RESULT, {"service_id": service_id, "command_id": command_id}
        )

    def follow_output(
        self,
        service_id: str,
        command_id: str,
        *,
        last_event_id: int | None = None,
    ) -> Stream[
        Annotated[
            models.OutputLine | models.OutputEnd,
            ByTag("kind", {"line": "OutputLine", "end": "OutputEnd"}),
        ]
    ]:
        """Follow what a device writes, line by line, to the end of the command.

        Args:
            service_id: Service behind the gateway (matching
                `^[a-z0-9][a-z0-9-]{0,62}$`).
            command_id: Identifier of the command (matching `^[0-9a-f]{32}$`).
            last_event_id: Last line that you have (0 to 2147483647).
        """
        return self._stream(
            operations.FOLLOW_OUTPUT,
            {
                "service_id": service_id,
                "command_id": command_id,
                "last_event_id": last_event_id,
            },
        )

    def execute(
        self,
        service_id: str,
        name: str,
        body: models.ServiceDevicesModelsCommandRequest | Mapping[str, Any],
        *,
        wait: bool | None = None,
    ) -> models.CommandResult | models.CommandReceipt:
        """Send a command to a device, and await its result or not.

        Args:
            service_id: Service behind the gateway (matching
                `^[a-z0-9][a-z0-9-]{0,62}$`).
            name: Name of the device (matching `^[a-z0-9][a-z0-9.-]{0,62}$`).
            wait: Answer when it is done; at once with 202 otherwise (True when
                omitted).
        """
        return self._send(
            operations.EXECUTE,
            {"service_id": service_id, "name": name, "wait": wait},
            body,
        )
