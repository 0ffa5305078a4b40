# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The blocking client, `Client`, and its groups of operations."""

from ._transport import Stream
from .client import Client

__all__ = ["Client", "Stream"]
