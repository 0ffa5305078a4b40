# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The `jobs` operations of the blocking client, as patched."""

from patches.sync.jobs import Jobs

__all__ = ["Jobs"]
