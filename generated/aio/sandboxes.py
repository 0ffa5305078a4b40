# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The `sandboxes` operations of the asyncio client, as patched."""

from patches.aio.sandboxes import Sandboxes

__all__ = ["Sandboxes"]
