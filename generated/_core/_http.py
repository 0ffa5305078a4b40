"""The HTTP library, imported here and in no other module of the client."""

import httpx

__all__ = ["httpx"]
