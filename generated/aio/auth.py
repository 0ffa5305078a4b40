# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The `auth` operations of the asyncio client, as patched."""

from patches.aio.auth import Auth

__all__ = ["Auth"]
