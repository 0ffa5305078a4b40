# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The `sandboxes` operations of the blocking client, as patched."""

from patches.sync.sandboxes import Sandboxes

__all__ = ["Sandboxes"]
